"""Posts that anybody may send: so many a second, before anything of them is read or counted.

Parsing a form, looking for a link or judging a password costs some milliseconds each, whoever sends
it. Limits of hours stand in the database (`commands.throttle`); this one keeps a flood from it.
"""

import asyncio
from typing import Final

from starlette.types import Scope

from app.http.rejection import Refused
from app.runtime.rate_limit import Allowance

A_SECOND, AT_ONCE = 10, 60  # of one form, from one network address
PAUSE: Final = 1.0  # seconds
TOO_FAST: Final = "That was too fast. Try again in a second."
_FORMS: Final = "/auth/"
_SIGN_UP: Final = "/api/users"
_LONGEST: Final = 50  # no form of ours has a longer path


class PostAllowance:
    """Each form has its own, so that a flood of sign-ups leaves signing in alone."""

    def __init__(self) -> None:
        self._allowance = Allowance(A_SECOND, AT_ONCE)

    async def require(self, scope: Scope) -> None:
        """Raises Refused, but not at once: who waits for each answer is no longer a flood."""
        path = scope["path"].rstrip("/")
        if scope["method"] != "POST" or not (path.startswith(_FORMS) or path == _SIGN_UP):
            return
        if not self._allowance.take(f"{scope['client'][0]} {path[:_LONGEST]}"):
            await asyncio.sleep(PAUSE)
            raise Refused(429, "too_fast", TOO_FAST)
