"""The second factor: secrets and codes are shown once, in the answer to a form post."""

from collections.abc import Mapping

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.forms.form_handler import Fields, commanded, private, wants_json
from app.forms.signed_in_form import Work, answer
from app.runtime.dispatch import run
from app.urls import routes
from commands.confirm_second_factor import ConfirmSecondFactor
from commands.remove_second_factor import RemoveSecondFactor
from commands.renew_recovery_codes import RenewRecoveryCodes
from commands.start_second_factor import StartSecondFactor
from domain.access import Actor


async def start(request: Request) -> Response:
    """Answer with the secret, its address as a QR code (rows of 0 and 1), and recovery codes."""
    return await _shown(request, _start)


async def confirm(request: Request) -> Response:
    """From now on the second factor is asked for at signing in."""
    return await answer(request, _confirm)


async def renew_codes(request: Request) -> Response:
    """Answer with new recovery codes."""
    return await _shown(request, _renew_codes)


async def remove(request: Request) -> Response:
    """From now on the password is enough."""
    return await answer(request, _remove)


async def _shown(request: Request, work: Work) -> Response:
    """What is shown only once is made only for a page that can show it."""
    if wants_json(request):
        return await answer(request, work)
    return private(RedirectResponse(routes.ACCOUNT, 303))


async def _start(_: Fields, person: Actor) -> Mapping[str, object]:
    new = await run(StartSecondFactor(), person)
    qr = segno.make(new.uri, error="m", micro=False).matrix
    rows = ["".join("1" if dark else "0" for dark in row) for row in qr]
    return {"secret": new.secret, "uri": new.uri, "qr": rows, "recovery_codes": new.recovery_codes}


async def _confirm(fields: Fields, person: Actor) -> Mapping[str, object]:
    await run(ConfirmSecondFactor(**commanded(fields, "code")), person)
    return {}


async def _renew_codes(_: Fields, person: Actor) -> Mapping[str, object]:
    return {"recovery_codes": await run(RenewRecoveryCodes(), person)}


async def _remove(fields: Fields, person: Actor) -> Mapping[str, object]:
    await run(RemoveSecondFactor(**commanded(fields)), person)
    return {}
