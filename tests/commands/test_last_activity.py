"""A person was last active when they signed in, wrote or followed; nothing else counts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from commands.register_user import RegisterUser
from domain.access import GUEST
from domain.ids import new_id
from tests import examples
from tests.facts import differences, rows

ANN_IS_ACTIVE = {"SignIn", "PublishPost", "EditPost", "FollowUser"}


@pytest.fixture
def example(database, do):
    """An example of the command, in a directory where Ann is the only person."""

    def example(kind):
        database.empty()
        ann = do(RegisterUser(command_id=new_id(), **examples.ANN), GUEST)
        return examples.command(kind, ann, do)

    return example


def last_activities(database):
    """By name, of everybody who was there or is."""
    return dict(rows(database, "select name, last_activity_at from user_summaries"))


def test_exactly_these_commands_move_it_and_only_of_who_acts(database, do, example):
    moved = {}
    for kind in examples.all_commands():
        command, actor = example(kind)
        before = last_activities(database)
        do(command, actor)
        after = last_activities(database)
        moved[kind.__name__] = {name for name in after if after[name] != before.get(name)}
        assert differences(database) == []

    expected = {name: {"Ann"} for name in ANN_IS_ACTIVE}
    assert {name: who for name, who in moved.items() if who} == expected


@pytest.mark.parametrize("name", sorted(ANN_IS_ACTIVE))
def test_it_never_moves_backward(database, do, example, name):
    [kind] = (each for each in examples.all_commands() if each.__name__ == name)
    command, actor = example(kind)
    future = datetime.now(UTC) + timedelta(days=1)
    with database.owner.begin() as connection:  # by a clock that was wrong for a while
        for table in ("users", "user_summaries"):
            wrong = text(f"update {table} set last_activity_at = :future where name = 'Ann'")
            connection.execute(wrong, {"future": future})

    do(command, actor)

    assert last_activities(database)["Ann"] == future
    assert differences(database) == []
