from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from commands.change_role import ChangeRole
from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from commands.transaction import execute
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import (
    CommandReused,
    Forbidden,
    NotFound,
    StaleFields,
    StaleVersion,
    SummaryMissing,
)
from domain.ids import new_id
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers


def edit(actor, **changes):
    values = {"user_id": actor.user_id, "version": 1, "name": "Ann Lee", "bio": "Sails."}
    return UpdateProfile(**{"command_id": new_id()} | values | changes)


def test_the_new_name_is_shown_and_found_at_once(do, ask, ann):
    do(edit(ann), ann)

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.name, profile.bio, profile.version) == ("Ann Lee", "Sails.", 2)
    assert [row.name for row in ask(ListActiveUsers(search="LÉE")).rows] == ["Ann Lee"]


def test_nothing_but_name_bio_and_version_changes(do, ask, database, ann):
    before = ask(GetUser(user_id=ann.user_id))

    do(edit(ann), ann)

    after = ask(GetUser(user_id=ann.user_id))
    changed = {f for f in before.__slots__ if getattr(before, f) != getattr(after, f)}
    assert changed == {"name", "bio", "version", "refreshed_at"}


def test_the_history_keeps_before_and_after(do, database, ann):
    do(edit(ann), ann)

    with database.owner.connect() as connection:
        query = "select before, after from event_details join events on id = event_id"
        row = connection.execute(text(f"{query} where name = 'ProfileUpdated'")).one()
        assert row.before == {"name": "Ann", "bio": ""}
        assert row.after == {"name": "Ann Lee", "bio": "Sails."}


def named(actor, version, **changes):
    """An edit that names only what changed since `version` was read."""
    return UpdateProfile(command_id=new_id(), user_id=actor.user_id, version=version, **changes)


def test_who_changes_what_somebody_else_changed_is_told_what_is_there(do, ask, ann):
    do(edit(ann), ann)

    with pytest.raises(StaleFields) as refused:
        do(edit(ann, name="Late"), ann)
    assert refused.value.theirs == {"name": "Ann Lee"}
    assert ask(GetUser(user_id=ann.user_id)).name == "Ann Lee"


def test_what_only_one_side_changed_is_merged(do, ask, ann):
    do(named(ann, 1, name="Ann Lee"), ann)

    assert do(named(ann, 1, bio="Sails."), ann) == 3

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.name, profile.bio, profile.version) == ("Ann Lee", "Sails.", 3)


def test_who_changes_a_field_to_what_it_is_by_now_is_asked_nothing(do, ask, ann):
    do(named(ann, 1, name="Ann Lee"), ann)

    assert do(named(ann, 1, name=" Ann  Lee "), ann) == 2


def test_one_field_in_conflict_holds_back_the_others_too(do, ask, ann):
    do(named(ann, 1, name="Ann Lee"), ann)

    with pytest.raises(StaleFields) as refused:
        do(named(ann, 1, name="Late", bio="Sails."), ann)
    assert refused.value.theirs == {"name": "Ann Lee"}
    assert ask(GetUser(user_id=ann.user_id)).bio == ""


def test_a_field_that_was_changed_and_changed_back_was_changed(do, ann):
    do(named(ann, 1, name="Ann Lee"), ann)
    do(named(ann, 2, name="Ann"), ann)

    with pytest.raises(StaleFields):
        do(named(ann, 1, name="Late"), ann)


def test_what_moves_the_version_without_a_field_is_no_conflict(do, ask, ann):
    do(ChangeRole(command_id=new_id(), user_id=ann.user_id, role="auditor"), SYSTEM)
    do(SuspendUsers(command_id=new_id(), user_ids=[ann.user_id], reason="Spam"), SYSTEM)
    do(ReinstateUsers(command_id=new_id(), user_ids=[ann.user_id]), SYSTEM)

    assert do(edit(ann), ann) == 5


def test_an_edit_only_at_given_versions_is_refused_at_any_other(do, ask, ann):
    do(named(ann, None, bio="Sails."), ann)

    with pytest.raises(StaleVersion):
        do(edit(ann, version=None, only_at=(1, 3)), ann)
    assert do(edit(ann, version=None, only_at=(1, 2)), ann) == 3


def test_one_of_eight_simultaneous_edits_wins(database, ask, ann):
    start = Barrier(8)

    def save(n):
        start.wait()
        try:
            execute(edit(ann, name=f"Ann {n}"), ann, database.writing)
        except StaleFields:
            return None
        return f"Ann {n}"

    with ThreadPoolExecutor(8) as threads:
        [winner] = filter(None, threads.map(save, range(8)))

    assert ask(GetUser(user_id=ann.user_id)).name == winner


def test_a_repeated_edit_is_done_once(do, ask, ann):
    command = edit(ann)

    do(command, ann)
    do(command, ann)

    assert ask(GetUser(user_id=ann.user_id)).version == 2


def test_an_edit_without_a_change_moves_no_version(do, ask, ann):
    do(edit(ann, name="Ann", bio=""), ann)

    assert ask(GetUser(user_id=ann.user_id)).version == 1


@pytest.mark.parametrize("actor", [GUEST, Actor(Role.ADMIN, new_id()), Actor(Role.MEMBER)])
def test_nobody_edits_somebody_else(do, ann, actor):
    with pytest.raises(Forbidden):
        do(edit(ann), actor)


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_no_longer_active_edits_nothing(do, database, ann, status):
    with database.owner.begin() as connection:
        connection.execute(text(f"update users set status = '{status}'"))

    with pytest.raises(Forbidden):
        do(edit(ann), ann)


def test_a_command_id_that_somebody_else_used_is_refused(do, ann, register):
    command = edit(ann)
    do(command, ann)
    bob = Actor(Role.MEMBER, register("Bob"))

    with pytest.raises(CommandReused):
        do(edit(bob, command_id=command.command_id), bob)


def test_a_person_who_is_gone_is_not_found(do):
    nobody = Actor(Role.MEMBER, new_id())

    with pytest.raises(NotFound):
        do(edit(nobody), nobody)


def test_what_is_left_out_stays_as_it_is_by_then(do, ask, ann):
    do(edit(ann), ann)

    do(UpdateProfile(command_id=new_id(), user_id=ann.user_id, name="Annie"), ann)

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.name, profile.bio, profile.version) == ("Annie", "Sails.", 3)


def test_a_form_cannot_carry_more_than_the_profile(ann):
    with pytest.raises(ValidationError):
        edit(ann, status="inactive")


def test_a_missing_summary_fails_loudly_and_writes_nothing(do, database, ann):
    with database.owner.begin() as connection:
        connection.execute(text("delete from user_summaries"))

    with pytest.raises(SummaryMissing, match="rollcall projections rebuild"):
        do(edit(ann), ann)
    with database.owner.connect() as connection:
        assert connection.scalar(text("select name from users")) == "Ann"
