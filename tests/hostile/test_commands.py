"""Straight to the commands, as if no page and no wall stood before them."""

from collections.abc import Callable
from datetime import UTC
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr, ValidationError

from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.suspend_users import SuspendUsers
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor
from domain.errors import BadCredentials
from domain.ids import new_id
from queries.find_users import FindUsers
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from tests.database import Database
from tests.examples import ANN
from tests.hostile import corpus
from tests.hostile.corpus import Row

_PLAIN = {"zero": 0, "negative": -1, "huge": 10**400, "truth": "yes", "fraction": 1.5}


def newcomer(**changes: Any) -> RegisterUser:
    return RegisterUser(command_id=new_id(), **ANN | {"email": "zoe@example.org"} | changes)


# By field: what the row of its table is called, its values, and the command about Ann.
WAYS: dict[str, tuple[str, list[Row], Callable[[UUID, Any], Any]]] = {
    "name": (
        "users.name",
        corpus.NAMES,
        lambda ann, value: UpdateProfile(command_id=new_id(), user_id=ann, name=value),
    ),
    "bio": (
        "users.bio",
        corpus.BIOS,
        lambda ann, value: UpdateProfile(command_id=new_id(), user_id=ann, bio=value),
    ),
    "text": (
        "posts.text",
        corpus.POSTS,
        lambda _, value: PublishPost(command_id=new_id(), text=value),
    ),
    "reason": (
        "users.suspension_reason",
        corpus.REASONS,
        lambda ann, value: SuspendUsers(command_id=new_id(), user_ids=[ann], reason=value),
    ),
    "until": (
        "users.suspended_until",
        corpus.MOMENTS,
        lambda ann, value: SuspendUsers(
            command_id=new_id(), user_ids=[ann], reason="Spam", until=value
        ),
    ),
    "email": ("users.email", corpus.EMAILS, lambda _, value: newcomer(email=value)),
}
ACTORS = {"reason": SYSTEM, "until": SYSTEM, "email": GUEST}


@pytest.mark.parametrize("field", WAYS)
def test_of_each_value_is_stored_what_is_documented_or_nothing_is_written(
    field: str,
    database: Database,
    register: Callable[..., UUID],
    do: Callable,
    written: Callable,
    last: Callable,
) -> None:
    path, rows, command = WAYS[field]
    found, wrong, ann = {}, {}, register("Ann") if field != "email" else new_id()
    for number, row in enumerate(rows):
        was_stored = number > 0 and rows[number - 1].stored is not None
        if field in ("reason", "until") and was_stored:  # nobody is suspended twice
            ann = register("Ann", email=f"{number}@example.org")
        elif field == "email":
            database.empty()
        before = written() if row.stored is None else None
        try:
            do(command(ann, row.value), ACTORS.get(field, Actor(user_id=ann, role="member")))
            found[row.kind] = last(path)
        except ValidationError as refused:
            found[row.kind] = None
            wrong[row.kind] = {error["loc"][0] for error in refused.errors()}
            assert written() == before

    if field == "until":
        found = {kind: at and at.astimezone(UTC).isoformat() for kind, at in found.items()}
    assert found == {row.kind: row.stored for row in rows}
    assert {kind: fields for kind, fields in wrong.items() if fields != {field}} == {}


def test_a_stored_name_is_found_and_shown_as_it_is(
    database: Database, register: Callable[..., UUID], do: Callable, ask: Callable
) -> None:
    shown, lists = {}, {}
    rows = [row for row in corpus.NAMES if row.stored]
    for row in rows:
        database.empty()
        ann = register(row.value, email="ann@example.org")
        shown[row.kind] = ask(GetUser(user_id=ann)).name
        start = row.stored[:60]
        lists[row.kind] = [
            [person.name for person in ask(kind(search=start)).rows]
            for kind in (ListActiveUsers, FindUsers)
        ]

    assert shown == {row.kind: row.stored for row in rows}
    assert lists == {row.kind: [[row.stored]] * 2 for row in rows}


def test_a_search_finds_only_what_has_these_very_characters(
    register: Callable[..., UUID], ask: Callable
) -> None:
    register("Ann")
    texts = corpus.SCRIPTS | corpus.STATEMENTS | {"long": "x" * 50_000, "quotes": "'" * 50_000}

    found = {kind: ask(ListActiveUsers(search=text)).total for kind, text in texts.items()}

    assert {kind: total for kind, total in found.items() if total} == {}
    for sign in "%_\\*?.^$":
        assert ask(FindUsers(search=sign)).total == (1 if sign == "." else 0)  # of the address


def test_what_cannot_be_searched_for_is_as_if_it_were_not_there(
    register: Callable[..., UUID], ask: Callable
) -> None:
    register("Ann")

    for hidden in ("\0", "\ud800", "\x1b", "\u0301", " \0 "):
        assert [row.name for row in ask(ListActiveUsers(search=f"ann{hidden}")).rows] == ["Ann"]


@pytest.mark.parametrize("name", ["page", "page_size"])
def test_a_number_of_a_list_stays_within_its_bounds(name: str, ask: Callable) -> None:
    for value in (*_PLAIN.values(), float("nan"), float("inf"), [1], {"a": 1}):
        with pytest.raises(ValidationError):
            ask(ListActiveUsers(**{name: value}))


def test_a_password_is_accepted_as_it_was_typed_and_in_no_other_way(
    database: Database, do: Callable
) -> None:
    found = {}
    for row in corpus.PASSWORDS:
        database.empty()
        try:
            email = "zoe@example.org"
            do(newcomer(password=row.value))
            found[row.kind] = bool(do(SignIn(email=email, password=row.stored)))
        except ValidationError:
            found[row.kind] = False

    assert found == {row.kind: row.stored is not None for row in corpus.PASSWORDS}


@pytest.mark.parametrize("pair", corpus.NOT_THE_SAME)
def test_a_password_that_is_nearly_right_is_wrong(pair: str, do: Callable) -> None:
    right, nearly = corpus.NOT_THE_SAME[pair]
    do(newcomer(password=right))

    with pytest.raises((BadCredentials, ValidationError)):
        do(SignIn(email="zoe@example.org", password=nearly))
    assert do(SignIn(email="zoe@example.org", password=right))


def test_look_alike_addresses_are_never_somebody_elses(do: Callable) -> None:
    do(newcomer(email="mike@example.org"))
    do(newcomer(email="sissi@example.org"))

    for address in (
        "mıke@example.org",
        "mi\u212ae@example.org",
        "ſiſſi@example.org",
        "SİSSİ@example.org",
    ):
        with pytest.raises(ValidationError):
            newcomer(email=address)
        with pytest.raises(BadCredentials):
            do(SignIn(email=address, password=ANN["password"]))
    assert do(SignIn(email="MIKE@Example.org", password=ANN["password"]))


def test_a_token_that_is_none_ends_no_session(
    do: Callable, register: Callable[..., UUID], written: Callable
) -> None:
    register("Ann")
    do(SignIn(email="ann@example.org", password=ANN["password"]))
    before = written()

    for token in corpus.TOKENS.values():
        do(SignOut(token=SecretStr(token)))

    assert written() == before


def test_what_no_form_has_is_refused_and_not_believed() -> None:
    for name, value in corpus.EXTRAS.items():
        if name in ("user_id", "version"):
            continue  # fields of their own, which the tests of this command are about
        with pytest.raises(ValidationError) as refused:
            UpdateProfile(command_id=new_id(), user_id=new_id(), name="Ann", **{name: value})
        assert refused.value.errors()[0]["loc"] == (name,)
