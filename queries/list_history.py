"""List history: what happened to a person, when, and by whom; newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import Boolean, Connection, Row, Text, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from domain.access import Actor, Permission
from domain.errors import Forbidden
from domain.parsing import parsed
from projections.user_summary import TABLE as SUMMARIES
from projections.views import HISTORY
from queries import paging, person
from queries.pages import Pages, bounded

SOMEBODY = "somebody"  # who is erased, or no longer active and not for the viewer to see
_PEOPLE = "follower", "followed"  # details that are ids of people
# What people are told in their own history. No network tells anybody who unfollowed them.
OWN: Final = (
    "UserRegistered",
    "ProfileUpdated",
    "PasswordChanged",
    "EmailVerified",
    "EmailChanged",
    "SecondFactorAdded",
    "SecondFactorRemoved",
    "RoleChanged",
    "UserDeactivated",
    "UserReactivated",
    "UserSuspended",
    "UserReinstated",
    "SignedIn",
    "SignedOut",
    "PostPublished",
    "PostEdited",
    "PostDeleted",
    "FollowingStarted",
    "FollowingEnded",
    "FollowerGained",
)
Details = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    id: UUID
    event: str  # such as "ProfileUpdated"
    happened_at: datetime
    actor_id: UUID | None  # None: there is nobody to be shown
    actor_name: str | None  # None: by nobody signed in, or the console
    before: Details  # people by their names
    after: Details


@dataclass(frozen=True, slots=True)
class HistoryPage:
    rows: tuple[HistoryEntry, ...]
    total: int  # entries; a lower bound unless total_is_exact
    total_is_exact: bool
    first: int
    last: int
    newer: UUID | None
    older: UUID | None
    first_is_exact: bool  # else the page stands further on


_PERSON = person.showing([SUMMARIES.c.id])
_OWN = bindparam("own", type_=ARRAY(Text))
_ENTRIES = select(HISTORY).where(
    HISTORY.c.user_id == bindparam("user_id", type_=Uuid),
    or_(bindparam("is_others", type_=Boolean), HISTORY.c.name == any_(_OWN)),
)
_PAGES = Pages(_ENTRIES, paging.Order(HISTORY.c.id))
_COUNT = bounded(_ENTRIES.order_by(HISTORY.c.id.desc()))
_NAMES = select(SUMMARIES.c.id, SUMMARIES.c.name).where(
    SUMMARIES.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))), person.IS_SEEN
)


@parsed
class ListHistory:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    user_id: UUID
    after: UUID | None = None
    before: UUID | None = None
    page_size: paging.PageSize = 20

    def fetch(self, connection: Connection, actor: Actor) -> HistoryPage:
        """To staff everything; in one's own history what is in OWN.

        Raises Forbidden for the history of others, which is for staff; then NotFound.
        """
        if not person.sees_all_of(actor, self.user_id):
            raise Forbidden
        person.find(connection, actor, self.user_id, _PERSON)
        is_others = self.user_id != actor.user_id
        whose = {"user_id": self.user_id, "is_others": is_others, "own": [*OWN]}
        rows, place = _PAGES.page(connection, self, whose)
        names = _names(connection, actor, rows)
        entries = tuple(_entry(row, names) for row in rows)
        total = connection.execute(_COUNT, whose | {"most": paging.COUNTED + 1}).scalar_one()
        is_exact = total <= paging.COUNTED
        return HistoryPage(entries, total if is_exact else paging.COUNTED, is_exact, *place)


def _names(connection: Connection, actor: Actor, rows: Any) -> dict[UUID, str]:
    """Of everybody that the rows mention and the actor may see."""
    mentioned = {row.actor_id for row in rows} - {None}
    details = [details for row in rows for details in (row.before, row.after) if details]
    mentioned |= {UUID(each[key]) for each in details for key in _PEOPLE if key in each}
    known = connection.execute(_NAMES, {"ids": list(mentioned), **person.viewer(actor)})
    return {row.id: row.name for row in known}


def _entry(row: Row[Any], names: dict[UUID, str]) -> HistoryEntry:
    return HistoryEntry(
        id=row.id,
        event=row.name,
        happened_at=row.happened_at,
        actor_id=row.actor_id if row.actor_id in names else None,
        actor_name=names.get(row.actor_id, SOMEBODY) if row.actor_id else None,
        before=_named(row.before, names),
        after=_named(row.after, names),
    )


def _named(details: Details | None, names: dict[UUID, str]) -> Details:
    return {
        key: names.get(UUID(value), SOMEBODY) if value and key in _PEOPLE else value
        for key, value in (details or {}).items()
    }
