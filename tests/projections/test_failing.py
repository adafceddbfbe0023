"""A projection that fails in the middle of a command leaves nothing written."""

import pytest
from sqlalchemy import text

import projections
from tests import examples
from tests.database import TABLES

STEPS = [
    (projections.user_summary, "add"),
    (projections.user_summary, "refresh"),
    (projections.user_search, "refresh"),
    (projections.daily_activity, "note"),
    (projections.user_statistics, "move"),
]
# They record nothing: no projection is reached.
SILENT = {"NoteRefusals", "NoteSessionUse", "SettleMail", "TakeMail", "Tidy"}
SILENT |= {"StartSecondFactor", "RenewRecoveryCodes", "TryWriting"}
HEARD = [kind for kind in examples.all_commands() if kind.__name__ not in SILENT]


def everything(database):
    """But for the counts of tries, which are kept on purpose when a command is refused."""
    tables = [*TABLES.split(", "), "user_statistics", "jobs.procrastinate_jobs"]
    tables.remove("tries")
    with database.owner.connect() as connection:
        return {
            table: connection.execute(text(f"select t::text from {table} t order by 1")).all()
            for table in tables
        }


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].__name__}.{step[1]}")
@pytest.mark.parametrize("kind", HEARD)
def test_nothing_is_written(kind, step, do, ann, database, monkeypatch):
    command, actor = examples.command(kind, ann.user_id, do)
    before = everything(database)

    def fail(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr(*step, fail)
    with pytest.raises(RuntimeError, match="killed"):
        do(command, actor)

    assert everything(database) == before
    monkeypatch.undo()
    do(command, actor)
    assert everything(database) != before
