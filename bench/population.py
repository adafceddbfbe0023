"""A synthetic population: the same people on every machine, for one seed and one day.

About 3 posts and 8 follows a person, heavy-tailed; nine scripts; 12% with an old domain that only
the oldest 40% have, which is the worst case of a search that reads the newest people first. One
person in 32 has a whole journal, so that there are histories to page through.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, create_engine, pool, text

from app.console import demo_people
from app.console.copying import copy
from app.console.demo_people import Member, Row
from domain.access import Role
from domain.values import Status
from projections import maintenance

SEED = 20_261_123
DAY = datetime(2026, 11, 23, tzinfo=UTC)  # everything happened before
MOST_FOLLOWED = 16  # by one person
OLD_DOMAIN, OLDEST, THEIR_SHARE = "legacy.example.io", 0.4, 0.3  # 30% of the oldest 40%
STAFF = {Role.MODERATOR: 0.0005, Role.AUDITOR: 0.0002, Role.ADMIN: 0.00005}  # shares
NEVER_ACTIVE, RARE_NAMES = 0.1, 0.1  # shares
SYLLABLES = "ba che dro ell fi gan hol ius jor kwe lund mir nox osk pra quil rus sten tov vyr"

WRITTEN = "users", "posts", "follows", "commands", "events", "event_details"
READ = "user_summaries", "user_search"
TELL = 5.0  # seconds between two lines of progress
# What slows loading down and can be made afterwards: how to drop it, and how to make it again.
_DETACHABLE = """
with tables as (select unnest(cast(:tables as regclass[])) as id)
select format('alter table %s drop constraint %I', conrelid::regclass, conname),
    format('alter table %s add constraint %I %s', conrelid::regclass, conname,
        pg_get_constraintdef(oid))
from pg_constraint where contype = 'f' and conrelid in (select id from tables)
union all
select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index where indrelid in (select id from tables)
    and not exists (select from pg_constraint where conindid = indexrelid)
"""
# What has an id of its own is its own command and event. All have signed up, which the statistics
# count; of the rest it is told of one person in 32.
_JOURNAL = """
create temporary table happened on commit drop as
select id, 'RegisterUser' as command, 'UserRegistered' as event, id as user_id,
    null::uuid as actor_id, id as answer, inserted_at as at,
    jsonb_build_object('email', email, 'name', name, 'role', role) as after
from users
union all
select id, 'PublishPost', 'PostPublished', author_id, author_id, id, inserted_at,
    jsonb_build_object('text', text)
from posts where statistics_slot(author_id) = 0
union all
select id, 'FollowUser', 'FollowerGained', followed_id, follower_id, null, inserted_at,
    jsonb_build_object('follower', follower_id)
from follows where statistics_slot(followed_id) = 0;
insert into commands (id, name, actor_id, fingerprint, answer, executed_at)
select id, command, actor_id, '', answer, at from happened order by id;
insert into events (id, command_id, name, user_id)
select id, id, event, user_id from happened order by id;
insert into event_details (event_id, before, after)
select id, '{}', after from happened order by id
"""


def load(owner_url: str, people: int, seed: int = SEED, day: datetime = DAY) -> None:
    """Fill an empty, migrated database: all, or nothing at all. A million take 3 to 5 minutes."""
    engine = create_engine(owner_url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("set local maintenance_work_mem = '512MB'"))
        with _without_indexes(connection, WRITTEN):
            _insert(connection, people, random.Random(seed), day)  # noqa: S311 - a game
            _say("their journal")
            connection.exec_driver_sql(_JOURNAL)
        connection.execute(text(f"analyze {', '.join(WRITTEN)}"))
        with _without_indexes(connection, READ):
            _say("their summaries, by the definitions")
            maintenance.fill(connection)
    _say("vacuum and analyze")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze)"))
    _say("ready")


def _insert(connection: Connection, people: int, dice: random.Random, day: datetime) -> None:
    members: list[Member] = []
    users = _users(dice, people, day, members)
    copy(connection, "users", _counted(users, "people", people))
    copy(connection, "posts", _counted(demo_people.posts(dice, members, day), "posts"))
    follows = demo_people.follows(dice, members, day, MOST_FOLLOWED)
    copy(connection, "follows", _counted(follows, "follows"))


def _users(dice: random.Random, people: int, day: datetime, members: list[Member]) -> Iterator[Row]:
    """As the demo's, and whatever filters and searches ask for; who is active joins `members`."""
    roles, shares = [*STAFF, Role.MEMBER], [*STAFF.values(), 1 - sum(STAFF.values())]
    syllables = SYLLABLES.split()
    for number, user in enumerate(demo_people.users(dice, people, day)):
        if number < people * OLDEST and dice.random() < THEIR_SHARE:
            user["email"] = user["email"].partition("@")[0] + "@" + OLD_DOMAIN
        if dice.random() < RARE_NAMES:
            user["name"] += " " + "".join(dice.choices(syllables, k=3)).capitalize()
        user["role"] = dice.choices(roles, shares)[0]
        seen = user["inserted_at"] + (day - user["inserted_at"]) * dice.random()
        user["last_activity_at"] = None if dice.random() < NEVER_ACTIVE else seen
        if user["status"] == Status.ACTIVE:
            members.append(Member(user["id"], user["inserted_at"]))
        yield user


@contextmanager
def _without_indexes(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Foreign keys and indexes other than primary keys go, and are made again at the end."""
    detached = connection.execute(text(_DETACHABLE), {"tables": list(tables)}).all()
    for drop, _ in detached:
        connection.execute(text(drop))
    yield
    _say(f"indexes of {', '.join(tables)}")
    for _, make in reversed(detached):
        connection.exec_driver_sql(make)


def _counted(rows: Iterator[Row], what: str, of: int | None = None) -> Iterator[Row]:
    """The rows, while saying how many there were."""
    told, number = time.monotonic(), 0
    for number, row in enumerate(rows, 1):
        yield row
        if time.monotonic() - told > TELL:
            told = time.monotonic()
            _say(f"{number:,}{f' of {of:,}' if of else ''} {what}")
    _say(f"{number:,} {what}")


def _say(line: str) -> None:
    print(f"population: {line}", file=sys.stderr, flush=True)
