"""What the environment may say, and how it is told what is wrong."""

import pytest

from app.config import Settings, read
from tests.console.conftest import Rollcall

MEANT_FOR_US = ("DATABASE_URL", "WRITER_DATABASE_URL", "READER_DATABASE_URL")


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*MEANT_FOR_US, *(f"ROLLCALL_{name.upper()}" for name in Settings.model_fields)):
        monkeypatch.delenv(name, raising=False)


def test_nothing_needs_to_be_set():
    settings = read()

    assert (settings.database_url, settings.writer_url, settings.port) == ("", "", 8000)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_roles_use_the_owners_database(scheme: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", f"{scheme}://owner:p%40ss@host:5433/people?sslmode=require")
    settings = read()

    rest = "p%40ss@host:5433/people?sslmode=require"
    assert settings.database_url == f"postgresql+psycopg://owner:{rest}"
    assert settings.writer_url == f"postgresql+psycopg://rollcall_writer:{rest}"
    assert settings.reader_url == f"postgresql+psycopg://rollcall_reader:{rest}"


def test_a_role_may_have_an_address_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner@host/people")
    monkeypatch.setenv("READER_DATABASE_URL", "postgresql://reader@replica/people")

    assert read().reader_url == "postgresql+psycopg://reader@replica/people"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "people"),
        ("DATABASE_URL", "mysql://owner:secret@host/people"),
        ("DATABASE_URL", "postgresql://owner:secret@host"),
        ("READER_DATABASE_URL", "postgresql://owner:secret@host:port/people"),
        ("ROLLCALL_PORT", "99999"),
        ("ROLLCALL_ENV", "staging"),
        ("ROLLCALL_ENV", "production"),
        ("ROLLCALL_ORIGIN", "people.example.org"),
        ("ROLLCALL_ORIGIN", "https://example.org/people"),
        ("ROLLCALL_GUESTS_MAY_READ", "perhaps"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_it(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(variable, value)

    with pytest.raises(SystemExit) as ended:
        read()

    sentence = str(ended.value)
    assert sentence.startswith(variable)
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_production_is_reached_by_https_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROLLCALL_ENV", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql://owner@host/people")
    monkeypatch.setenv("ROLLCALL_ORIGIN", "http://people.example.org")

    with pytest.raises(SystemExit, match="https"):
        read()

    monkeypatch.setenv("ROLLCALL_ORIGIN", "https://people.example.org/")
    assert read().origin == "https://people.example.org"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ROLLCALL_GUEST_MAY_READ", "ROLLCALL_GUESTS_MAY_READ"),
        ("ROLLCALL_SIGNUP", "ROLLCALL_SIGN_UP"),
        ("ROLLCALL_ADMINS_NEED_2ND_FACTOR", "ROLLCALL_ADMINS_NEED_SECOND_FACTOR"),
        ("ROLLCALL_ORGIN", "ROLLCALL_ORIGIN"),
        ("ROLLCALL_DATE", "ROLLCALL_DATA"),
        ("rollcall_prot", "ROLLCALL_PORT"),
    ],
)
def test_a_setting_that_is_typed_wrong_is_refused_with_the_likeliest_name(
    typed: str, meant: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(typed, "true")

    with pytest.raises(SystemExit) as ended:
        read()

    assert str(ended.value) == f"{typed.upper()} is not a setting: did you mean {meant}?"


def test_what_is_like_no_setting_is_only_told(monkeypatch: pytest.MonkeyPatch, rollcall: Rollcall):
    monkeypatch.setenv("ROLLCALL_XYZZY", "1")
    monkeypatch.setenv("ROLLCALL_DATA", "/data")

    assert read().port == 8000
    done = rollcall("--version")
    assert (done.code, done.err) == (0, "ROLLCALL_XYZZY is not a setting, and changes nothing.\n")
