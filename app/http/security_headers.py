"""The headers of every answer."""

from typing import Final

from starlette.datastructures import MutableHeaders

from app.http.frontend_build import Build
from app.identity.cookies import COOKIE
from app.urls import routes

_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What search engines may list; the page of each says so too.
_LISTED: Final = frozenset({routes.SIGN_IN, routes.SIGN_UP})


def dress(headers: MutableHeaders, path: str, status: int, build: Build) -> None:
    """Put the security and cache headers on one answer."""
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]
    headers.update(_HEADERS)
    if COOKIE.secure:
        headers["strict-transport-security"] = "max-age=31536000"
    # "Not modified" has no type, and its headers replace those of the page in the browser's cache.
    is_page = status == 304 or headers.get("content-type", "").startswith("text/html")  # noqa: PLR2004
    headers["content-security-policy"] = build.policy if is_page else build.policy_of_data
    if is_page and path.removesuffix("/") not in _LISTED:
        headers["x-robots-tag"] = "noindex"
    if "cache-control" not in headers:
        lasting = path.startswith("/assets/") and status == 200 and build.is_hashed(path)  # noqa: PLR2004
        headers["cache-control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
