"""One question at three stages of a growing directory, answered equally and timed.

The question: who are the newest 20 active people whose name or e-mail holds a word, how many
posts and followers has each, and how many such people are there? docs/evolution.md tells the
story. Run it with `.venv/bin/python -m bench.evolution 100000`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, text

from app.console import demo
from domain.access import Actor, Role
from queries.list_active_users import ListActiveUsers
from tests.database import Database, database_server

WANTED = "status = 'active' and (name ilike :pattern or email ilike :pattern)"
# Stage 1: the tables that commands write are the tables that pages read.
ONE_TABLE = """
select id, name,
    (select count(*) from posts where author_id = users.id) as post_count,
    (select count(*) from follows where followed_id = users.id) as follower_count
from users
where {wanted}
order by inserted_at desc, id desc limit 20
"""
# Stage 2: the counts stand in the same table, and every command that posts or follows moves them.
WIDER_TABLE = """
select id, name, post_count, follower_count
from stage_2.users
where {wanted}
order by inserted_at desc, id desc limit 20
"""
WIDEN = """
create schema stage_2;
create table stage_2.users as
    select users.*, post_count, follower_count
    from users join user_summaries using (id);
alter table stage_2.users add primary key (id);
create index on stage_2.users (status, inserted_at desc, id desc);
analyze stage_2.users;
create index stage_1 on users (status, inserted_at desc, id desc);
analyze;
"""
# The statistics page at the same stages.
COUNTED = "select count(*), (select count(*) from posts) from users"
ADDED_UP = "select count(*), sum(post_count) from stage_2.users"
SLOTS = "select sum(total_users), sum(total_posts) from user_statistics"

WORDS = {"no word": "", "a common word": "an", "a rare word": "nakamura", "nobody": "qzx"}
REPEATS = 9
ADMIN = Actor(Role.ADMIN)
Answer = tuple[int, list[tuple[object, ...]]]
Stage = Callable[[Connection, str], Answer]


def one_table(connection: Connection, word: str) -> Answer:
    return _answer(connection, ONE_TABLE, "users", word)


def wider_table(connection: Connection, word: str) -> Answer:
    return _answer(connection, WIDER_TABLE, "stage_2.users", word)


def read_tables(connection: Connection, word: str) -> Answer:
    """Stage 3 is the product: tables made for reading, kept by the same transaction."""
    page = ListActiveUsers(search=word, exact=True).fetch(connection, ADMIN)
    return page.total, [(r.id, r.name, r.post_count, r.follower_count) for r in page.rows]


STAGES: dict[str, Stage] = {"1": one_table, "2": wider_table, "3": read_tables}


def _answer(connection: Connection, query: str, table: str, word: str) -> Answer:
    pattern = {"pattern": f"%{word}%"}
    count = text(f"select count(*) from {table} where {WANTED}")  # noqa: S608 - both are ours
    rows = connection.execute(text(query.format(wanted=WANTED)), pattern)
    return connection.execute(count, pattern).scalar_one(), [tuple(row) for row in rows]


def prepare(database: Database, people: int) -> None:
    demo.load(database.url.render_as_string(hide_password=False), people)
    with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(WIDEN))
        connection.execute(text("vacuum analyze"))


def compare(database: Database) -> list[str]:
    """The lines of the table in docs/evolution.md. Raises ValueError when two stages disagree."""
    lines = ["| milliseconds | stage 1 | stage 2 | stage 3 |", "|---|---|---|---|"]
    with database.owner.connect() as owner, database.reading.connect() as reader:
        on = {"1": owner, "2": owner, "3": reader}
        for label, word in WORDS.items():
            asked = [partial(ask, on[stage], word) for stage, ask in STAGES.items()]
            lines.append(_line(f"people, {label}", asked))
        totals = [partial(_totals, owner, query) for query in (COUNTED, ADDED_UP, SLOTS)]
        lines.append(_line("totals of people and posts", totals))
    return lines


def _totals(connection: Connection, query: str) -> tuple[int, ...]:
    return tuple(int(total) for total in connection.execute(text(query)).one())


def _line(label: str, asked: Sequence[Callable[[], object]]) -> str:
    answers = [ask() for ask in asked]
    if any(answer != answers[0] for answer in answers):
        raise ValueError(f"the stages disagree about {label}")
    return f"| {label} | " + " | ".join(f"{milliseconds(ask):,.1f}" for ask in asked) + " |"


def milliseconds(ask: Callable[[], object]) -> float:
    """The median of nine."""
    times: list[float] = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return median(times) * 1000


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with (
        tempfile.TemporaryDirectory() as folder,
        database_server(Path(folder)) as server,
        Database.cloned(server) as database,
    ):
        prepare(database, people)
        print(f"{people:,} people", *compare(database), sep="\n")


if __name__ == "__main__":
    main()
