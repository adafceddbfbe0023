import pytest
from starlette.responses import Response

from app.identity.cookies import TokenCookie

TOKEN = "aA0_-" * 8


def test_a_deployed_cookie_belongs_to_one_host_and_to_https() -> None:
    response = Response()

    TokenCookie(secure=True).give(response, TOKEN)

    header = response.headers["set-cookie"]
    assert header.startswith(f"__Host-rollcall={TOKEN}; ")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(header.split("; "))
    assert "Domain" not in header


def test_a_taken_cookie_keeps_its_flags_so_that_browsers_accept_it() -> None:
    response = Response()

    TokenCookie(secure=True).take(response)

    header = response.headers["set-cookie"]
    assert {"HttpOnly", "Secure", "Path=/", "Max-Age=0"} <= set(header.split("; "))


@pytest.mark.parametrize(
    "header", [f"rollcall={TOKEN}", f"a=b; rollcall={TOKEN}; =; c", f"\x00=1;rollcall={TOKEN}"]
)
def test_the_token_is_found_among_others(header: str) -> None:
    assert TokenCookie(secure=False).read(header) == TOKEN


@pytest.mark.parametrize(
    "header",
    [
        "",
        "rollcall=short",
        "rollcall=" + "a" * 500,
        f"__Host-rollcall={TOKEN}",
        f"Rollcall={TOKEN}",
        "rollcall='; drop table users --",
    ],
)
def test_anything_that_is_no_token_is_nothing(header: str) -> None:
    assert TokenCookie(secure=False).read(header) == ""


def test_a_local_cookie_is_not_taken_for_a_deployed_one() -> None:
    assert TokenCookie(secure=True).read(f"rollcall={TOKEN}") == ""
