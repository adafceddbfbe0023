"""How many people and posts there are: 32 rows to add up, so that commands rarely share one.

A single counter row made 8 clients as slow as one; 32 rows cost nothing measurable, and reading
them takes a quarter of a millisecond at any size. A person's row is the last byte of the id,
which is random.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Select, Table, bindparam, func, select, update
from sqlmodel import Field

from domain.access import Role
from domain.columns import at_least
from domain.errors import SummaryMissing
from domain.events import Event, PostDeleted, PostPublished, RoleChanged, UserRegistered
from domain.post import Post
from domain.statements import written
from domain.table_row import TableRow
from domain.user import TRANSITIONS, User
from domain.values import Status

SLOTS = 32
_FIGURES: Final = (
    *("total_users", *(f"{status}_users" for status in Status), "total_posts"),
    *(f"{role}s" for role in Role),
)


class UserStatisticsView(TableRow, table=True):
    __tablename__ = "user_statistics"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (at_least("user_statistics", "figures", 0, *_FIGURES),)

    slot: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    total_users: int = 0
    active_users: int = 0
    inactive_users: int = 0
    suspended_users: int = 0
    total_posts: int = 0
    # By role, people of any status.
    members: int = 0
    moderators: int = 0
    auditors: int = 0
    admins: int = 0


TABLE: Table = UserStatisticsView.metadata.tables["user_statistics"]
_USERS, _POSTS = User.metadata.tables["users"], Post.metadata.tables["posts"]
_ROW_MISSING: Final = (
    "Nothing was changed, because a row of the statistics is missing. "
    "An administrator can repair it with: rollcall projections rebuild"
)
_CHANGES: Final[dict[type[Event], dict[str, int]]] = {
    PostPublished: {"total_posts": 1},
    PostDeleted: {"total_posts": -1},
}
_MOVE: Final = written(
    update(TABLE)
    .where(TABLE.c.slot == bindparam("row"))
    .values({name: TABLE.c[name] + bindparam(f"by_{name}") for name in _FIGURES})
)


def slot(user_id: UUID) -> int:
    """The row that counts this person; `statistics_slot` says the same in SQL."""
    return user_id.bytes[-1] % SLOTS


def definition() -> Select[*tuple[Any, ...]]:
    """What the 32 rows must equal."""
    every = func.generate_series(0, SLOTS - 1).table_valued("slot").render_derived()
    of = func.statistics_slot(_USERS.c.id)
    counted = (
        select(
            of.label("slot"),
            func.count().label("total_users"),
            *(
                func.count().filter(_USERS.c.status == each).label(f"{each}_users")
                for each in Status
            ),
            *(func.count().filter(_USERS.c.role == each).label(f"{each}s") for each in Role),
        )
        .group_by(of)
        .subquery()
    )
    author = func.statistics_slot(_POSTS.c.author_id)
    posts = (
        select(author.label("slot"), func.count().label("total_posts")).group_by(author).subquery()
    )
    figures = [column for column in counted.c if column.name != "slot"]
    return select(
        every.c.slot,
        *(func.coalesce(figure, 0).label(figure.name) for figure in figures),
        func.coalesce(posts.c.total_posts, 0).label("total_posts"),
    ).select_from(
        every.outerjoin(counted, counted.c.slot == every.c.slot).outerjoin(
            posts, posts.c.slot == every.c.slot
        )
    )


def move(connection: Connection, events: Sequence[Event]) -> None:
    """Move the counters by what the events say, row after row in order: no two can deadlock."""
    deltas: dict[int, Counter[str]] = defaultdict(Counter)
    for event in events:
        of_row = deltas[slot(event.user_id)]
        for name, step in _change(event).items():
            of_row[name] += step
    for row in sorted(deltas):
        if not any(deltas[row].values()):
            continue
        steps = {f"by_{name}": deltas[row][name] for name in _FIGURES}
        if not connection.exec_driver_sql(_MOVE, {"row": row, **steps}).rowcount:
            raise SummaryMissing(_ROW_MISSING)


def _change(event: Event) -> dict[str, int]:
    if transition := TRANSITIONS.get(type(event)):
        source, target = transition
        return {f"{source}_users": -1, f"{target}_users": 1}
    if isinstance(event, UserRegistered):
        return {"total_users": 1, "active_users": 1, f"{event.after['role']}s": 1}
    if isinstance(event, RoleChanged):
        return {f"{event.before['role']}s": -1, f"{event.after['role']}s": 1}
    return _CHANGES.get(type(event), {})
