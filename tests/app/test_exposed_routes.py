"""What answers is listed, and what Reflex brings besides is closed."""

import re

import pytest
from starlette.responses import Response
from starlette.routing import Mount, Route

from app.app import app as rollcall
from app.http.exposed_routes import BUILD, SOCKET, close_others, is_there
from app.http_routes import api
from tests.permission_matrix import PAGE


def test_of_the_routes_of_reflex_only_the_socket_and_the_build_stay():
    routes = [*rollcall._api.routes, Mount("/", routes=[]), Route("/_new", Response)]
    assert {"/ping", "/_health", SOCKET} <= {route.path for route in routes}

    close_others(routes)

    assert {route.path for route in routes} == {SOCKET, BUILD}


def test_every_address_that_answers_is_on_the_page():
    page = PAGE.read_text()
    ours = [route for route in api.routes if isinstance(route, Route)]

    assert ours
    for route in ours:
        named = route.path.replace("{rest:path}", "").rstrip("/")
        assert re.search(rf"^\| [A-Z, ]+ `{re.escape(named)}", page, re.MULTILINE), route.path
    assert {route.path for route in api.routes if isinstance(route, Mount)} <= {BUILD}
    assert f"| websocket `{SOCKET}` |" in page


@pytest.mark.parametrize(
    ("path", "socket", "there"),
    [
        ("/_event", True, True),
        ("/_event/", True, True),
        ("/_event/x", True, False),
        ("/", True, False),
        ("/api/users", True, False),
        ("/_event", False, False),
        ("/_event/", False, False),
        ("/_event/x", False, False),
        ("/_events", False, True),
        ("/people/1", False, True),
    ],
)
def test_sockets_have_one_address_and_nothing_else_is_there(path, socket, there):
    assert is_there(path, socket=socket) is there
