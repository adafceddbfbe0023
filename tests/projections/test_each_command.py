"""One of each command: every summary equals its definition afterwards."""

import pytest

from projections import daily_activity
from tests import examples
from tests.facts import differences


@pytest.mark.parametrize("kind", examples.all_commands())
def test_no_command_leaves_a_difference(kind, do, ann, database):
    command, actor = examples.command(kind, ann.user_id, do)

    do(command, actor)
    assert differences(database) == []

    daily_activity.fold(database.writing)
    assert differences(database) == []
