"""One row per person, shaped for the list and the profile page."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Connection,
    Index,
    Integer,
    Select,
    Table,
    any_,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import AutoString, Field

from domain.access import Role
from domain.columns import Uuids, at_least, instant, one_of, transaction_time
from domain.errors import SummaryMissing
from domain.events import (
    Event,
    FollowerGained,
    FollowerLost,
    FollowingEnded,
    FollowingStarted,
    PostDeleted,
    PostPublished,
)
from domain.follow import Follow
from domain.post import Post
from domain.statements import uuids, written
from domain.table_row import TableRow
from domain.user import User
from domain.values import Status

_COUNTS: Final = "post_count", "follower_count", "following_count"
_LAST_ACTIVITY = "coalesce(last_activity_at, '-infinity'::timestamptz)"
_RANK = "strpos('auditor moderator admin', role)"  # members, who are nearly all, have 0
_SEEN = ["last_activity_at"]  # without it nothing is read of the expression in the index alone
_AWAY = text("status <> 'active'")


class UserSummary(TableRow, table=True):
    __tablename__ = "user_summaries"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        # Ids are in order of creation, so this serves the list of active people, newest first.
        Index("ix_user_summaries_status", "status", "id"),
        Index("ix_user_summaries_created_at", "created_at"),
        # Who is more than a member; a query spells the role out, or the planner can't know.
        Index("ix_user_summaries_role", "role", "id", postgresql_where=text("role <> 'member'")),
        Index("ix_user_summaries_rank", text(_RANK), "id"),
        Index("ix_user_summaries_post_count", "post_count", "id"),
        Index("ix_user_summaries_follower_count", "follower_count", "id"),
        Index(
            "ix_user_summaries_last_activity_at",
            text(_LAST_ACTIVITY),
            "id",
            postgresql_include=_SEEN,
        ),
        # Who is not active, by the day of joining: the statistics of members leave them out.
        Index("ix_user_summaries_away_created_at", "created_at", postgresql_where=_AWAY),
        # Who is not active, in the same two orders: few, and seldom near the top of those lists.
        *(
            Index(
                f"ix_user_summaries_status_{name}",
                *("status", by, "id"),
                postgresql_where=_AWAY,
                postgresql_include=include,
            )
            for name, by, include in (
                ("follower_count", "follower_count", []),
                ("last_activity_at", text(_LAST_ACTIVITY), _SEEN),
            )
        ),
        one_of("user_summaries", "status", Status),
        one_of("user_summaries", "role", Role),
        at_least("user_summaries", "version", 1, "version"),
        at_least("user_summaries", "counts", 0, *_COUNTS),
    )

    id: UUID = Field(primary_key=True, foreign_key="users.id", ondelete="CASCADE")
    email: str
    name: str
    bio: str
    status: Status = Field(sa_type=AutoString)
    suspended_until: datetime | None = instant(default=None)
    suspension_reason: str | None = None
    role: Role = Field(sa_type=AutoString)
    version: int
    created_at: datetime = instant()
    post_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    follower_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    following_count: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    last_activity_at: datetime | None = instant(default=None)
    inserted_at: datetime = transaction_time()
    refreshed_at: datetime = transaction_time()


TABLE: Table = UserSummary.metadata.tables["user_summaries"]
_USERS, _POSTS, _FOLLOWS = (
    table.metadata.tables[name]
    for table, name in ((User, "users"), (Post, "posts"), (Follow, "follows"))
)
_COPIED = (
    *("email", "name", "bio", "status", "suspended_until", "suspension_reason"),
    *("role", "version", "last_activity_at"),
)
# What an event does to the counts of its person.
_COUNTED: Final[dict[type[Event], tuple[str, int]]] = {
    PostPublished: ("post_count", 1),
    PostDeleted: ("post_count", -1),
    FollowerGained: ("follower_count", 1),
    FollowerLost: ("follower_count", -1),
    FollowingStarted: ("following_count", 1),
    FollowingEnded: ("following_count", -1),
}


def definition() -> Select[*tuple[Any, ...]]:
    """What the summaries must equal: to add, to rebuild and to verify all start here."""
    user = _USERS.c

    def count(column: Any) -> Any:
        return select(func.count()).where(column == user.id).scalar_subquery()

    return select(
        user.id,
        *(user[name] for name in _COPIED),
        user.inserted_at.label("created_at"),
        user.inserted_at,  # a summary begins with its person, in the same transaction
        count(_POSTS.c.author_id).label("post_count"),
        count(_FOLLOWS.c.followed_id).label("follower_count"),
        count(_FOLLOWS.c.follower_id).label("following_count"),
    )


def add(connection: Connection, user_ids: Collection[UUID]) -> None:
    """Summaries of new people."""
    if user_ids:
        connection.exec_driver_sql(_ADD, {"ids": uuids(user_ids)})


def refresh(connection: Connection, events: Sequence[Event]) -> None:
    """Take over the own fields of the events' people, and move their counts by what happened.

    Of somebody who is followed only the count moves: other commands may be changing that person
    at this moment. Summaries are locked here, in the order of ids, and until the commit. Raises
    SummaryMissing when one is gone: better no change than a half known one.
    """
    moves: dict[UUID, dict[str, int]] = {}
    own: set[UUID] = set()
    for event in events:
        theirs = moves.setdefault(event.user_id, {})
        if counted := _COUNTED.get(type(event)):
            name, step = counted
            theirs[name] = theirs.get(name, 0) + step
        if not isinstance(event, FollowerGained | FollowerLost):
            own.add(event.user_id)
    for is_own, run in groupby(sorted(moves), key=own.__contains__):
        people = list(run)
        counts = [name for name in _COUNTS if any(moves[each].get(name) for each in people)]
        steps = {f"by_{name}": [moves[each].get(name, 0) for each in people] for name in counts}
        values = {"moved": uuids(people), **steps}
        moved = connection.exec_driver_sql(_moving(tuple(counts), is_own), values)
        if moved.rowcount != len(people):
            raise SummaryMissing


@cache
def _moving(counts: tuple[str, ...], is_own: bool) -> str:
    """Moves these counts of the people in `moved` by the arrays `by_post_count` and so on, and
    takes over their own fields."""
    ids = bindparam("moved", type_=Uuids())
    moving = update(TABLE).values(refreshed_at=func.now())
    if counts:
        arrays = (bindparam(f"by_{name}", type_=ARRAY(Integer)) for name in counts)
        moved = func.unnest(ids, *arrays).table_valued("id", *counts, name="move").render_derived()
        steps = {name: TABLE.c[name] + moved.c[name] for name in counts}
        moving = moving.where(TABLE.c.id == moved.c.id).values(steps)
    else:
        moving = moving.where(TABLE.c.id == any_(ids))
    if is_own:
        own = {name: _USERS.c[name] for name in _COPIED}
        # The ids once more, or the planner reads a million users for 10,000.
        moving = moving.where(TABLE.c.id == _USERS.c.id, _USERS.c.id == any_(ids)).values(own)
    return written(moving)


_ADDED = definition().where(_USERS.c.id == any_(bindparam("ids", type_=Uuids())))
_ADD: Final = written(insert(TABLE).from_select(_ADDED.selected_columns.keys(), _ADDED))
