"""In development pages and server are two programs; this shows them under one address.

Sign-in, cookies and the same-origin rule work as they do when both are one."""

import asyncio
import contextlib
import re

HOST = "127.0.0.1"
# What the server answers; everything else comes from the program that compiles the pages.
OF_SERVER = re.compile(rb"\w+ /(_event|auth|health|api)\b")
HEAD_BYTES = 65_536
UPGRADE = re.compile(rb"\r\nconnection:[^\r]*upgrade", re.IGNORECASE)
CONNECTION = re.compile(rb"\r\n(connection|keep-alive):[^\r]*", re.IGNORECASE)


async def serve(port: int, *, pages: int, server: int) -> None:
    """Serve `port` until cancelled, from the ports of the two programs."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A browser that has gone, or a program that reloads, is no failure of ours.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            behind = server if OF_SERVER.match(head) else pages
            answer, request = await asyncio.open_connection(HOST, behind)
            request.write(_head(head))
            await asyncio.gather(_copy(reader, request), _copy(answer, writer))
        writer.close()

    async with await asyncio.start_server(handle, HOST, port, limit=HEAD_BYTES) as listener:
        await listener.serve_forever()


def _head(head: bytes) -> bytes:
    """One request a connection, because the next one may be for the other program."""
    if UPGRADE.search(head):
        return head
    return CONNECTION.sub(b"", head).replace(b"\r\n", b"\r\nConnection: close\r\n", 1)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while block := await reader.read(HEAD_BYTES):
            writer.write(block)
            await writer.drain()
    finally:
        writer.close()
