"""In development the pages and the server are two programs under one address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.console import one_origin

MUCH = b"x" * 300_000  # more than a socket takes at once


async def _pages(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say what was asked, and much more; the connection is kept as long as HTTP wants it."""
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"pages: " + head + MUCH)
    await writer.drain()
    if b"\r\nConnection: close\r\n" not in head:
        await reader.read()
    writer.close()


async def _server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say what was asked, then repeat every line: a socket that stays open."""
    writer.write(b"server: " + await reader.readuntil(b"\r\n\r\n"))
    while line := await reader.readline():
        writer.write(line)
    writer.close()


@asynccontextmanager
async def one_address(port: int) -> AsyncIterator[None]:
    async with (
        await asyncio.start_server(_pages, one_origin.HOST, 0) as pages,
        await asyncio.start_server(_server, one_origin.HOST, 0) as server,
    ):
        ports = [each.sockets[0].getsockname()[1] for each in (pages, server)]
        async with serving(port, *ports):
            yield


@asynccontextmanager
async def serving(port: int, pages: int, server: int) -> AsyncIterator[None]:
    task = asyncio.create_task(one_origin.serve(port, pages=pages, server=server))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def asking(
    port: int, *head: bytes
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await connected(port)
    writer.write(b"\r\n".join([*head, b"", b""]))
    yield reader, writer
    writer.close()
    await writer.wait_closed()


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    while True:
        try:
            return await asyncio.open_connection(one_origin.HOST, port)
        except ConnectionRefusedError:  # it does not listen yet
            await asyncio.sleep(0.01)


def test_a_page_comes_whole_and_ends_its_connection(port: int) -> None:
    async def page() -> bytes:
        request = (b"GET /people HTTP/1.1", b"Host: a", b"Connection: keep-alive", b"Cookie: b=c")
        async with one_address(port), asking(port, *request) as (reader, _):
            return await reader.read()

    answer = asyncio.run(page())

    assert answer.startswith(b"pages: GET /people HTTP/1.1\r\n")
    assert b"\r\nHost: a\r\nCookie: b=c\r\n" in answer
    assert b"keep-alive" not in answer
    assert answer.endswith(MUCH)


def test_a_socket_goes_to_the_server_and_stays_open_both_ways(port: int) -> None:
    async def conversation() -> list[bytes]:
        request = (b"GET /_event?token=a HTTP/1.1", b"Connection: keep-alive, Upgrade")
        async with one_address(port), asking(port, *request) as (reader, writer):
            heard = [await reader.readuntil(b"\r\n\r\n")]
            for line in (b"one\n", b"two\n"):
                writer.write(line)
                heard.append(await reader.readline())
            return heard

    head = b"\r\n".join(
        (b"server: GET /_event?token=a HTTP/1.1", b"Connection: keep-alive, Upgrade")
    )
    assert asyncio.run(conversation()) == [head + b"\r\n\r\n", b"one\n", b"two\n"]


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (b"/auth/sign-in", b"server"),
        (b"/health/ready", b"server"),
        (b"/api/users", b"server"),
        (b"/apiary", b"pages"),
        (b"/authors", b"pages"),
        (b"/people/ping", b"pages"),
    ],
)
def test_only_what_the_server_answers_goes_to_it(port: int, path: bytes, program: bytes) -> None:
    async def who() -> bytes:
        request = b"POST " + path + b" HTTP/1.1"
        async with one_address(port), asking(port, request) as (reader, _):
            return await reader.readuntil(b":")

    assert asyncio.run(who()) == program + b":"


def test_a_program_that_is_away_ends_the_connection_and_nothing_else(port: int) -> None:
    async def asked(port: int) -> bytes:
        async with asking(port, b"GET /health/live HTTP/1.1") as (reader, _):
            return await reader.read()

    async def asked_twice() -> list[bytes]:
        async with serving(port, pages=port, server=1):
            return [await asked(port), await asked(port)]

    assert asyncio.run(asked_twice()) == [b"", b""]
