"""The rules of the house, each seen to fail on a planted violation."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import examples
from tests.commands.conftest import Exercise
from tests.database import ROOT

PACKAGES = "app", "commands", "queries", "projections", "domain"
# By the contract that forbids it: what is planted where.
PLANTED = {
    "layers": [
        ("domain", "projections"),
        ("projections", "commands.transaction"),
        ("commands", "queries.get_user"),
        ("queries", "commands.transaction"),
        ("commands", "app.config"),
    ],
    "queries": [
        ("queries", f"domain.{module}")
        for module in (
            *("user", "post", "follow", "journal", "login", "mail", "second_factor", "audit"),
            *("columns", "events", "people", "policy", "statements", "table_row"),
        )
    ],
    "reading": [
        ("queries", "projections"),
        ("queries", "projections.maintenance"),
        ("queries", "projections.comparison"),
    ],
    "projecting": [
        ("commands", "projections"),
        ("commands", "projections.user_summary"),
        ("commands", "projections.user_search"),
        ("commands", "projections.user_statistics"),
        ("commands", "projections.daily_activity"),
        ("commands", "projections.views"),
    ],
    "maintenance": [
        ("app/pages", "projections.maintenance"),
        ("app", "projections.repair"),
        ("commands", "projections.comparison"),
    ],
    "pages": [
        ("app/pages", "projections"),
        ("app/pages", "domain.user"),
        ("app/pages", "domain.mail"),
        ("app/forms", "domain.login"),
        ("app/api", "sqlalchemy"),
        ("app/components", "psycopg"),
        ("app/pages", "commands.transaction"),
        ("app/api", "queries.driver"),
        ("app/pages", "app.console.database"),
    ],
    "rooms": [
        ("app/runtime", "app.identity.cookies"),
        ("app/urls", "app.runtime.dispatch"),
        ("app/identity", "app.feedback.form_errors"),
        ("app/feedback", "app.http.problem"),
        ("app/http", "app.api.errors"),
        ("app/api", "app.forms.form_handler"),
        ("app/components", "app.pages.sign_in"),
        ("app/pages", "app.websocket.open_tabs"),
        ("app/websocket", "app.app"),
        ("app/worker", "app.console.cli"),
    ],
    "engines": [
        ("app/pages", "app.runtime.engines"),
        ("app/api", "app.runtime.engines"),
        ("app/forms", "app.runtime.engines"),
        ("app", "app.runtime.engines"),
    ],
    "core": [
        (package, module)
        for package in ("commands", "queries", "projections", "domain")
        for module in ("reflex", "starlette", "pydantic_settings")
    ],
    "domain": [("domain", module) for module in ("psycopg", "argon2", "alembic")],
}


def lint_imports(folder: Path) -> str:
    program = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout


def verdicts(told: str) -> dict[str, str]:
    pattern = r"^(.*) (KEPT|BROKEN)(?: \(.*\))?$"
    return dict(re.findall(pattern, told, re.MULTILINE))


def complaints(told: str, name: str) -> str:
    """What is told of one broken contract."""
    _, _, of_broken = told.partition("Broken contracts")
    parts = re.split(r"^(.+)\n-+\n", of_broken, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))[name]


def test_every_import_rule_holds_and_fails_on_each_planted_violation(tmp_path):
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = {contract["id"]: contract["name"] for contract in contracts["contracts"]}
    assert names.keys() == PLANTED.keys()
    assert verdicts(lint_imports(tmp_path)) == dict.fromkeys(names.values(), "KEPT")

    for contract, plants in PLANTED.items():
        for number, (folder, module) in enumerate(plants):
            planted = tmp_path / folder / f"planted_{contract}_{number}.py"
            planted.write_text(f"import {module}\n")
    told = lint_imports(tmp_path)

    assert verdicts(told) == dict.fromkeys(names.values(), "BROKEN")
    for contract, plants in PLANTED.items():
        complaint = complaints(told, names[contract])
        for number, (folder, module) in enumerate(plants):
            planted = f"{folder.replace('/', '.')}.planted_{contract}_{number}"
            assert f"{planted} -> {module} " in complaint, (contract, folder, module)


def imported(path: Path, package: str) -> set[str]:
    """What a module takes from a package by name; "*" for the package as a whole."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {"*" for alias in node.names if alias.name.split(".")[0] == package}
    return names


def test_the_transaction_knows_nothing_of_projections_but_how_to_project(tmp_path):
    assert imported(ROOT / "commands" / "transaction.py", "projections") == {"project"}
    (tmp_path / "planted.py").write_text("import projections\nfrom projections import views")
    assert imported(tmp_path / "planted.py", "projections") == {"*", "views"}


def test_alembic_is_the_library_and_not_our_folder():
    assert not (ROOT / "alembic" / "__init__.py").exists()


@pytest.mark.parametrize("kind", examples.all_commands())
def test_every_command_has_a_module_and_a_test_of_its_name(kind):
    words = re.findall("[A-Z][a-z]*", kind.__name__)
    name = "_".join(words).lower()

    assert kind.__module__ == f"commands.{name}"
    assert (ROOT / "tests" / "commands" / f"test_{name}.py").exists(), f"write test_{name}.py"


def test_a_command_that_its_test_does_not_exercise_is_noticed():
    assert Exercise("UpdateProfile").missing() == ["done", "seen", "refused"]
    assert Exercise("UpdateProfile", done=True, refused=True).missing() == ["seen"]
    assert Exercise("UpdateProfile", done=True, refused=True, seen=True).missing() == []


def calls(path: Path, name: str) -> list[int]:
    found = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [call.lineno for call in found if getattr(call.func, "attr", "") == name]


@pytest.mark.parametrize("package", ["commands", "queries", "projections", "domain"])
def test_only_one_place_opens_a_command_transaction(package):
    opening = {
        path.name
        for path in (ROOT / package).rglob("*.py")
        if calls(path, "begin") or calls(path, "commit") or calls(path, "connect")
    }

    assert opening <= {"transaction.py", "reading.py", "maintenance.py", "daily_activity.py"}
