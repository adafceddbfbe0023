"""What is dangerous takes a password that was given lately; what is not is said to be so."""

from typing import get_type_hints

import pytest
from sqlalchemy import text

from commands.confirm_password import ConfirmPassword
from commands.danger import MANY
from commands.deactivate_user import DeactivateUser
from commands.reactivate_user import ReactivateUser
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.access import GRANTS, SYSTEM, Role
from domain.errors import NotFound, PasswordNeeded
from domain.ids import new_id
from tests import examples
from tests.examples import PASSWORD, all_commands, signed_in

# Why no password is asked for; a new command is either dangerous or has its reason here.
HARMLESS = {
    "RegisterUser": "it comes with a password",
    "SignIn": "it comes with the password",
    "ChangePassword": "it comes with the password",
    "ConfirmPassword": "it comes with the password",
    "ResetPassword": "the link is the proof",
    "ConfirmEmail": "the links are the proof, and asking for them took the password",
    "VerifyEmail": "the link is the proof",
    "AskPasswordReset": "it is for who has lost the password",
    "AskVerification": "the mail goes to the address that is known",
    "SignOut": "it takes rights away from this browser only",
    "EndSession": "it takes rights away from one's own browsers only",
    "EndOtherSessions": "it takes rights away from one's own browsers only",
    "UpdateProfile": "one's own, and undone in a minute",
    "PublishPost": "one's own, and undone in a minute",
    "EditPost": "one's own, and undone in a minute",
    "DeletePost": "one post at a time; the history names who did it",
    "FollowUser": "one's own, and undone in a minute",
    "UnfollowUser": "one's own, and undone in a minute",
    "SuspendUsers": "few can be undone; many take the password",
    "ReinstateUsers": "few can be undone; many take the password",
    "ReactivateUser": "few can be undone; many take the password",
    "RetryJob": "what failed was asked for before",
}
OF_PEOPLE = [
    kind for kind in all_commands() if any(kind.permission in each for each in GRANTS.values())
]
DANGEROUS = [kind for kind in OF_PEOPLE if getattr(kind, "is_dangerous", False)]
UPON_MANY = [kind for kind in OF_PEOPLE if "user_ids" in get_type_hints(kind)]
BEFORE = {ReinstateUsers: (SuspendUsers, {"reason": "Spam"}), ReactivateUser: (DeactivateUser, {})}


def events(database):
    with database.owner.connect() as connection:
        return connection.scalar(text("select count(*) from events"))


def refused_and_then_done(do, database, command, actor):
    """The session is as it was; only the password is given in between."""
    before = events(database)
    with pytest.raises(PasswordNeeded):
        do(command, actor)
    assert events(database) == before

    do(ConfirmPassword(command_id=new_id(), password=PASSWORD), actor)
    do(command, actor)


def test_every_command_is_dangerous_or_has_its_reason():
    assert {kind.__name__ for kind in OF_PEOPLE} - {kind.__name__ for kind in DANGEROUS} == {
        *HARMLESS
    }


@pytest.mark.parametrize("kind", DANGEROUS)
def test_what_is_dangerous_takes_a_password_of_the_last_15_minutes(
    do, database, ann, appoint, later, kind
):
    command, actor = examples.command(kind, ann.user_id, do)
    if actor.is_system:
        actor = appoint("Ada", Role.ADMIN)
    later("16 minutes")

    refused_and_then_done(do, database, command, actor)


@pytest.mark.parametrize("kind", UPON_MANY)
def test_so_does_whatever_is_done_to_many_at_once(do, database, appoint, register, later, kind):
    admin, people = appoint("Ada", Role.ADMIN), [register(f"Ann {n}") for n in range(MANY + 1)]
    first, more = BEFORE.get(kind, (None, {}))
    if first:
        do(first(command_id=new_id(), user_ids=people, **more), SYSTEM)
    reason = {"reason": "Spam"} if kind is SuspendUsers else {}
    later("16 minutes")

    command = kind(command_id=new_id(), user_ids=people, **reason)

    refused_and_then_done(do, database, command, admin)


def test_a_few_are_suspended_without(do, database, appoint, register, later):
    moderator, people = appoint("Mo", Role.MODERATOR), [register(f"Ann {n}") for n in range(MANY)]
    later("16 minutes")

    do(SuspendUsers(command_id=new_id(), user_ids=people, reason="Spam"), moderator)


def test_what_was_done_is_answered_again_without(do, database, ann, appoint, later):
    command, _ = examples.command(DeactivateUser, ann.user_id, do)
    admin = appoint("Ada", Role.ADMIN)
    do(command, admin)
    before = events(database)
    later("16 minutes")

    do(command, admin)

    assert events(database) == before


def test_nobody_is_asked_for_it_only_to_be_refused(do, ann, appoint, later):
    admin = appoint("Ada", Role.ADMIN)
    later("16 minutes")

    with pytest.raises(NotFound):
        do(DeactivateUser(command_id=new_id(), user_ids=[ann.user_id, new_id()]), admin)


def test_a_password_of_another_browser_does_not_count(do, database, ann, later, here):
    command, _ = examples.command(DeactivateUser, ann.user_id, do)
    later("16 minutes")
    signed_in(do, "ann@example.org")

    with pytest.raises(PasswordNeeded):
        do(command, here)
