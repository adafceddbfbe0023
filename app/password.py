"""Changing one's own password: a form post, so that a password never is an event."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app import routes
from app.address import sign_in_address
from app.dispatch import run
from app.form_posts import fields_of, moved, private, refused, wants_json
from app.identity import identify
from commands.change_password import ChangePassword

_FIELDS: Final = ("command_id", "current_password", "new_password")


async def change_password(request: Request) -> Response:
    """Change it, and stay on the page; who is no longer signed in has to do that first."""
    fields = await fields_of(request)
    sent: dict[str, Any] = {name: fields.get(name, "") for name in _FIELDS}
    try:
        person = await identify(request.headers.get("cookie", ""))
        if person.user_id is None:
            return moved(request, sign_in_address(routes.ACCOUNT))
        await run(ChangePassword(**sent), person)
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        return refused(request, routes.ACCOUNT, failed)
    if wants_json(request):
        return private(JSONResponse({}))
    return private(RedirectResponse(routes.ACCOUNT, 303))
