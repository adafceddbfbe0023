"""A tab without a browser: one websocket that says what the pages say, and times the answers."""

import asyncio
import json
import time
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from domain.ids import new_id
from tests.e2e.sockets import BOOT, ROOT

NAVIGATE = f"{ROOT}reflex___state____on_load_internal_state.on_load_internal"
PAGES = f"{ROOT}app___session____session_state.app___pages___"
READY = '"is_hydrated_rx_state_":true'  # the page has all that it asked for
GREETING = (
    "GET /_event/?EIO=4&transport=websocket&token={tab} HTTP/1.1\r\n"
    "Host: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
PATIENCE = 30.0  # seconds for an answer
TEXT, CLOSING = 0x81, 0x8
SHORT, TWO_BYTES, EIGHT_BYTES = 126, 126, 127  # as the length of a frame is written


class Closed(Exception):
    """The server did not want this socket, or ended it."""


class Tab:
    """Plain frames on a plain stream, so that five hundred tabs cost their process little."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, url: str, cookie: str, address: str = "127.0.0.1") -> Self:
        """Of the browser with this `Cookie` header, at this address of the machine's own."""
        host = urlsplit(url).netloc
        name, _, port = host.partition(":")
        streams = await asyncio.open_connection(name, int(port), local_addr=(address, 0))
        tab = cls(*streams)
        greeting = GREETING.format(tab=new_id(), host=host, cookie=cookie)
        tab._writer.write(greeting.encode())
        if b" 101 " not in (await tab._reader.readuntil(b"\r\n\r\n"))[:20]:
            raise Closed
        return tab

    async def arrive(self, path: str) -> tuple[float, int]:
        """Milliseconds and bytes until the page at this path has what it shows."""
        boot = {"event": BOOT | {"router_data": place(path)}}
        return await self._answered("40/_event," + json.dumps(boot), READY)

    async def navigate(self, path: str, sign: str = READY) -> tuple[float, int]:
        """The same without a reload; as far as the first message that holds this `sign`."""
        return await self.say(NAVIGATE, {}, path, sign)

    async def say(
        self, name: str, payload: dict[str, Any], path: str, sign: str
    ) -> tuple[float, int]:
        event = {"name": name, "payload": payload, "router_data": place(path)}
        return await self._answered("42/_event," + json.dumps(["event", event]), sign)

    async def listen(self) -> None:
        """Answer pings until this is cancelled; for a tab that does nothing else."""
        while True:
            await self._heard()

    def close(self) -> None:
        self._writer.close()

    async def _answered(self, message: str, sign: str) -> tuple[float, int]:
        began, size = time.perf_counter(), 0
        self._send(message)
        async with asyncio.timeout(PATIENCE):
            while True:
                heard = await self._heard()
                size += len(heard)
                if sign in heard:
                    return (time.perf_counter() - began) * 1000, size

    def _send(self, text: str) -> None:
        """In one frame. Clients have to mask; a mask of zeros leaves the text as it is."""
        data = text.encode()
        short = len(data) < SHORT
        length = len(data).to_bytes() if short else bytes([TWO_BYTES]) + len(data).to_bytes(2)
        masked = bytes([length[0] | 0x80]) + length[1:]
        self._writer.write(bytes([TEXT]) + masked + bytes(4) + data)

    async def _heard(self) -> str:
        while (text := await self._frame()) == "2":  # a ping of engine.io
            self._send("3")
        return text

    async def _frame(self) -> str:
        kind, length = await self._reader.readexactly(2)
        if kind & 0xF == CLOSING:
            raise Closed
        if length in {TWO_BYTES, EIGHT_BYTES}:
            size = await self._reader.readexactly(2 if length == TWO_BYTES else 8)
            length = int.from_bytes(size)
        return (await self._reader.readexactly(length)).decode()


def place(path: str) -> dict[str, Any]:
    parts = urlsplit(path)
    return {"pathname": parts.path, "asPath": path, "query": dict(parse_qsl(parts.query))}
