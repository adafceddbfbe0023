"""Rules of security that the code itself shows, and that no request could."""

import ast
import importlib.util
import json
import re

import pytest
from argon2 import extract_parameters
from pydantic import SecretStr
from starlette.datastructures import MutableHeaders

import app.http.security_headers
import rxconfig
from app.http.frontend_build import Build
from app.identity.cookies import TokenCookie
from commands import passwords
from commands.sign_in import SignIn
from domain.errors import BadCredentials
from domain.login import token_hash
from tests.database import ROOT
from tests.requirements import FOLDER

PACKAGES = "app", "commands", "domain", "projections", "queries"
MODULES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
SCRIPTS = [*(ROOT / "assets").rglob("*.jsx"), *(ROOT / "app").rglob("*.js")]
# They would run, or build objects from, what somebody sent.
DANGEROUS = {"pickle", "marshal", "shelve", "yaml", "subprocess.getoutput", "dill"}
GUESSABLE = {"random"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def called(path):
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    for call in calls:
        yield getattr(call.func, "id", getattr(call.func, "attr", "")), call


def test_nothing_that_was_sent_is_run_or_made_into_objects():
    assert [path for path in MODULES if DANGEROUS & set(imported(path))] == []
    for path in MODULES:
        names = {name for name, call in called(path) if isinstance(call.func, ast.Name)}
        assert not names & {"eval", "exec", "compile"}, path


def test_the_states_of_tabs_are_kept_in_memory_only():
    assert str(rxconfig.config.state_manager_mode.value) == "memory"


def test_what_must_not_be_guessed_comes_from_the_system():
    guessing = [path for path in MODULES if GUESSABLE & set(imported(path))]

    assert [path for path in guessing if not path.name.startswith("demo")] == []
    assert [
        path for path in MODULES for name, _ in called(path) if name in {"uuid1", "uuid4"}
    ] == []


def test_no_text_is_ever_made_into_elements_or_scripts():
    for path in MODULES:
        names = {name for name, _ in called(path)}
        assert not names & {"html", "markdown", "call_script", "run_script"}, path
    for path in SCRIPTS:
        found = re.findall(
            r"dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
            r"|\beval\(|new Function",
            path.read_text(),
        )
        assert found == [], path


def test_statements_take_values_as_parameters():
    """A statement that is put together is made of names of ours: constants of its module."""
    for path in MODULES:
        for name, call in called(path):
            made = [arg for arg in call.args if isinstance(arg, ast.JoinedStr)]
            if name in {"text", "execute", "exec_driver_sql"} and made:
                parts = [n for n in ast.walk(made[0]) if isinstance(n, ast.FormattedValue)]
                names = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
                assert not names & {"self", "form", "request", "search", "fields"}, path


def test_passwords_are_hashed_as_owasp_asks():
    spec = importlib.util.spec_from_file_location("fresh", passwords.__file__)
    fresh = importlib.util.module_from_spec(spec)  # tests make the other one fast
    spec.loader.exec_module(fresh)

    stored = fresh.hash_password(SecretStr("vintage otter lamp 14"))

    made = extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert (made.memory_cost, made.time_cost, made.parallelism) >= (19_456, 2, 1)
    assert fresh.matches(SecretStr("vintage otter lamp 14"), stored)


def test_a_deployed_site_tells_browsers_to_stay_with_https(monkeypatch):
    for secure in (True, False):
        monkeypatch.setattr(app.http.security_headers, "COOKIE", TokenCookie(secure=secure))
        headers = MutableHeaders()
        app.http.security_headers.dress(headers, "/", 200, Build(policy=""))
        assert ("strict-transport-security" in headers) == secure


def test_a_new_directory_has_no_account(do, database):
    with database.owner.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from users").scalar() == 0
    for name in ("admin", "admin@example.org", "root", "rollcall", ""):
        for password in ("admin", "password", "rollcall", ""):
            with pytest.raises(BadCredentials):
                do(SignIn(email=name, password=password))


def test_tokens_of_sessions_have_256_random_bits(do, register):
    register("Ann")
    person = {"email": "ann@example.org", "password": "correct horse battery"}

    tokens = {do(SignIn(**person)) for _ in range(50)}

    assert len(tokens) == 50
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
    assert len({token_hash(token) for token in tokens}) == 50


def test_every_dependency_is_pinned_with_its_digest():
    pinned = list(FOLDER.iterdir())

    for block in re.split(r"\n(?=\w)", "\n".join(file.read_text().strip() for file in pinned)):
        requirement, *digests = block.split(" \\\n")
        assert re.match(r"[\w.-]+==[\w.]+( ; .+)?$", requirement)
        assert digests, requirement
        assert all(re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}", each) for each in digests)
    of_node = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())["packages"]
    assert all(each["integrity"] for path, each in of_node.items() if path)
    assert not any("resolved" in each for each in of_node.values())
