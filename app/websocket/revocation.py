"""Sessions that ended lose their open pages at once, without waiting for the next click.

Commands tell all servers whose sessions changed. Each looks at the tabs of these people again, by
an ordinary event that the guard answers. What nobody tells, a session that rested too long or a
message that was lost, is found by looking at all tabs once a minute.
"""

import asyncio
import logging
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import psycopg
import reflex as rx
from reflex_base.event import Event
from sqlalchemy import make_url

from app.config import settings
from app.feedback.form_errors import report
from app.identity.session_state import SessionState, anyone
from app.websocket.open_tabs import TABS
from app.websocket.reflex_handlers import name_of
from commands.sessions import CHANGED

LOG: Final = logging.getLogger("rollcall.revocation")
EVERY: Final = 60.0  # seconds from one look at all tabs to the next
AGAIN: Final = 1.0  # seconds until a lost connection is opened anew
AT_ONCE: Final = 50  # tabs; there are places for more queries than that
PATIENCE: Final = 1.0  # seconds: a tab that is busy for longer is looked at when it is done
# A server that vanished without a word is noticed after half a minute.
_ALIVE: Final[dict[str, Any]] = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class Revocation(SessionState):
    """The event by which a tab is looked at again."""

    @rx.event
    @anyone
    async def look_again(self) -> None:
        """The guard answers it, and it is no use of the session."""


LOOK_AGAIN: Final = name_of(Revocation, "look_again")


async def watch(app: rx.App) -> None:
    """Keep the open pages to what their sessions allow, until the server stops."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_listen(app))
        group.create_task(_look_round(app))


async def _listen(app: rx.App) -> None:
    told = False
    while True:
        try:
            await _hear(app)
        except (psycopg.Error, OSError) as away:
            if not told:
                LOG.warning("not listening: %s", type(away).__name__)
            told = True
        except Exception as unexpected:  # noqa: BLE001  # it has to listen again
            report(unexpected)
        else:
            told = False
        await asyncio.sleep(AGAIN)


async def _hear(app: rx.App) -> None:
    """Until the connection is lost. What was said before it stood is found by looking."""
    url = make_url(settings.reader_url).set(drivername="postgresql")
    connecting = psycopg.AsyncConnection.connect(
        url.render_as_string(hide_password=False), autocommit=True, connect_timeout=5, **_ALIVE
    )
    async with await connecting as connection:
        await connection.execute(f"listen {CHANGED}".encode())
        await look_at_tabs(app)
        async for notice in connection.notifies():
            await look_at_tabs(app, _named(notice.payload))


async def _look_round(app: rx.App) -> None:
    while True:
        await asyncio.sleep(EVERY)
        try:
            await look_at_tabs(app, pause=PATIENCE / 10)
        except Exception as unexpected:  # noqa: BLE001  # the next round has to come
            report(unexpected)


async def look_at_tabs(app: rx.App, user_ids: Collection[UUID] = (), pause: float = 0) -> None:
    """Look again at the tabs of these people, or at all: so many at once, with pauses between."""
    namespace = app.event_namespace
    if namespace is None:
        return
    TABS.keep(namespace.token_to_sid)
    tabs = TABS.of(user_ids)
    for first in range(0, len(tabs), AT_ONCE):
        looks = [await _look(app, tab) for tab in tabs[first : first + AT_ONCE]]
        await asyncio.wait(looks, timeout=PATIENCE)
        await asyncio.sleep(pause)


async def _look(app: rx.App, tab: str) -> asyncio.Future[Any]:
    """With the headers of the socket that holds the tab now, not of one that held it before."""
    namespace = app.event_namespace
    sid = namespace.token_to_sid.get(tab, "") if namespace else ""
    place = namespace._static_router_data.get(sid, {}) if namespace else {}  # noqa: SLF001
    with app.set_contexts():
        look = Event(name=LOOK_AGAIN, router_data={**place, "token": tab})
        return await app.event_processor.enqueue(tab, look)


def _named(message: str) -> list[UUID]:
    """The people of a message: none, which stands for all, when it names nobody."""
    try:
        return [UUID(name) for name in message.split(",")]
    except ValueError:
        return []
