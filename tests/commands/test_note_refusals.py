from datetime import UTC, datetime

import pytest
from sqlalchemy import event, text

from commands.note_refusals import NoteRefusals, Refused
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.user_statistics import UserStatistics

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def refused(subject="SignIn", reason="bad_credentials", user_id=None, count=1):
    return Refused(AT, subject, reason, user_id, count)


def rows(database):
    columns = "refused_at, subject, reason, user_id, count"
    with database.owner.connect() as connection:
        return [*connection.execute(text(f"select {columns} from refusals order by id"))]


def test_what_was_refused_is_written_as_it_was_counted(do, ask, database):
    who = new_id()

    do(NoteRefusals(refused=(refused(count=7), refused("person.follow", "forbidden", who))), SYSTEM)

    assert rows(database) == [
        (AT, "SignIn", "bad_credentials", None, 7),
        (AT, "person.follow", "forbidden", who, 1),
    ]
    assert ask(UserStatistics()).total_users == 0


def test_many_are_one_statement(do, database, statements):
    do(NoteRefusals(refused=tuple(refused(str(number)) for number in range(200))), SYSTEM)

    assert len(rows(database)) == 200
    assert [words for words in statements if "insert" in words.lower()] == statements
    assert len(statements) == 1


def test_nothing_is_written_for_nothing(do, database, statements):
    do(NoteRefusals(refused=()), SYSTEM)

    assert (rows(database), statements) == ([], [])


@pytest.mark.parametrize("actor", [GUEST, Actor(Role.ADMIN, new_id())])
def test_nobody_else_writes_into_the_audit(do, database, actor):
    with pytest.raises(Forbidden):
        do(NoteRefusals(refused=(refused(),)), actor)

    assert rows(database) == []


@pytest.fixture
def statements(database):
    """What the writer is asked from now on."""

    asked: list[str] = []

    def note(_connection, _cursor, words, *_rest):
        asked.append(words)

    event.listen(database.writing, "before_cursor_execute", note)
    yield asked
    event.remove(database.writing, "before_cursor_execute", note)
