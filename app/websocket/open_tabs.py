"""Whose page stands in which tab of this process."""

from collections.abc import Collection
from typing import Final
from uuid import UUID


class Tabs:
    """A tab is known by its token. None while it is being looked up who is in front of it."""

    def __init__(self) -> None:
        self._owners: dict[str, UUID | None] = {}

    def arrives(self, tab: str) -> None:
        """Somebody is about to be looked up: if their sessions end meanwhile, it is asked again."""
        self._owners.setdefault(tab, None)

    def shows(self, tab: str, user_id: UUID | None) -> None:
        """What the tab gets from now on is for this person; a guest's tab is forgotten."""
        if user_id is None:
            self._owners.pop(tab, None)
        else:
            self._owners[tab] = user_id

    def owner(self, tab: str) -> UUID | None:
        return self._owners.get(tab)

    def keep(self, open_tabs: Collection[str]) -> None:
        """Forget the tabs that were closed."""
        for gone in self._owners.keys() - set(open_tabs):
            del self._owners[gone]

    def of(self, user_ids: Collection[UUID]) -> list[str]:
        """The tabs of these people, and of whoever is being looked up; of nobody: all tabs."""
        concerned = {None, *user_ids}
        found = self._owners.items()
        return [tab for tab, owner in found if not user_ids or owner in concerned]


TABS: Final = Tabs()
