"""The outermost wall: which host, whose page, how much, and the headers of every answer."""

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import settings
from app.feedback.form_errors import UNEXPECTED, report
from app.http.client_address import with_true_client
from app.http.connection_limit import Sockets
from app.http.exposed_routes import is_there
from app.http.frontend_build import Build
from app.http.media_type import SEND_JSON, UNSUPPORTED, is_absent, is_json
from app.http.origin import SAFE, Site
from app.http.post_limit import PostAllowance
from app.http.rejection import API, Refused, refuse, words
from app.http.request_body import Bodies
from app.http.security_headers import dress
from app.http.sign_in_redirect import instead
from app.http.socket_frames import Talk
from app.identity.cookies import with_own_cookies
from app.runtime.concurrency_limit import Crowded, Places

MOST_REQUESTS: Final = 2_000  # that are carried out at once
LIVE: Final = "/health/live"
_TAB: Final = re.compile(r"[0-9a-f-]{36}")


class Edge:
    """Refuses what no page of ours sends, and puts the security headers on what goes out."""

    def __init__(self, app: ASGIApp, site: Site | None = None, build: Build | None = None) -> None:
        self._app = app
        self._site = site or Site.configured()
        self._build = build or Build.read()
        self._sockets = Sockets()
        self._posts = PostAllowance()
        self._bodies = Bodies()
        self._requests = Places(MOST_REQUESTS, "requests")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one socket."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if secure := self._site.scheme(scope["type"]):
            scope = {**scope, "scheme": secure}  # the proxy in front speaks plain http to us
        headers = Headers(scope=scope)
        scope = with_true_client(scope, headers, settings.trusted_proxy_hops)
        scope = with_own_cookies(scope, headers)
        try:
            self._check(scope, headers)
        except Refused as refused:
            await refuse(refused, scope, receive, self._dressed(scope, send))
            return
        if scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            await self._answer(scope, receive, self._dressed(scope, send), headers)

    def _check(self, scope: Scope, headers: Headers) -> None:
        path, socket = scope["path"], scope["type"] == "websocket"
        if path.startswith("/health/") and not socket:
            return  # asked by machines that know no name of ours
        if not is_there(path, socket=socket):
            raise Refused(404, "nowhere", "There is nothing here.")
        if not self._site.is_served_as(headers.getlist("host")):
            raise Refused(
                421,
                "unknown_host",
                "This name is not served here. Set ROLLCALL_ORIGIN to serve it.",
            )
        if socket or scope["method"] not in SAFE:
            self._require_ours(scope, headers)
        if socket:
            tabs = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
            if len(tabs) != 1 or not _TAB.fullmatch(tabs[0]):
                raise Refused(403, "no_tab", "This is not a tab of ours.")

    def _require_ours(self, scope: Scope, headers: Headers) -> None:
        """Raises Refused unless a page of ours sent this, or a program something for the API."""
        if self._site.is_own_page(headers):
            return
        is_for_api = scope["type"] == "http" and scope["path"].startswith(API)
        if not is_for_api or self._site.is_browser(headers):
            raise Refused(403, "foreign_origin", "This request came from another site.")
        if not (is_json(headers) or is_absent(headers)):
            raise Refused(415, UNSUPPORTED, SEND_JSON)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._sockets.place(scope["client"][0]):
                talk = Talk(receive, send)
                await self._app(scope, talk.receive, talk.send)
        except Crowded as crowded:
            await refuse(Refused(429, "crowded", str(crowded)), scope, receive, send)
        except Exception as unexpected:  # noqa: BLE001  # the server would log what was sent
            report(unexpected)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        if to := instead(scope, headers):
            await RedirectResponse(to, 303)(scope, receive, send)
            return
        if self._build.is_endpoint_table(scope["path"]):
            response = self._build.endpoint_table(self._site.origin_of(headers))
            await response(scope, receive, send)
            return
        try:
            await self._posts.require(scope)
            await self._serve(scope, await self._bodies.whole(scope, receive), watched)
        except Refused as refused:
            await refuse(refused, scope, receive, send)
        except Exception as unexpected:  # noqa: BLE001  # nothing of it may reach the browser
            reference = report(unexpected)
            if not started:
                sentence = f"{UNEXPECTED} {reference}"
                await words(scope, 500, "unexpected", sentence)(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == LIVE:
            await self._app(scope, receive, send)
            return
        try:
            with self._requests.place(scope["client"][0], settings.requests_per_address):
                await self._app(scope, receive, send)
        except Crowded as crowded:
            raise Refused(429, "crowded", str(crowded)) from None

    def _dressed(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message), scope["path"], message["status"], self._build)
            await send(message)

        return dressed
