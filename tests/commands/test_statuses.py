"""Every status with every command: what leads where, and what is refused."""

import pytest

from commands.deactivate_user import DeactivateUser
from commands.end_suspensions import EndSuspensions
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import SYSTEM
from domain.errors import BadCredentials, WrongStatus
from domain.ids import new_id
from queries.get_user import GetUser
from tests.facts import differences

# What becomes of a person of each status; a sentence says why nothing does.
TABLE = {
    "active": {
        "deactivate": "inactive",
        "reactivate": "Ann is already active.",
        "suspend": "suspended",
        "reinstate": "Ann is already active.",
    },
    "inactive": {
        "deactivate": "Ann is already inactive.",
        "reactivate": "active",
        "suspend": "Ann is inactive and cannot be suspended.",
        "reinstate": "Ann is inactive and cannot be reinstated.",
    },
    "suspended": {
        "deactivate": "Ann is suspended and cannot be deactivated.",
        "reactivate": "Ann is suspended and cannot be reactivated.",
        "suspend": "Ann is already suspended.",
        "reinstate": "active",
    },
}
CELLS = [(status, verb) for status, row in TABLE.items() for verb in row]


def command(verb, user_id):
    ids = {"command_id": new_id(), "user_ids": [user_id]}
    kinds = {
        "deactivate": lambda: DeactivateUser(**ids),
        "reactivate": lambda: ReactivateUser(**ids),
        "suspend": lambda: SuspendUsers(**ids, reason="Spam"),
        "reinstate": lambda: ReinstateUsers(**ids),
    }
    return kinds[verb]()


@pytest.fixture
def ann_is(do, ann):
    def ann_is(status):
        verbs = {"active": [], "inactive": ["deactivate"], "suspended": ["suspend"]}
        for verb in verbs[status]:
            do(command(verb, ann.user_id), SYSTEM)

    return ann_is


@pytest.mark.parametrize(("status", "verb"), CELLS)
def test_every_command_in_every_status(do, ask, database, ann, ann_is, status, verb):
    ann_is(status)
    before = ask(GetUser(user_id=ann.user_id)).version

    try:
        do(command(verb, ann.user_id), SYSTEM)
        outcome = None
    except WrongStatus as refused:
        outcome = str(refused)

    after = ask(GetUser(user_id=ann.user_id))
    assert (outcome or after.status) == TABLE[status][verb]
    assert after.version == (before if outcome else before + 1)
    assert differences(database) == []


@pytest.mark.parametrize("status", TABLE)
def test_without_an_end_that_has_come_neither_time_nor_signing_in_changes_a_status(
    do, ask, ann, ann_is, sign_in, status
):
    ann_is(status)

    do(EndSuspensions(), SYSTEM)
    if status == "active":
        sign_in("Ann")
    else:
        with pytest.raises(BadCredentials):
            sign_in("Ann")

    assert ask(GetUser(user_id=ann.user_id)).status == status
