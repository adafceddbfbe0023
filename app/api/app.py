"""The JSON API: the commands and queries of the pages, for programs; it describes itself."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import fastapi_offline
from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from app.api import accounts, statistics, users
from app.api.errors import answer
from app.api.openapi_errors import NOWHERE, WRONG_METHOD

_DOCS: Final = Path(__file__).parent / "docs"
_SWAGGER: Final = Path(fastapi_offline.__file__).parent / "static"  # no file from elsewhere
_FILES: Final = (
    _SWAGGER / "swagger-ui-bundle.js",
    _SWAGGER / "swagger-ui.css",
    _DOCS / "api.css",
    _DOCS / "start.js",
    _DOCS / "theme.js",
)
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
_SENTENCES: Final = {404: NOWHERE, 405: WRONG_METHOD}


class Everything(Route):
    """All that is below /api/; Starlette's own pattern for it ends at a line break."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_below = scope["type"] == "http" and scope["path"].startswith("/api/")
        return (Match.FULL, {"endpoint": self.endpoint}) if is_below else (Match.NONE, {})

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """HEAD is GET, whose body the server leaves out."""
        if scope["path"].endswith("\n"):  # to the patterns of routes, it is as if it were not there
            nothing = answer(Request(scope), HTTPException(404, _SENTENCES[404]))
            await nothing(scope, receive, send)
            return
        scope = {**scope, "method": _served_as(scope["method"])}
        for read in _READS:
            match, found = read.matches(scope)
            if match is Match.FULL:
                await read.handle({**scope, **found}, receive, send)
                return
        await super().handle(scope, receive, send)


# What is asked most does not pass through FastAPI's own layers.
_READS: Final = [*users.reads.routes, *statistics.reads.routes]


def _served_as(method: str) -> str:
    return "GET" if method == "HEAD" else method


def _name(route: APIRoute) -> str:
    return route.name


async def _nowhere(request: Request, refused: Any) -> Response:
    """Answer what no route takes: a wrong address, or a wrong method of a right one."""
    headers = {}
    if refused.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = [method for method in _METHODS if _takes(request, method)]
        headers = {"allow": ", ".join(methods)}
    words = _SENTENCES.get(refused.status_code, refused.detail)
    return answer(request, HTTPException(refused.status_code, words, headers))


def _takes(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": _served_as(method)}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def send(_: Request) -> Response:
        return FileResponse(path)

    return send


json_api: Final = FastAPI(
    title="Rollcall",
    version=version("rollcall"),
    description="What the pages do, for programs. Here it is tried as whoever is signed in. "
    "Each refusal has a code, and for who accepts `application/problem+json` the form of RFC 9457.",
    openapi_url="/api/openapi.json",
    docs_url=None,  # FastAPI's page has a script inside it, which our policy does not run
    redoc_url=None,
    redirect_slashes=False,
    exception_handlers={HTTPException: _nowhere},
    generate_unique_id_function=_name,
)
json_api.include_router(users.reads)
json_api.include_router(users.router)
json_api.include_router(accounts.router)
json_api.include_router(statistics.reads)
json_api.add_route("/api/docs", _file(_DOCS / "index.html"))
for path in _FILES:
    json_api.add_route(f"/api/docs/{path.name}", _file(path))

ROUTES: Final = [
    Route("/api", lambda _: RedirectResponse("/api/docs")),
    Everything("/api/{rest:path}", json_api),
]
