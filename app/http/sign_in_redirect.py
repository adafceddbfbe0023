"""Guests who ask for a page of members are sent to sign in before the page is shown."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from app.config import settings
from app.identity.cookies import COOKIE
from app.urls import routes
from app.urls.safe_redirect import sign_in_address

MEMBERS_PAGES: Final = ("/people/", "/admin/", routes.PROFILE, routes.ACCOUNT, routes.STATISTICS)


def instead(scope: Scope, headers: Headers) -> str:
    """The address to go to instead of the one that was asked for; empty for everybody else.

    This spares the eyes a flash of an empty page. It protects nothing: the guard decides on every
    event, and pages hold no data.
    """
    path = scope["path"]
    is_members_page = path == routes.PEOPLE or path.startswith(MEMBERS_PAGES)
    if settings.guests_may_read or not is_members_page:
        return ""
    if "text/html" not in headers.get("accept", "") or COOKIE.read(headers.get("cookie", "")):
        return ""
    query = scope["query_string"].decode("latin-1")
    return sign_in_address(f"{path}?{query}" if query else path)
