"""The cookies of a session and of a device: their names, their flags, how they are read and set."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from app.config import settings
from domain.session import DEVICE_LIFETIME, LIFETIME

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class TokenCookie:
    """No script reads it, and no other site sends it along with a form."""

    secure: bool
    plain_name: str = "rollcall"
    lifetime: timedelta = LIFETIME

    @property
    def name(self) -> str:
        """Browsers accept a `__Host-` cookie from https pages of this very host only."""
        return f"__Host-{self.plain_name}" if self.secure else self.plain_name

    def read(self, header: str) -> str:
        """Return the token of a `Cookie` header, or an empty string when there is none."""
        cookies = (cookie.partition("=") for cookie in header.split(";"))
        token = {name.strip(): value.strip() for name, _, value in cookies}.get(self.name, "")
        return token if _TOKEN.fullmatch(token) else ""

    def give(self, response: Response, token: str) -> None:
        """Let the browser keep `token` for the lifetime of the cookie."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(self.lifetime.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        """Let the browser forget it."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


_SECURE: Final = (settings.origin or "").startswith("https://")
COOKIE: Final = TokenCookie(_SECURE)
# It outlives the session: who signs in on a device again is no stranger to the account.
DEVICE: Final = TokenCookie(_SECURE, "rollcall-device", DEVICE_LIFETIME)


def with_own_cookies(scope: Scope, headers: Headers) -> Scope:
    """The scope without the cookies that others set for this host.

    Nothing of theirs is for us, and there are some that Python takes seconds to read.
    """
    sent = "; ".join(headers.getlist("cookie"))
    tokens = {cookie.name: cookie.read(sent) for cookie in (COOKIE, DEVICE)}
    own = "; ".join(f"{name}={token}" for name, token in tokens.items() if token)
    others = [header for header in scope["headers"] if header[0] != b"cookie"]
    return {**scope, "headers": [*others, *([(b"cookie", own.encode())] if own else [])]}
