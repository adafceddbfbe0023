"""Administrators see what was mailed; without a mail server, the mails themselves."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from commands.ask_password_reset import AskPasswordReset
from commands.settle_mail import Outcome, SettleMail
from commands.take_mail import TakeMail
from domain.access import GUEST
from domain.ids import new_id
from tests.e2e.test_every_page import SCREENS, check
from tests.mails import sent


@pytest.fixture
def admin(site) -> str:
    return site.register("Ada Admin", role="admin")


@pytest.fixture
def mailed(site) -> str:
    """The address of somebody new who is mailed a link."""
    sent(site.do)  # what others were mailed before does not wait any more
    email = site.register("Ann Forgetful")
    site.do(AskPasswordReset(command_id=new_id(), email=email), GUEST)
    return email


def row(page: Page, email: str):
    return page.get_by_role("listitem").filter(has_text=email)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_mail_says_what_became_of_it_and_shows_its_link(
    visit, site, admin, mailed, findings, screen
):
    page = visit("/admin/outbox", email=admin, **SCREENS[screen])
    mail = row(page, mailed)
    expect(mail).to_contain_text("Resets a password")
    expect(mail).to_contain_text(re.compile("Ann Forgetful.*Waits|Waits.*Ann Forgetful"))
    taken = site.do(TakeMail())
    body = f"Choose it here:\n\nhttp://127.0.0.1/reset-password#{taken.token}"
    site.do(SettleMail(mail_id=taken.id, outcome=Outcome.SENT, body=body))

    page.reload()
    expect(mail).to_contain_text("Shown here")
    mail.get_by_text("Show the mail").click()

    expect(mail.get_by_text(f"#{taken.token}")).to_be_visible()
    check(page, "Outbox", findings)


def test_a_name_without_a_place_to_break_leaves_the_row_readable(visit, site, admin):
    email = site.register("W" * 200)
    site.do(AskPasswordReset(command_id=new_id(), email=email), GUEST)
    page = visit("/admin/outbox", email=admin)

    expect(row(page, email).get_by_role("link")).to_have_text("W" * 40 + "…")


def test_a_mail_that_was_given_up_says_why(visit, site, admin, mailed):
    mail_id = site.do(TakeMail()).id
    refused = {"outcome": Outcome.GIVEN_UP, "error": "recipient refused 550"}
    site.do(SettleMail(mail_id=mail_id, **refused))

    page = visit("/admin/outbox", email=admin)

    expect(row(page, mailed)).to_contain_text("recipient refused 550")
    expect(row(page, mailed)).to_contain_text("Given up")
    expect(row(page, mailed)).to_contain_text("1 try")
    row(page, mailed).get_by_role("link", name="Ann Forgetful").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Forgetful")


def test_without_mails_it_says_what_will_appear(visit, site, admin, findings):
    with site.database.owner.begin() as connection:
        connection.execute(text("delete from mails"))

    page = visit("/admin/outbox", email=admin)

    expect(page.get_by_text("No mail yet")).to_be_visible()
    check(page, "Outbox", findings)


def test_who_is_no_administrator_does_not_find_the_page(visit, site):
    page = visit("/admin/outbox", email=site.register("Aud", role="auditor"))

    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    expect(page.get_by_role("link", name="Outbox")).to_have_count(0)
