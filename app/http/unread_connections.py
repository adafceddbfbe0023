"""Connections whose other side does not read: the kernel gives them up.

The server takes an answer whole, however slowly it then goes out, so nothing above the kernel
knows that somebody does not read it.
"""

import asyncio
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.http.socket_frames import READS_WITHIN

TRIES: Final = 300
PAUSE: Final = 0.1  # seconds; the server listens a moment after it has started


async def give_up_unread() -> None:
    """Set it on the socket that listens: connections have it from there. Only Linux can."""
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for _ in range(TRIES):
        if found := list(_listening()):
            for each in found:
                with each:
                    limit = int(READS_WITHIN * 1_000)
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, limit)
            return
        await asyncio.sleep(PAUSE)


def _listening() -> Iterator[socket.socket]:
    """A second handle of each TCP socket on which this process listens."""
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            if not each.is_socket():
                continue
            one = socket.socket(fileno=os.dup(int(each.name)))
            is_tcp = one.family in (socket.AF_INET, socket.AF_INET6)
            if is_tcp and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield one
            else:
                one.close()
