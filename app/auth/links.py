"""What mailed links are for: asking for one, and using it. Form posts, as they hold passwords."""

from starlette.requests import Request
from starlette.responses import Response

from app import routes
from app.auth.form_posts import commanded, fields_of, moved, refused
from app.dispatch import run
from app.identity import address_of, guest, identify
from commands.ask_password_reset import AskPasswordReset
from commands.confirm_email import ConfirmEmail
from commands.reset_password import ResetPassword
from commands.verify_email import VerifyEmail
from domain.access import Actor


async def forgot(request: Request) -> Response:
    """Lead on to the mail, whether or not there is one."""
    sent = commanded(await fields_of(request), "email")
    try:
        await run(AskPasswordReset(**sent), guest(request))
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        return _again(request, routes.FORGOT, failed)
    return moved(request, routes.with_query(routes.CHECK_MAIL, **{"for": "reset"}))


async def reset(request: Request) -> Response:
    """Replace the password; every session has ended then, so that one signs in with it."""
    sent = commanded(await fields_of(request), "token", "new_password")
    try:
        await run(ResetPassword(**sent), guest(request))
    except Exception as failed:  # noqa: BLE001
        return _again(request, routes.RESET, failed)
    return moved(request, f"{routes.SIGN_IN}?reset=1")


async def verify(request: Request) -> Response:
    """Verify the address, for whoever is or is not signed in here."""
    sent = commanded(await fields_of(request), "token")
    try:
        person = await _person(request)
        await run(VerifyEmail(**sent), person)
    except Exception as failed:  # noqa: BLE001
        return _again(request, routes.VERIFY, failed)
    return moved(request, f"{_home(person)}?verified=1")


async def confirm_email(request: Request) -> Response:
    """Confirm one of the two addresses, and tell whether the other has to be confirmed too."""
    sent = commanded(await fields_of(request), "token")
    try:
        person = await _person(request)
        changed = await run(ConfirmEmail(**sent), person)
    except Exception as failed:  # noqa: BLE001
        return _again(request, routes.CONFIRM_EMAIL, failed)
    return moved(request, f"{_home(person)}?email={'changed' if changed else 'half'}")


async def _person(request: Request) -> Actor:
    return await identify(request.headers.get("cookie", ""), address_of(request))


def _home(person: Actor) -> str:
    return routes.ACCOUNT if person.user_id else routes.SIGN_IN


def _again(request: Request, page: str, failed: Exception) -> Response:
    return refused(request, f"{page}?failed=1", failed)
