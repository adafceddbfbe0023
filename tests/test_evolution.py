"""The chapter about growing: its three stages give one answer."""

import re

from bench import evolution
from tests.database import ROOT, Database

CHAPTER = (ROOT / "docs" / "evolution.md").read_text()


def test_the_three_stages_answer_alike(server, monkeypatch):
    monkeypatch.setattr(evolution, "REPEATS", 1)
    with Database.cloned(server) as database:
        evolution.prepare(database, 200)

        lines = evolution.compare(database)

    assert len(lines) == 2 + len(evolution.WORDS) + 1


def test_the_chapter_shows_the_statements_that_are_measured():
    shown = re.findall(r"```sql\n(.*?)```", CHAPTER, re.DOTALL)
    measured = [evolution.ONE_TABLE, evolution.WIDER_TABLE]

    assert [block.strip() for block in shown] == [
        statement.format(wanted=evolution.WANTED).strip() for statement in measured
    ]
