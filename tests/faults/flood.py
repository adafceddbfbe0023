"""A flood in a process of its own: so many connections that send one request after the other.

Its arguments are the address of the site, a path, the number of connections, the headers and the
body of each request, in which `#` is another number each time. Ends when its input does, and prints
how often each status came.
"""

import asyncio
import itertools
import json
import sys
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

GONE = OSError, asyncio.IncompleteReadError


async def main(site: str, path: str, connections: int, headers: str, body: str) -> None:
    numbers, statuses = itertools.count(), Counter()
    host, port = str(urlsplit(site).hostname), urlsplit(site).port

    def request() -> bytes:
        sent = body.replace("#", str(next(numbers))).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {site}\r\n{headers}"
        return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent

    async def send() -> None:
        while True:
            with suppress(*GONE):
                reader, writer = await asyncio.open_connection(host, port)
                while True:
                    writer.write(request())
                    statuses[await _status(reader)] += 1

    sending = [asyncio.create_task(send()) for _ in range(connections)]
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    for each in sending:
        each.cancel()
    await asyncio.wait(sending)
    sys.stdout.write(json.dumps(statuses))


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length or 0))
    return int(head.split()[1])


if __name__ == "__main__":
    site, path, connections, headers, body = sys.argv[1:]
    asyncio.run(main(site, path, int(connections), headers, body))
