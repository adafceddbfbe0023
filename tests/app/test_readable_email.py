"""E-mail addresses on pages: in the letters of their domains, unless these could deceive."""

import pytest
from pydantic import TypeAdapter

from app.identity.cookies import COOKIE
from app.identity.readable_email import shown_email
from app.pages.account.state import Account
from app.pages.admin_people.state import AdminPeople
from app.pages.admin_person.state import AdminPerson
from app.pages.outbox import Outbox
from app.pages.people.state import People
from app.pages.person.state import Person
from commands.ask_email_change import AskEmailChange
from commands.sign_in import SignIn
from domain.access import Actor, Role
from domain.ids import new_id
from domain.values import Email
from tests.app.conftest import give_role
from tests.examples import PASSWORD, signed_in

stored = TypeAdapter(Email).validate_python
WRITTEN, STORED = "kim@smörgås.example", "kim@xn--smrgs-pra0j.example"


@pytest.mark.parametrize(
    "written",
    [WRITTEN, "yuri@пример.рф", "ann@straße.org", "a@例子.测试", "a@日本語.jp", "a@한국.kr",
     "a@א.org", "a@δοκιμή.gr", "Ann.Lee@example.org", "a@ex-1.example", "a@sub.bücher.example"],
)  # fmt: skip
def test_a_domain_is_shown_in_its_letters(written):
    assert shown_email(stored(written)) == written


@pytest.mark.parametrize(
    "deceiving",
    ["ann@аррӏе.com", "ann@exаmple.org", "ann@ɑpple.com", "ann@googlе.com", "ann@ı.org", "a@οοο.gr",
     "a@日本a.jp"],
)  # fmt: skip
def test_a_domain_that_could_pass_for_another_stays_in_code(deceiving):
    address = stored(deceiving)

    assert shown_email(address) == address
    assert "xn--" in address


@pytest.mark.parametrize("address", ["a@xn--0.org", "a@xn--.org", "xn--a", ""])
def test_what_does_not_lead_back_stays_as_it_is(address):
    assert shown_email(address) == address


@pytest.fixture
def kim(register, do):
    """Kim, who has just signed in."""
    user_id = register("Kim", WRITTEN)
    return Actor(Role.MEMBER, user_id, login_id=signed_in(do, WRITTEN))


def test_pages_show_it_to_oneself(tab, kim, do):
    do(AskEmailChange(command_id=new_id(), email="kim@bücher.example"), kim)
    cookie = f"{COOKIE.name}={do(SignIn(email=WRITTEN, password=PASSWORD))}"

    settings = tab.sends(Account.load(), cookie, "/account").state(Account).settings
    assert (settings.email, settings.new_email) == (WRITTEN, "kim@bücher.example")


def test_pages_show_it_to_staff(tab, kim, eve, as_eve, do, database):
    give_role(eve, Role.ADMIN, database)
    do(AskEmailChange(command_id=new_id(), email="kim@bücher.example"), kim)

    for page, path in ((People, "/"), (AdminPeople, "/admin/people")):
        shown = tab.sends(page.load(), as_eve, path).state(page).shown
        assert WRITTEN in {row.email for row in shown.rows}
    for page, path in ((Person, "/people"), (AdminPerson, "/admin/people")):
        params = {"person_id": str(kim.user_id)}
        tab.sends(page.load(), as_eve, f"{path}/{kim.user_id}", params)
        assert tab.state(page).shown.email == WRITTEN
    mails = tab.sends(Outbox.load(), as_eve, "/admin/outbox").state(Outbox).shown
    assert "kim@bücher.example" in {mail.recipient for mail in mails}
