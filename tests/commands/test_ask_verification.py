import pytest

from commands.ask_verification import AskVerification
from commands.verify_email import VerifyEmail
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import Forbidden, LinkExpired, TooMany
from domain.ids import new_id
from domain.mail import MailKind
from queries.list_mails import ListMails
from tests.facts import set_status
from tests.mails import link, sent, waiting


def ask_once(do, person):
    do(AskVerification(command_id=new_id()), person)


def test_who_asks_is_mailed(do, ask, ann):
    ask_once(do, ann)

    [mail] = ask(ListMails())
    assert (mail.user_id, mail.kind, mail.recipient) == (
        ann.user_id,
        "verify_email",
        "ann@example.org",
    )


def test_asking_again_ends_the_link_of_before(do, ann):
    ask_once(do, ann)
    first = link(do, MailKind.VERIFY_EMAIL)
    ask_once(do, ann)

    with pytest.raises(LinkExpired):
        do(VerifyEmail(command_id=new_id(), token=first))
    do(VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL)))


def test_a_mail_that_was_not_sent_yet_gives_way_to_the_next(do, ann, database):
    ask_once(do, ann)
    ask_once(do, ann)

    assert waiting(database) == [("verify_email", "ann@example.org")]


def test_sending_the_same_form_again_writes_one_mail(do, ann):
    command = AskVerification(command_id=new_id())

    do(command, ann)
    do(command, ann)

    assert len(sent(do)) == 1


def test_who_is_verified_already_gets_nothing(do, ann):
    ask_once(do, ann)
    do(VerifyEmail(command_id=new_id(), token=link(do, MailKind.VERIFY_EMAIL)))

    ask_once(do, ann)

    assert sent(do) == []


def test_the_sixth_mail_within_an_hour_is_refused(do, ann, register):
    for _ in range(5):
        ask_once(do, ann)

    with pytest.raises(TooMany):
        ask_once(do, ann)
    ask_once(do, Actor(Role.MEMBER, register("Ben")))


@pytest.mark.parametrize("actor", [GUEST, SYSTEM])
def test_nobody_has_no_address(do, actor):
    with pytest.raises(Forbidden):
        ask_once(do, actor)


def test_who_is_no_longer_active_is_refused(do, ann, database):
    set_status(database, ann.user_id, "inactive")

    with pytest.raises(Forbidden):
        ask_once(do, ann)
