import pytest

from app.config import settings
from app.identity.session_state import SiteFacts, site_facts, viewer
from domain.access import GUEST, Actor, Role
from domain.ids import new_id

MAIL_SERVER = "smtp://localhost"


@pytest.mark.parametrize(
    ("sign_up", "facts"),
    [
        ("open", SiteFacts("open")),
        ("closed", SiteFacts("closed")),
        ("example.org,a.example", SiteFacts("domains", "a.example or example.org")),
    ],
)
def test_a_page_knows_who_may_sign_up(
    monkeypatch: pytest.MonkeyPatch, sign_up: str, facts: SiteFacts
) -> None:
    monkeypatch.setattr(settings, "sign_up", sign_up)

    assert site_facts() == facts


@pytest.mark.parametrize(("mail_server", "must"), [("", False), (MAIL_SERVER, True)])
def test_an_address_is_to_be_confirmed_where_mail_is_configured(
    monkeypatch: pytest.MonkeyPatch, mail_server: str, must: bool
) -> None:
    monkeypatch.setattr(settings, "smtp_url", mail_server)

    assert viewer(Actor(Role.MEMBER, new_id(), email_verified=False)).must_verify == must
    assert site_facts().sends_mail == must


def test_nobody_is_asked_to_confirm_what_is_confirmed_or_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "smtp_url", MAIL_SERVER)

    for person in (GUEST, Actor(Role.MEMBER, new_id(), email_verified=True)):
        assert not viewer(person).must_verify
