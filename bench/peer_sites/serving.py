"""The peers served, each by the server that serves Rollcall, and browsers signed in there."""

import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import httpx

from app.console import server
from app.console.children import child, ending_with_us
from app.console.places import PROGRAMS
from app.urls.routes import with_query
from bench.peer_sites.asked import Asked
from bench.peer_sites.person import ADDRESS, OWN_TABLES, PASSWORD
from bench.site import free_port

_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]+)"')
_PATIENCE: Final = 120.0  # seconds: the slowest search of the slowest peer


@dataclass(frozen=True)
class Peer:
    name: str
    package: str
    module: str
    people: str  # the address of the list
    page: str  # what the parameters of its address are called
    search: str
    interface: str = "asgi"
    options: tuple[str, ...] = ()
    shown: str = "tbody tr, .paginator, .card-footer"  # in a page that has its answer

    def address(self, asked: Asked) -> str:
        page = {self.page: asked.page} if asked.page > 1 else {}
        search = {self.search: asked.search} if asked.search else {}
        return with_query(self.people, **page, **search)

    @property
    def is_installed(self) -> bool:
        return find_spec(self.package) is not None


def _for_django() -> tuple[str, ...]:
    """Threads, as it does not wait; and its style sheets, which it leaves to the server."""
    spec = find_spec("django")
    if spec is None or spec.origin is None:
        return ()
    folder = Path(spec.origin).parent / "contrib" / "admin" / "static"
    files = ("--static-path-route", "/static", "--static-path-mount", str(folder))
    return ("--blocking-threads", "4", *files)


PEERS: Final = (
    Peer(
        *("Django admin", "django", "django_admin", "/admin/people/person/", "p", "q"),
        interface="wsgi",
        options=_for_django(),
    ),
    Peer(
        *("sqladmin", "sqladmin", "sqladmin_site", "/admin/person/list"),
        *("page", "search"),
    ),
    Peer(
        *("starlette-admin", "starlette_admin", "starlette_admin_site", "/admin/person/list"),
        *("page", "q"),
    ),
)


@contextmanager
def signed_in(peer: Peer, database_url: str) -> Iterator[httpx.Client]:
    """A peer with one worker over this database, and a client who has signed in there."""
    port, password = free_port(), secrets.token_urlsafe()
    options = ("--interface", peer.interface, "--host", server.HOST, "--port", str(port))
    more = ("--workers", "1", "--log-level", "warning", *peer.options)
    command = (str(PROGRAMS / "granian"), *options, *more, f"bench.peer_sites.{peer.module}:app")
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            ADDRESS: database_url,
            PASSWORD: password,
            OWN_TABLES: f"{scratch}/peer.sqlite3",
        }
        with child(*ending_with_us(*command), env=environment) as process:
            server.wait_until_ready(process, port)
            base = f"http://{server.HOST}:{port}"
            with httpx.Client(base_url=base, timeout=_PATIENCE, follow_redirects=True) as client:
                _sign_in(client, password)
                yield client


def _sign_in(client: httpx.Client, password: str) -> None:
    form = client.get("/admin/login/").raise_for_status()
    typed = {"username": "bench", "password": password}
    client.post(form.url, data=dict(_HIDDEN.findall(form.text)) | typed).raise_for_status()
