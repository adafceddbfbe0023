"""What the server keeps of tabs whose sockets have closed: little, and for a moment.

A page that reconnects is filled anew, so nothing is lost with it. What is kept saves a reload, or a
short gap in the network, from reading it all again.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Collection
from typing import Any, Final

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import StateToken

from app.feedback.form_errors import report
from app.identity.session_state import SessionState, owner_of
from domain.access import GUEST

LOOK: Final = 2.0  # seconds from one look to the next
OF_GUEST: Final = 5.0  # seconds that the state of a guest's tab is kept
OF_MEMBER: Final = 120.0
MOST_OF_ONE: Final = 20  # tabs that were left, of one sign-in
_NOBODY: Final = {None, owner_of(GUEST)}


class LeftTabs:
    """Since when each tab has had no socket."""

    def __init__(self, manager: StateManagerMemory) -> None:
        self._manager = manager
        self._since: dict[str, float] = {}

    def look(self, open_tabs: Collection[str], now: float) -> None:
        """Forget what has been left for long enough, and the oldest of who leaves many."""
        tracked = self._manager._token_expires_at  # noqa: SLF001  # Reflex has no public name
        left = {key: token for key, (_, token) in tracked.items() if token.ident not in open_tabs}
        self._since = {key: self._since.get(key, now) for key in left}
        count = Counter[str]()
        for key, since in sorted(self._since.items(), key=lambda item: -item[1]):
            owner = _owner(self._manager.states.get(key))
            count[owner] += 1
            is_over = now - since >= (OF_MEMBER if owner else OF_GUEST)
            if is_over or (owner and count[owner] > MOST_OF_ONE):
                self._forget(left[key])

    def _forget(self, token: StateToken[Any]) -> None:
        lock = self._manager._states_locks.get(token.lock_key)  # noqa: SLF001
        if lock is None or not lock.locked():  # else the next look will
            self._manager._purge_token(token)  # noqa: SLF001


def _owner(root: Any) -> str:
    """The sign-in for which the state was filled; empty for a guest."""
    page = root.substates.get(SessionState.get_name()) if root else None
    owner = getattr(page, "_owner", None)
    return "" if owner in _NOBODY else str(owner)


async def forget_left_tabs(app: rx.App) -> None:
    """Look again and again, until the server stops."""
    manager, namespace = app.state_manager, app.event_namespace
    if namespace is None or not isinstance(manager, StateManagerMemory):
        return
    tabs = LeftTabs(manager)
    while True:
        await asyncio.sleep(LOOK)
        try:
            tabs.look(namespace.token_to_sid, time.monotonic())
        except Exception as unexpected:  # noqa: BLE001  # the next look has to come
            report(unexpected)
