"""One's own password: changing it, confirming with it; and how strong a new one would be."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.forms.form_handler import Fields, commanded, fields_of, private, refused
from app.forms.signed_in_form import answer
from app.identity.authentication import address_of
from app.runtime.dispatch import Threads, run
from app.urls import routes
from commands.change_password import ChangePassword
from commands.confirm_password import ConfirmPassword
from commands.passwords import STRONG, strength
from domain.access import Actor
from domain.values import NAME_LIMIT, PASSWORD_LIMITS

# Judging takes some milliseconds of Python each: one after the other, and never many.
_judge: Final = Threads(1, waiting=20, of_one=3)
_SENTENCES: Final = (
    "Very easy to guess. Use other words, or more.",
    "Very easy to guess. Use other words, or more.",
    "Easy to guess. Use other words, or more.",
    "Hard to guess.",
    "Very hard to guess.",
)


async def change_password(request: Request) -> Response:
    """Change it; every other session ends."""
    return await answer(request, _change)


async def confirm_password(request: Request) -> Response:
    """Confirm that it is oneself, for what a session alone does not allow."""
    return await answer(request, _confirm)


async def judge_password(request: Request) -> Response:
    """Tell how strong a password is that somebody is typing, signed in or not."""
    fields = await fields_of(request)
    password = fields.get("password", "")[: PASSWORD_LIMITS[1]]
    personal = [fields.get(name, "")[:NAME_LIMIT] for name in ("email", "name")]
    try:
        judged = partial(strength, SecretStr(password), *personal)
        score = await _judge.run(judged, address_of(request))
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        return refused(request, routes.SIGN_UP, failed)
    sentence = _SENTENCES[score]
    if len(password) < PASSWORD_LIMITS[0]:
        score, sentence = min(score, STRONG - 1), f"Use at least {PASSWORD_LIMITS[0]} characters."
    return private(JSONResponse({"score": score, "sentence": sentence}))


async def _change(fields: Fields, person: Actor) -> Mapping[str, object]:
    sent = commanded(fields, "current_password", "new_password")
    await run(ChangePassword(**sent), person)
    return {}


async def _confirm(fields: Fields, person: Actor) -> Mapping[str, object]:
    await run(ConfirmPassword(**commanded(fields, "password")), person)
    return {}
