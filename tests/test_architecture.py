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
PLANTED = {
    "commands/planted.py": "import queries.get_user",  # layers
    "queries/planted.py": "import domain.user",  # summaries
    "app/pages/planted.py": "import projections",  # pages
    "projections/planted.py": "import reflex",  # core
    "domain/planted.py": "import psycopg",  # domain
}


def lint_imports(folder: Path) -> str:
    program = "from importlinter.cli import lint_imports_command as main; main()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout


def test_every_import_rule_holds_and_fails_on_a_planted_violation(tmp_path):
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    names = {contract["name"] for contract in contracts["contracts"]}

    def verdicts():
        return dict(re.findall(r"^(.*) (KEPT|BROKEN)$", lint_imports(tmp_path), re.MULTILINE))

    assert verdicts() == dict.fromkeys(names, "KEPT")
    for path, line in PLANTED.items():
        (tmp_path / path).write_text(line + "\n")
    assert verdicts() == dict.fromkeys(names, "BROKEN")


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
