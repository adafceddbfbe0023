"""The names under which this server is reached, and which pages are its own."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from app.config import settings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing
_USUAL_PORT: Final = {"http": ":80", "https": ":443"}
_HOST: Final = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")


@dataclass(frozen=True)
class Site:
    """A deployed site has one origin; a local one goes by any name of this machine."""

    origin: str | None

    @classmethod
    def configured(cls) -> "Site":
        """Return the site of this process."""
        if not settings.origin:
            return cls(None)
        scheme, _, host = settings.origin.lower().partition("://")
        # Browsers leave the usual port out.
        return cls(f"{scheme}://{host.removesuffix(_USUAL_PORT[scheme])}")

    def is_served_as(self, hosts: list[str]) -> bool:
        """Tell whether a request is meant for us, not for a name that was made to point here."""
        if len(hosts) != 1 or not (named := _HOST.fullmatch(host := hosts[0])):
            return False
        if self.origin:
            return host.lower() == urlsplit(self.origin).netloc
        name = named[1].strip("[]").lower()
        return name == "localhost" or name.endswith(".localhost") or _is_ip(name)

    def is_own_page(self, headers: Headers) -> bool:
        """Tell whether a page of ours sent this: browsers always name the origin of a page."""
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origins = headers.getlist("origin")
        return origins == [self.origin_of(headers)]

    def is_browser(self, headers: Headers) -> bool:
        """Tell whether a browser of today sent this, which another site may have misled.

        Browsers name the origin or the site with whatever may change something. One that is too
        old for that sends the forms of other sites unasked, but JSON, and methods that no form
        has, only with our leave, which we never give. A form has a type even when it is empty:
        so whoever lets in what is no browser's asks for JSON, or for no body at all.
        """
        return "origin" in headers or "sec-fetch-site" in headers

    def scheme(self, kind: str) -> str:
        """The scheme that browsers use with a deployed site, for "http" or "websocket" traffic."""
        if not self.origin:
            return ""
        secure = self.origin.startswith("https://")
        return {"http": "https", "websocket": "wss"}[kind] if secure else ""

    def origin_of(self, headers: Headers) -> str:
        """Return scheme, host and port of this site as the browser sees them."""
        return self.origin or f"http://{headers.get('host', '').lower()}"


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
