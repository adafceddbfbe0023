import pytest

from app.urls.safe_redirect import local, sign_in_address


def test_a_path_of_ours_is_local() -> None:
    for address in (
        "/",
        "/people/",
        "/people/1?q=a//b&x=%5C",
        "/?q=1",
        "/a#b",
        "/.well-known",
        "/ä",
    ):
        assert local(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "people",
        "//evil.example",
        "/\\evil.example",
        "/a\\b",
        "/..//evil.example",
        "/a/../b",
        "/a//b",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a b",
        "/a\r\nb",
        "/a\x00",
        "/a\ud800",
        "/" + "a" * 2000,
        "/sign-in",
        "/sign-up?x",
        "/auth/sign-out",
    ],
)
def test_anything_else_is_not(address: str) -> None:
    assert local(address) is None
    assert sign_in_address(address) == "/sign-in"
