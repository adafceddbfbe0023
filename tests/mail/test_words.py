import re

import pytest

from app.config import settings
from app.mail import templates
from app.urls import routes
from commands.take_mail import TakenMail
from domain.ids import new_id
from domain.mail import LINKED, MailKind

TOKEN = "t" * 43
PAGES = {
    MailKind.VERIFY_EMAIL: routes.VERIFY,
    MailKind.RESET_PASSWORD: routes.RESET,
    MailKind.CONFIRM_OLD_EMAIL: routes.CONFIRM_EMAIL,
    MailKind.CONFIRM_NEW_EMAIL: routes.CONFIRM_EMAIL,
}


def taken(kind, new_email="{new}@example.net"):
    token = TOKEN if kind in LINKED else ""
    return TakenMail(new_id(), kind, "ann@example.org", new_email, token)


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_has_a_subject_and_says_what_to_do_if_it_was_somebody_else(kind):
    body = templates.body(taken(kind))

    assert templates.subject(taken(kind)).isascii()
    assert body.isascii()
    assert "If this was not you" in body
    assert not re.search(r"[{}!]", body.replace("{new}", ""))


@pytest.mark.parametrize("kind", MailKind)
def test_those_with_a_link_lead_to_its_page_with_the_token_behind_a_hash(kind):
    links = re.findall(r"^\S+#\S+$", templates.body(taken(kind)), re.MULTILINE)

    assert links == (
        [f"http://127.0.0.1:{settings.port}{PAGES[kind]}#{TOKEN}"] if kind in LINKED else []
    )


@pytest.mark.parametrize("kind", sorted(set(MailKind) - {MailKind.CONFIRM_OLD_EMAIL}))
def test_only_the_question_to_the_old_address_holds_what_somebody_typed(kind):
    assert "example.net" not in templates.body(taken(kind))


def test_the_question_to_the_old_address_names_the_new_one():
    assert "{new}@example.net" in templates.body(taken(MailKind.CONFIRM_OLD_EMAIL))


def test_links_lead_to_the_origin_of_the_settings(monkeypatch):
    monkeypatch.setattr(settings, "origin", "https://people.example.org")

    body = templates.body(taken(MailKind.RESET_PASSWORD))

    assert f"https://people.example.org/reset-password#{TOKEN}" in body
    assert "127.0.0.1" not in body
