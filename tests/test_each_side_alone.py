"""Commands never read what they summarize, and queries are tested without any command."""

import ast
import re

import pytest
from sqlalchemy import event, text

from projections import maintenance
from tests import examples
from tests.database import ROOT

SUMMARIES = "|".join(projection.TABLE.name for projection in maintenance.ALL)
READS_A_SUMMARY = re.compile(rf"\b(?:from|join) (?:{SUMMARIES})\b", re.IGNORECASE)


@pytest.fixture
def statements(database):
    """What the role of the commands sends to PostgreSQL."""
    statements = []

    def note(_connection, _cursor, statement, *_):
        statements.append(statement)

    event.listen(database.writing, "before_cursor_execute", note)
    yield statements
    event.remove(database.writing, "before_cursor_execute", note)


@pytest.mark.parametrize("kind", examples.all_commands())
def test_no_command_reads_a_summary(kind, ann, do, statements):
    command, actor = examples.command(kind, ann.user_id, do)
    statements.clear()

    do(command, actor)

    assert [each for each in statements if READS_A_SUMMARY.search(each)] == []
    assert statements


def test_a_statement_that_reads_a_summary_is_noticed(database, statements):
    with database.writing.connect() as connection:
        connection.execute(text("select count(*) from user_summaries"))

    assert READS_A_SUMMARY.search(statements[-1])


def test_queries_are_tested_without_commands():
    for path in (ROOT / "tests" / "queries").glob("*.py"):
        tree = ast.walk(ast.parse(path.read_text()))
        modules = [node.module for node in tree if isinstance(node, ast.ImportFrom) and node.module]
        assert not any(name.split(".")[0] == "commands" for name in modules), path.name
