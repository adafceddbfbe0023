"""One command on 10,000 people, and 10,000 commands on one person."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from uuid import UUID

from sqlalchemy import text

from bench.pgbench import FIRST, person
from bench.report import Figure
from bench.stage import CROWD, NAME, ROUNDS, Stage, compared
from bench.timing import once
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.ids import new_id

AT_ONCE = 10_000  # people: as many as may be suspended by one command
ALONE = 200  # people suspended one after the other
FOLLOWERS, FEWER = 10_000, 2_000  # of one person; fewer when time is short
_UPDATE = "update users set status = :status, version = version + 1 where id = any(:ids)"
_FOLLOWERS = "select follower_count from user_summaries where id = :id"


def bulk(stage: Stage) -> Iterator[Figure]:
    """Rows a second of one command for all, of the bare UPDATE, and of a command for each."""
    ids = [person(FIRST + n) for n in range(min(AT_ONCE, stage.count))]
    suspended, updated = [], []
    for _ in range(ROUNDS):
        suspended.append(once(lambda: stage.do(_suspend(ids))))
        stage.do(_reinstate(ids))
        updated.append(once(lambda: _bare(stage, "suspended", ids)))
        _bare(stage, "active", ids)
    some = ids[:ALONE]
    alone = once(lambda: [stage.do(_suspend([each])) for each in some]) / len(some)
    stage.do(_reinstate(some))
    one, ratio = median(suspended), median(updated) / median(suspended)
    what, rate = f"SuspendUsers, {len(ids):,} people", len(ids) / one * 1000
    yield compared(what, rate, ratio, "the bare UPDATE", 0.4, unit="rows/s")
    gain = alone * len(ids) / one
    yield compared(f"{what}, or one each", rate, gain, "one command each", 10, unit="rows/s")


def _suspend(ids: Sequence[UUID]) -> SuspendUsers:
    return SuspendUsers(command_id=new_id(), user_ids=frozenset(ids), reason="Measured")


def _reinstate(ids: Sequence[UUID]) -> ReinstateUsers:
    return ReinstateUsers(command_id=new_id(), user_ids=frozenset(ids))


def _bare(stage: Stage, status: str, ids: Sequence[UUID]) -> None:
    with stage.site.owner.begin() as connection:
        connection.execute(text(_UPDATE), {"status": status, "ids": list(ids)})


def celebrity(stage: Stage) -> Iterator[Figure]:
    """All commands end with one row of the summaries, which each holds until its commit."""
    famous, number = person(FIRST), FOLLOWERS if stage.site.long else FEWER
    others = [person(FIRST + n) for n in range(1, stage.count)][:number]
    with stage.site.owner.connect() as connection, ThreadPoolExecutor(CROWD) as threads:
        before = connection.scalar(text(_FOLLOWERS), {"id": famous})
        taken = once(lambda: list(threads.map(lambda each: stage.follow_one(each, famous), others)))
        connection.rollback()
        counted = connection.scalar(text(_FOLLOWERS), {"id": famous}) - before
    many = median(stage.rate(stage.follow, CROWD) for _ in range(ROUNDS))
    yield Figure(
        part=NAME,
        what=f"following one person, {CROWD} clients",
        median=len(others) / taken * 1000,
        unit="/s",
        ratio=len(others) / taken * 1000 / many,
        against="following many",
        goal="each is counted",
        met=counted == len(others),
        note=f"{counted:,} of {len(others):,}",
    )
