from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import text

from commands.ask_email_change import AskEmailChange
from commands.ask_password_reset import AskPasswordReset
from commands.ask_verification import AskVerification
from commands.confirm_email import ConfirmEmail
from commands.reset_password import ResetPassword
from commands.transaction import execute
from commands.verify_email import VerifyEmail
from domain.access import GUEST
from domain.errors import EmailTaken, Forbidden, LinkExpired
from domain.ids import new_id
from domain.mail import MailKind
from queries.get_user import GetUser
from queries.list_active_users import ListActiveUsers
from tests.examples import signed_in
from tests.facts import differences, history, set_status
from tests.mails import age, link, sent, waiting

NEW = "ann@example.net"


@pytest.fixture
def session(do, ann):
    """Ann, who has just signed in and whose address is known to be hers."""
    do(AskVerification(command_id=new_id()), ann)
    do(VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL)))
    return replace(ann, login_id=signed_in(do, "ann@example.org"))


@pytest.fixture
def tokens(do, session):
    """Of the links to the new and to the old address."""
    do(AskEmailChange(command_id=new_id(), email=NEW), session)
    found = {kind: token for kind, _, token in sent(do)}
    return found[MailKind.CONFIRM_NEW_EMAIL], found[MailKind.CONFIRM_OLD_EMAIL]


def confirm(token):
    return ConfirmEmail(command_id=new_id(), token=token)


@pytest.mark.parametrize("order", [1, -1])
def test_the_second_confirmation_changes_the_address_everywhere(
    do, ask, ann, database, tokens, order
):
    first, second = tokens[::order]

    assert do(confirm(first)) is None
    assert ask(GetUser(user_id=ann.user_id)).email == "ann@example.org"
    assert do(confirm(second)) == ann.user_id

    profile = ask(GetUser(user_id=ann.user_id))
    assert (profile.email, profile.version) == (NEW, 2)
    assert [row.id for row in ask(ListActiveUsers(search=NEW)).rows] == [ann.user_id]
    *_, last = history(database, ann.user_id)
    assert last == ("EmailChanged", {"email": "ann@example.org"}, {"email": NEW})
    assert differences(database) == []


def test_the_address_of_before_is_told(do, database, tokens):
    for token in tokens:
        do(confirm(token))

    assert waiting(database) == [("email_changed", "ann@example.org")]


def test_sessions_go_on_and_the_new_address_signs_in(do, ann, tokens, sign_in, who):
    token = sign_in("Ann")
    for each in tokens:
        do(confirm(each))

    assert who(token).user_id == ann.user_id
    assert who(token).email_verified
    signed_in(do, NEW)


def test_both_at_once_change_it_once(do, database, ann, tokens):
    start = Barrier(2)

    def use(token):
        start.wait()
        return execute(confirm(token), GUEST, database.writing)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(use, tokens))

    assert sorted(answers, key=str) == sorted([None, ann.user_id], key=str)
    changes = [name for name, *_ in history(database, ann.user_id) if name == "EmailChanged"]
    assert changes == ["EmailChanged"]


def test_a_repeat_gets_the_first_answer(do, ann, tokens):
    half, whole = map(confirm, tokens)

    assert [do(half), do(half), do(whole), do(whole)] == [None, None, ann.user_id, ann.user_id]


def test_a_link_helps_once(do, tokens):
    do(confirm(tokens[0]))

    with pytest.raises(LinkExpired):
        do(confirm(tokens[0]))


def test_one_address_alone_never_changes_it(do, ask, ann, database, tokens):
    do(confirm(tokens[0]))
    age(database, "1 hour")

    with pytest.raises(LinkExpired):
        do(confirm(tokens[1]))
    assert ask(GetUser(user_id=ann.user_id)).email == "ann@example.org"


def test_who_was_faster_has_the_address_and_the_link_stays_as_it_was(do, tokens, register):
    register("Ben", NEW)
    do(confirm(tokens[1]))

    for _ in range(2):
        with pytest.raises(EmailTaken):
            do(confirm(tokens[0]))


def test_links_to_the_address_of_before_end(do, tokens):
    do(AskPasswordReset(command_id=new_id(), email="ann@example.org"))
    token = link(do, MailKind.RESET_PASSWORD)
    for each in tokens:
        do(confirm(each))

    with pytest.raises(LinkExpired):
        do(ResetPassword(command_id=new_id(), token=token, new_password="a new battery horse"))


def test_who_is_no_longer_active_changes_nothing(do, ann, database, tokens):
    set_status(database, ann.user_id, "suspended")

    with pytest.raises(Forbidden):
        do(confirm(tokens[0]))


@pytest.mark.parametrize("half", [False, True])
def test_the_account_page_shows_a_change_while_it_is_under_way(do, database, tokens, half):
    def under_way():
        with database.reading.connect() as connection:
            return connection.scalar(text("select new_email from account_settings"))

    first, second = tokens
    if half:
        do(confirm(first))
        assert under_way() == NEW
        do(confirm(second))
        assert under_way() is None
    else:
        assert under_way() == NEW
        age(database, "1 hour")
        assert under_way() is None
