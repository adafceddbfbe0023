import pytest
from starlette.datastructures import Headers

from app.config import settings
from app.http.sign_in_redirect import instead
from app.identity.cookies import COOKIE

BROWSER = {"accept": "text/html,*/*"}
SIGNED_IN = BROWSER | {"cookie": f"{COOKIE.name}=some-token-of-a-session"}


def asked(path: str, headers: dict[str, str] = BROWSER, query: bytes = b"") -> str:
    return instead({"path": path, "query_string": query}, Headers(headers))


@pytest.mark.parametrize(
    ("path", "query", "to"),
    [
        ("/", b"", "/sign-in"),
        ("/", b"q=ann", "/sign-in?next=/%3Fq%3Dann"),
        ("/people/1", b"", "/sign-in?next=/people/1"),
        ("/statistics/", b"span=all", "/sign-in?next=/statistics/%3Fspan%3Dall"),
        ("/people//evil.example", b"", "/sign-in"),
    ],
)
def test_a_guest_who_asks_for_a_page_of_members_signs_in_first(
    path: str, query: bytes, to: str
) -> None:
    assert asked(path, query=query) == to


@pytest.mark.parametrize("path", ["/sign-in", "/sign-up", "/nowhere", "/assets/a.js", "/ping"])
def test_what_is_for_everybody_is_served(path: str) -> None:
    assert asked(path) == ""


def test_scripts_and_those_who_are_signed_in_get_what_they_ask_for() -> None:
    assert asked("/", {"accept": "*/*"}) == ""
    assert asked("/", SIGNED_IN) == ""


def test_where_guests_may_read_they_are_not_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "guests_may_read", True)

    assert asked("/") == ""
