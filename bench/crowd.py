"""Clients of an HTTP server that ask again as soon as they are answered."""

import asyncio
import time
from urllib.parse import urlsplit

OK = b" 200 "
LENGTH = b"content-length:"


async def rate(url: str, cookie: str, clients: int, seconds: float) -> float:
    """Answers a second to GET `url`, all of them 200, over connections that stay open."""
    end = time.monotonic() + seconds
    counts = await asyncio.gather(*(_client(url, cookie, end) for _ in range(clients)))
    return sum(counts) / seconds


async def _client(url: str, cookie: str, end: float) -> int:
    reader, writer, request = await connected(url, cookie)
    count = 0
    while time.monotonic() < end:
        await answered(reader, writer, request)
        count += 1
    writer.close()
    return count


async def connected(
    url: str, cookie: str = ""
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    """A connection, and the request that is sent over it again and again."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    return reader, writer, f"{head}Cookie: {cookie}\r\n\r\n".encode()


async def answered(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> None:
    """Raises RuntimeError for any answer but 200."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if OK not in head[:20]:
        raise RuntimeError(head.decode(errors="replace"))
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH))
    await reader.readexactly(int(length.removeprefix(LENGTH)))
