from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from domain.mail import MailKind
from queries.list_mails import ListMails, MailRow

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def mail(add, ann):
    """Add a mail to Ann with these fields."""

    def mail(**fields):
        row = {"id": new_id(), "user_id": ann.user_id, "kind": "verify_email"}
        row |= {"recipient": "ann@example.org", "created_at": NOW, "due_at": NOW, "tries": 0}
        add("mails", row | fields)
        return (row | fields)["id"]

    return mail


def test_a_mail_says_who_what_to_when_and_what_became_of_it(ask, ann, mail):
    later = NOW + timedelta(seconds=30)
    mail_id = mail(tries=2, due_at=later, error="TimeoutError")

    assert ask(ListMails()) == (
        MailRow(
            id=mail_id,
            user_id=ann.user_id,
            name="Ann",
            kind="verify_email",
            recipient="ann@example.org",
            created_at=NOW,
            due_at=later,
            tries=2,
            sent_at=None,
            given_up_at=None,
            error="TimeoutError",
            body=None,
        ),
    )


def test_the_newest_comes_first_and_a_hundred_at_most(ask, mail):
    ids = [mail() for _ in range(101)]

    assert [row.id for row in ask(ListMails())] == ids[:0:-1]


@pytest.mark.parametrize(
    ("fields", "is_shown"),
    [
        ({}, True),
        ({"expires_at": NOW + timedelta(hours=1)}, True),
        ({"expires_at": NOW - timedelta(seconds=1)}, False),
        ({"expires_at": NOW + timedelta(hours=1), "used_at": NOW}, False),
    ],
)
def test_a_body_is_there_while_its_link_works(ask, mail, fields, is_shown):
    mail(sent_at=NOW, body="Follow the link", **fields)

    [row] = ask(ListMails())
    assert row.body == ("Follow the link" if is_shown else None)


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_of_mail_can_be_kept(ask, mail, kind):
    mail(kind=kind)

    assert ask(ListMails())[0].kind == kind


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.MODERATOR, Role.AUDITOR])
def test_only_administrators_see_mails(ask, role):
    with pytest.raises(Forbidden):
        ask(ListMails(), Actor(role, new_id()) if role else GUEST)
