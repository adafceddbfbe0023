from datetime import UTC, datetime, timedelta

import pytest

from domain.access import GUEST, Actor, Role
from domain.errors import Forbidden
from domain.ids import new_id
from queries.browser import browser
from queries.list_sign_ins import LIMIT, ListSignIns, SignInRow

NOW = datetime.now(UTC)
MONTH = timedelta(30)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 (KHTML)"


def login(user_id, at=NOW, **fields):
    return {
        "id": new_id(at),
        "user_id": user_id,
        "token_hash": new_id().bytes,
        "user_agent": FIREFOX,
        "created_at": at,
        "last_used_at": at,
        "confirmed_at": at,
        "expires_at": at + MONTH,
        "ended_at": None,
        **fields,
    }


def test_the_actor_s_sign_ins_are_listed_with_the_newest_first(ask, ann, person, add):
    before, used = NOW - timedelta(1), NOW - timedelta(hours=1)
    old, new = (
        login(ann.user_id, before, last_used_at=used),
        login(ann.user_id, user_agent="curl/8"),
    )
    add("logins", old, new, login(person("Bob")))

    rows = ask(ListSignIns(), Actor(Role.MEMBER, ann.user_id, login_id=old["id"]))

    assert rows == (
        SignInRow(new["id"], "Unknown browser", NOW, NOW, NOW + MONTH, is_this=False),
        SignInRow(old["id"], "Firefox on Linux", before, used, before + MONTH, is_this=True),
    )


def test_what_has_ended_is_not_listed(ask, ann, add):
    expired = login(ann.user_id, NOW - MONTH - timedelta(seconds=1))
    add("logins", expired, login(ann.user_id, ended_at=NOW))

    assert ask(ListSignIns(), ann) == ()


@pytest.mark.parametrize(
    ("role", "rests"),
    [
        ("member", timedelta(7)),
        ("moderator", timedelta(hours=8)),
        ("auditor", timedelta(hours=8)),
        ("admin", timedelta(hours=8)),
    ],
)
def test_what_rested_too_long_is_not_listed(ask, person, add, role, rests):
    mo = Actor(Role.MEMBER, person("Mo", role=role))
    margin = timedelta(minutes=30)
    used = [NOW - rests + margin, NOW - rests - margin]
    logins = [login(mo.user_id, NOW - MONTH / 2, last_used_at=at) for at in used]
    add("logins", *logins)

    assert [row.id for row in ask(ListSignIns(), mo)] == [logins[0]["id"]]


def test_only_the_newest_are_listed_of_very_many(ask, ann, add):
    rows = [login(ann.user_id, NOW - timedelta(seconds=n)) for n in range(LIMIT + 1)]
    add("logins", *rows)

    assert [row.id for row in ask(ListSignIns(), ann)] == [row["id"] for row in rows[:LIMIT]]


@pytest.mark.parametrize("viewer", [GUEST, Actor(reads_as_guest=True)])
def test_guests_have_no_sign_ins(ask, viewer):
    with pytest.raises(Forbidden):
        ask(ListSignIns(), viewer)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/2010 Firefox/140.0",
         "Firefox on Windows"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
         "Firefox on Android"),
        (f"{IPHONE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome on Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/143.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME}", "Chrome on Android"),
        (f"Mozilla/5.0 (Linux; Android 10; HD1913) {CHROME} EdgA/143.0.0.0", "Edge on Android"),
        (f"{IPHONE} CriOS/143.0.0.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{IPHONE} Version/19.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI}", "Safari on macOS"),
        (f"Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) {SAFARI}", "Safari on iPad"),
        (f"Mozilla/5.0 (Haiku) {CHROME}", "Chrome"),
        ("curl/8.5.0", "Unknown browser"), ("Linux", "Unknown browser"), ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_short_words(user_agent, words):
    assert browser(user_agent) == words
