"""What answers: routes of ours, and of Reflex's own the socket and the files of the build."""

from typing import Final

from starlette.routing import BaseRoute, Mount

SOCKET: Final = "/_event"
BUILD: Final = ""  # whatever is no other address
OPEN: Final = {SOCKET, BUILD}


def close_others(routes: list[BaseRoute]) -> None:
    """Take away what Reflex serves besides, today or in a later version."""
    routes[:] = [each for each in routes if isinstance(each, Mount) and each.path in OPEN]


def is_there(path: str, *, socket: bool) -> bool:
    """Whether anything may answer: sockets at their one address, and nothing else there."""
    at_socket = path == SOCKET or path.startswith(f"{SOCKET}/")
    return path.rstrip("/") == SOCKET if socket else not at_socket
