"""The cookie that carries a session: its name, its flags, how it is read and set."""

import re
from dataclasses import dataclass
from typing import Final

from starlette.requests import cookie_parser
from starlette.responses import Response

from app.config import settings
from domain.login import LIFETIME

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True)
class SessionCookie:
    """No script reads it, and no other site sends it along with a form."""

    secure: bool

    @property
    def name(self) -> str:
        """Browsers accept a `__Host-` cookie from https pages of this very host only."""
        return "__Host-rollcall" if self.secure else "rollcall"

    def read(self, header: str) -> str:
        """Return the token of a `Cookie` header, or an empty string when there is none."""
        token = cookie_parser(header).get(self.name, "")
        return token if _TOKEN.fullmatch(token) else ""

    def give(self, response: Response, token: str) -> None:
        """Let the browser keep `token` for the lifetime of a session."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(LIFETIME.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        """Let the browser forget the session."""
        response.delete_cookie(
            self.name, path="/", secure=self.secure, httponly=True, samesite="lax"
        )


COOKIE: Final = SessionCookie(secure=(settings.origin or "").startswith("https://"))
