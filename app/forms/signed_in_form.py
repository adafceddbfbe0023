"""Form posts of who is signed in, about the own account: passwords and secrets are no events."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.forms.form_handler import Fields, fields_of, moved, private, refused, wants_json
from app.identity.authentication import note_use, person_of
from app.urls import routes
from app.urls.safe_redirect import sign_in_address
from domain.access import Actor

Work = Callable[[Fields, Actor], Awaitable[Mapping[str, object]]]


async def answer(request: Request, work: Work) -> Response:
    """Answer with what `work` returns; who is not signed in has to do that first."""
    fields = await fields_of(request)
    try:
        person = await person_of(request)
        if person.user_id is None:
            return moved(request, sign_in_address(routes.ACCOUNT, ended=True))
        found = await work(fields, person)
        await note_use(person)
    except Exception as failed:  # noqa: BLE001  # the last place that can still answer
        return refused(request, routes.ACCOUNT, failed)
    if wants_json(request):
        return private(JSONResponse(found))
    return private(RedirectResponse(routes.ACCOUNT, 303))
