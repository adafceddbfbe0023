"""Whatever anybody commands, in whatever order: a refusal that can be shown, or it is done."""

from contextlib import suppress
from dataclasses import fields
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import text

from commands.create_admin import CreateAdmin
from commands.register_user import RegisterUser
from commands.transaction import execute
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from tests import examples, facts
from tests.database import Database
from tests.hostile import corpus
from tests.hostile.storm import ADDRESSES, KINDS, PASSWORDS, VALUES, Storm

COMMANDS = {False: 2_000, True: 100_000}
# Any code point, halves of pairs too; what the corpus has; and what is no text at all.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)
NASTY = st.sampled_from([row.value for row in corpus.NAMES + corpus.EMAILS + corpus.MOMENTS])
NO_TEXT = st.sampled_from([*corpus.NO_TEXT.values(), b"\xff\x00", object(), -(2**63) - 1, 10**30])
HOSTILE = TEXTS | NASTY | NO_TEXT
ACTORS = st.sampled_from([None, GUEST, SYSTEM, *Role])


def test_every_field_of_every_command_is_in_the_storm() -> None:
    assert {field.name for kind in KINDS for field in fields(kind)} == set(VALUES)


def test_no_sequence_of_commands_ends_in_anything_but_an_answer(
    database: Database, pytestconfig: pytest.Config
) -> None:
    for number, email in enumerate(ADDRESSES[:8]):
        kind, actor = (CreateAdmin, SYSTEM) if number < 2 else (RegisterUser, GUEST)
        person = {"email": email, "name": f"Person {number}", "password": PASSWORDS[0]}
        execute(kind(command_id=new_id(), **person), actor, database.writing)
    storm = Storm(database, Random(4))  # the same storm each time

    storm.blow(COMMANDS[pytestconfig.getoption("long")])

    assert facts.differences(database) == []
    done = {name for name, outcome in storm.outcomes if outcome == "done"}
    assert done >= {"SuspendUsers", "FollowUser", "PublishPost", "SignIn", "UpdateProfile"}
    assert sum(storm.outcomes.values()) == COMMANDS[pytestconfig.getoption("long")]
    with database.owner.connect() as connection:
        admins = "select count(*) from users where role = 'admin' and status = 'active'"
        assert connection.scalar(text(admins))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_hostile_text_in_any_field_is_refused_or_carried_out(
    kind: type, database: Database
) -> None:
    def do(command: Any, actor: Actor = GUEST) -> Any:
        return execute(command, actor, database.writing)

    database.empty()
    ann = do(RegisterUser(command_id=new_id(), **examples.ANN))
    right, fitting = examples.command(kind, ann, do)
    values = {each.name: getattr(right, each.name) for each in fields(kind)}
    fields_ = {name: st.just(value) | HOSTILE for name, value in values.items()}

    @settings(max_examples=10)
    @given(sent=st.fixed_dictionaries(fields_), who=ACTORS, anew=st.booleans())
    def any_of_them(sent: dict[str, Any], who: Any, *, anew: bool) -> None:
        if anew and "command_id" in sent:
            sent["command_id"] = new_id()
        actor = fitting if who is None else Actor(who, ann) if isinstance(who, Role) else who
        with suppress(ValidationError, DomainError):
            do(kind(**sent), actor)

    any_of_them()
