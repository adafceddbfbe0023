import pytest
from sqlalchemy import text

from commands.try_writing import TryWriting
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden, ReadOnly
from queries.user_statistics import UserStatistics
from tests.console.processes import eventually
from tests.product import read_only

FILES = "select temp_bytes from pg_stat_database where datname = current_database()"


def files(database):
    """How many bytes were written to files of the moment so far."""
    with database.owner.connect() as connection:
        return connection.scalar(text(FILES))


def test_it_changes_nothing_that_anybody_sees(do, ask, ann):
    before = ask(UserStatistics())

    do(TryWriting(), SYSTEM)

    assert ask(UserStatistics()) == before


def test_it_takes_room_on_the_disk(do, database):
    before = files(database)

    do(TryWriting(), SYSTEM)
    database.writing.dispose()  # a connection tells its numbers at its end

    assert eventually(lambda: files(database) > before + 200_000)
    assert files(database) < before + 2_000_000


@pytest.mark.usefixtures("product")
def test_a_database_that_is_only_read_is_said_to_be_so(do, database):
    with read_only(database):
        database.writing.dispose()
        with pytest.raises(ReadOnly):
            do(TryWriting(), SYSTEM)
    database.writing.dispose()

    do(TryWriting(), SYSTEM)


@pytest.mark.parametrize("actor", [GUEST, Actor(Role.ADMIN)])
def test_it_is_for_the_system_alone(do, actor):
    with pytest.raises(Forbidden):
        do(TryWriting(), actor)
