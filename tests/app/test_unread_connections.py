"""Who asks for something and does not read it."""

import asyncio
import socket
import sys

import pytest

from app.http import unread_connections


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can give a connection up")
def test_an_answer_that_nobody_reads_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unread_connections, "READS_WITHIN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as silent:
        asyncio.run(unread_connections.give_up_unread())
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.connect(server.getsockname())
        answering, _ = server.accept()
        with answering, pytest.raises(TimeoutError):
            answering.sendall(b"a" * 20_000_000)
