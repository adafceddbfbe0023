"""Commands, against pgbench carrying out the same statements on the same server.

Of RegisterUser everything but the password is measured: judging and hashing it takes 40 ms by
design, on threads of its own and before any connection is taken.
"""

import gc
import itertools
from collections.abc import Callable, Iterator
from statistics import median

from bench import many, pgbench
from bench.pgbench import NUMBER
from bench.report import Figure
from bench.site import Site
from bench.stage import CLIENTS, CROWD, ROUNDS, Stage, add_people, compared, without_passwords

ADDED = 10_001  # people whose ids pgbench can write down: one, and 10,000 followers


def measure(site: Site) -> Iterator[Figure]:
    with site.copy() as copy, without_passwords():
        stage = Stage(copy, min(ADDED, max(site.people, CROWD)))
        add_people(stage)
        stage.numbers = itertools.count(int(NUMBER) + 1)
        gc.freeze()  # as the server does
        yield from many.bulk(stage)
        for what, call, goal in (
            ("RegisterUser", stage.register, 0.35),
            ("UpdateProfile", stage.update, 0.25),
        ):
            yield _beside(stage, what, call, stage.script(stage.statements(call)), goal)
        yield from _counters(stage)
        yield from many.celebrity(stage)


def _beside(stage: Stage, what: str, call: Callable[[], object], same: str, goal: float) -> Figure:
    """Rounds in turns, so that both see the same machine."""
    ours, theirs = zip(
        *(
            (stage.rate(call, CLIENTS), pgbench.rate(stage.site, same, CLIENTS, stage.seconds))
            for _ in range(ROUNDS)
        ),
        strict=True,
    )
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    note = f"pgbench {median(theirs):,.0f}/s"
    what = f"{what}, {CLIENTS} clients"
    return compared(what, median(ours), ratio, "pgbench, the same statements", goal, note=note)


def _counters(stage: Stage) -> Iterator[Figure]:
    """The statements of PublishPost with the 32 rows, with one row, and without any."""
    statements = stage.statements(stage.publish)
    uncounted = [each for each in statements if "user_statistics" not in each[0]]
    one_row = stage.script(statements, row="0")
    scripts = stage.script(statements), one_row, stage.script(uncounted)
    for clients in (CLIENTS, CROWD):
        rates = [
            [pgbench.rate(stage.site, each, clients, stage.seconds) for each in scripts]
            for _ in range(ROUNDS)
        ]
        of_none = median(rows / none for rows, _, none in rates)
        of_one = median(rows / one for rows, one, _ in rates)
        what, rate = f"statistics in 32 rows, {clients} clients", median(rows for rows, *_ in rates)
        yield compared(what, rate, of_none, "no counters", 0.75)
        yield compared(f"{what}, or in one", rate, of_one, "one row", 2)
