"""What is installed is what pyproject.toml asks for, from files that name no download address."""

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.database import ROOT
from tests.requirements import FOLDER, pinned

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED = {
    "run": PROJECT["project"]["dependencies"],
    "build": PROJECT["build-system"]["requires"],
    **PROJECT["dependency-groups"],
}


def test_there_is_a_file_for_each_purpose_and_no_other() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_is_pinned(name: str) -> None:
    have = pinned("run") | pinned(name)
    for asked in map(Requirement, ASKED[name]):
        for line in have[canonicalize_name(asked.name)]:
            [exact] = line.specifier
            assert exact.version in asked.specifier, "run .ci/pin"


def test_files_that_are_installed_together_agree() -> None:
    of_run = {name: {str(line) for line in lines} for name, lines in pinned("run").items()}
    for other in set(ASKED) - {"run"}:
        for name, lines in pinned(other).items():
            assert {str(line.specifier) for line in lines} <= {
                str(Requirement(line).specifier) for line in of_run.get(name, map(str, lines))
            }


@pytest.mark.parametrize("name", ["run", "build", "dev"])
def test_what_is_pinned_is_installed(name: str) -> None:
    for package, lines in pinned(name).items():
        for line in lines:
            if not line.marker or line.marker.evaluate():
                assert f"=={installed(package)}" == str(line.specifier), package


def installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "nothing"


def test_no_file_says_where_to_get_anything() -> None:
    for file in FOLDER.iterdir():
        assert not re.search(r"://|--(extra-)?index-url|--find-links", file.read_text()), file


def test_nothing_that_is_documented_writes_another_lock() -> None:
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    texts = [ROOT / name for name in kept if name.endswith((".md", ".py", "run", "test", "file"))]
    for text in texts:
        if text.name != "test_requirements.py":
            assert not re.search(r"`?\buv (run|sync|lock)\b", text.read_text()), text
    assert not (ROOT / "uv.lock").exists()
