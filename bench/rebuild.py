"""Verify and rebuild: nothing wrong, everything gone, and in use by readers and commands."""

import resource
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from sqlalchemy import Engine, text

from bench.in_use import in_use
from bench.report import Figure
from bench.site import Site
from bench.timing import once
from projections import maintenance

NAME = "rebuild"
SUMMARIES, SEARCH = "user_summaries", "user_search"  # in this order
ROUNDS = 3  # of what is quick
AT_MOST = 2.0  # times a plain copy of the tables: the goal
AGAINST = "a plain insert .. select"
FEW = 100_000  # people whose fragments are indexed anew one by one within half a minute
_FRAGMENTS = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid)
from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
where indrelid = 'user_search'::regclass and amname = 'gin'
"""
_FOREIGN_KEYS = """
select pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and conrelid = '{}'::regclass
"""
_EMPTIED = "truncate user_summaries, user_search, user_statistics, daily_activity"


def measure(site: Site) -> Iterator[Figure]:
    with site.copy() as copy:
        yield from _verified(copy)
        yield _seconds("rebuild, nothing is wrong", once(lambda: maintenance.rebuild(copy.owner)))
        yield from _from_nothing(copy)
        yield from in_use(copy)


def _verified(site: Site) -> Iterator[Figure]:
    before = _most_memory()
    yield _seconds("verify", once(lambda: differences(site.owner)))
    yield Figure(part=NAME, what="memory that it took", median=_most_memory() - before, unit="MB")


def _from_nothing(site: Site) -> Iterator[Figure]:
    """The search apart: folding and taking apart every name costs more than all the rest."""
    owner, rounds = site.owner, range(ROUNDS if site.people <= FEW else 1)
    [(index, definition)] = _run(owner, _FRAGMENTS)
    _run(owner, f"drop index {index}")
    plain_search, plain = map(median, zip(*(_copying(owner) for _ in rounds), strict=True))
    search, rest = map(median, zip(*(_from_empty(owner) for _ in rounds), strict=True))
    yield _seconds(
        "all but the search, from nothing",
        rest,
        ratio=rest / plain,
        against=AGAINST,
        goal=f"at most {AT_MOST:g}",
        met=rest <= AT_MOST * plain,
        note="same indexes and foreign keys",
    )
    what = "the search, from nothing, but for its fragments"
    yield _seconds(what, search, ratio=search / plain_search, against=AGAINST)
    yield _seconds("index of the fragments", once(lambda: _run(owner, definition)))
    if site.people <= FEW:
        yield _seconds("the search, from nothing", _from_empty(owner)[0])
    wrong = differences(owner)
    yield Figure(
        part=NAME, what="differences afterwards", median=wrong, unit="", goal="none", met=not wrong
    )


def _copying(owner: Engine) -> tuple[float, float]:
    """Milliseconds to copy what is stored of the search, and of all the rest."""
    took = {each.TABLE.name: _copied(owner, each.TABLE.name) for each in maintenance.ALL}
    return took.pop(SEARCH), sum(took.values())


def _copied(owner: Engine, table: str) -> float:
    """Into a table with the same indexes and foreign keys."""
    _run(owner, f"create table plain (like {table} including all)")
    for (key,) in _run(owner, _FOREIGN_KEYS.format(table)):
        _run(owner, f"alter table plain add {key}")
    copied = f"insert into plain select * from {table}"  # noqa: S608 - the name is ours
    took = once(lambda: _run(owner, copied))
    _run(owner, "drop table plain")
    return took


def _from_empty(owner: Engine) -> tuple[float, float]:
    """Milliseconds to rebuild what is stored of the search, and of all the rest."""
    _run(owner, _EMPTIED)
    done: dict[str, float] = {}  # at which instant each table of people was

    def told(table: str, _done: int, _people: int) -> None:
        done[table] = time.perf_counter() * 1000

    took = once(lambda: maintenance.rebuild(owner, told))
    search = done[SEARCH] - done[SUMMARIES]
    return search, took - search


def differences(owner: Engine) -> int:
    with owner.connect() as connection:
        return sum(1 for _ in maintenance.verify(connection))


def _run(owner: Engine, statement: str) -> list[tuple[str, ...]]:
    with owner.begin() as connection:
        answer = connection.execute(text(statement))
        return [tuple(row) for row in answer] if answer.returns_rows else []


def _seconds(what: str, milliseconds: float, **more: Any) -> Figure:
    return Figure(part=NAME, what=what, median=milliseconds / 1000, unit="s", **more)


def _most_memory() -> float:
    """Of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
