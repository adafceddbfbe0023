"""Rows as they would stand in the tables, written by SQL: no command runs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlmodel import SQLModel

from domain.access import Actor, Role
from domain.ids import new_id
from tests.database import Database

SEARCH = text("""
insert into user_search
select id, fold(name), fold_email(email) from users where id = any(:ids)
""")
COUNT = text("""
update user_statistics set (
    total_users, active_users, inactive_users, suspended_users,
    members, moderators, auditors, admins
) = (
    select count(*), count(*) filter (where status = 'active'),
        count(*) filter (where status = 'inactive'), count(*) filter (where status = 'suspended'),
        count(*) filter (where role = 'member'), count(*) filter (where role = 'moderator'),
        count(*) filter (where role = 'auditor'), count(*) filter (where role = 'admin')
    from user_summaries
) where slot = 0
""")


@pytest.fixture
def add(database: Database) -> Callable[..., None]:
    """Add rows to a table."""

    def add(table: str, *rows: dict[str, Any]) -> None:
        if rows:
            with database.owner.begin() as connection:
                connection.execute(insert(SQLModel.metadata.tables[table]), rows)

    return add


@pytest.fixture
def people(database: Database, add: Callable) -> Callable[..., list[UUID]]:
    """Add people with these fields of a summary, and make them findable."""

    def people(*each: dict[str, Any]) -> list[UUID]:
        rows = [_person(**fields) for fields in each]
        add("users", *(_user(row) for row in rows))
        add("user_summaries", *rows)
        ids = [row["id"] for row in rows]
        with database.owner.begin() as connection:
            connection.execute(SEARCH, {"ids": ids})
            connection.execute(COUNT)
        return ids

    return people


@pytest.fixture
def person(people: Callable) -> Callable[..., UUID]:
    """Add one person; the name is enough."""
    return lambda name="Ann", **fields: people({"name": name, **fields})[0]


@pytest.fixture
def ann(person: Callable[..., UUID]) -> Actor:
    return Actor(Role.MEMBER, person("Ann"))


@pytest.fixture
def follow(add: Callable) -> Callable[..., UUID]:
    """Let one person follow another, or have followed since."""

    def follow(follower: UUID, followed: UUID, since: datetime | None = None) -> UUID:
        now = next(MOMENTS)
        ids = {"id": new_id(now), "follower_id": follower, "followed_id": followed}
        add("follows", ids | {"inserted_at": since or now})
        return ids["id"]

    return follow


def _moments() -> Iterator[datetime]:
    """Each is now, and yet later than the one before, however fast the machine is."""
    moment = datetime.now(UTC)
    while True:
        yield moment
        moment = max(datetime.now(UTC), moment + timedelta(microseconds=1))


MOMENTS = _moments()


def _person(**fields: Any) -> dict[str, Any]:
    created_at = fields.get("created_at") or next(MOMENTS)
    named = fields["name"].lower().replace(" ", ".")
    return {
        "id": new_id(created_at),
        "email": f"{named}@example.org",
        "bio": "",
        "status": "active",
        "suspended_until": None,
        "suspension_reason": None,
        "role": "member",
        "version": 1,
        "created_at": created_at,
        "post_count": 0,
        "follower_count": 0,
        "following_count": 0,
        "last_activity_at": None,
        **fields,
    }


def _user(summary: dict[str, Any]) -> dict[str, Any]:
    written = SQLModel.metadata.tables["users"].c
    user = {name: value for name, value in summary.items() if name in written}
    return user | {"inserted_at": summary["created_at"]}
