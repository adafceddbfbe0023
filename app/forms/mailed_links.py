"""What mailed links are for: asking for one, and using it. Form posts, as they hold passwords."""

from starlette.requests import Request

from app.forms.form_handler import Fields, commanded, form_post
from app.identity.authentication import guest, person_of
from app.runtime.dispatch import run
from app.urls import routes
from commands.ask_password_reset import AskPasswordReset
from commands.confirm_email import ConfirmEmail
from commands.reset_password import ResetPassword
from commands.verify_email import VerifyEmail
from domain.access import Actor


@form_post(routes.FORGOT)
async def forgot(request: Request, fields: Fields) -> str:
    """Lead on to the mail, whether or not there is one."""
    await run(AskPasswordReset(**commanded(fields, "email")), guest(request))
    return routes.with_query(routes.CHECK_MAIL, **{"for": "reset"})


@form_post(routes.RESET)
async def reset(request: Request, fields: Fields) -> str:
    """Replace the password; every session has ended then, so that one signs in with it."""
    await run(ResetPassword(**commanded(fields, "token", "new_password")), guest(request))
    return f"{routes.SIGN_IN}?reset=1"


@form_post(routes.VERIFY)
async def verify(request: Request, fields: Fields) -> str:
    """Verify the address, for whoever is or is not signed in here."""
    person = await person_of(request)
    await run(VerifyEmail(**commanded(fields, "token")), person)
    return f"{_home(person)}?verified=1"


@form_post(routes.CONFIRM_EMAIL)
async def confirm_email(request: Request, fields: Fields) -> str:
    """Confirm one of the two addresses, and tell whether the other has to be confirmed too."""
    person = await person_of(request)
    changed = await run(ConfirmEmail(**commanded(fields, "token")), person)
    return f"{_home(person)}?email={'changed' if changed else 'half'}"


def _home(person: Actor) -> str:
    return routes.ACCOUNT if person.user_id else routes.SIGN_IN
