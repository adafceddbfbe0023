"""What the documents say of the code is true."""

import re

import pytest
from typer.main import get_command

from app.config import Settings
from app.console.cli import cli
from tests.database import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_the_readme_names_every_verb_and_no_other():
    known = {
        f"{name} {below}".strip()
        for name, verb in get_command(cli).commands.items()
        for below in getattr(verb, "commands", [""])
    }
    named = set(re.findall(r"^\| `\./run ([a-z-]+(?: [a-z]+)?)` \|", README, re.MULTILINE))

    assert named | {"run"} == known


def test_the_readme_names_every_setting_and_no_other():
    known = {
        str(field.validation_alias or f"ROLLCALL_{name.upper()}")
        for name, field in Settings.model_fields.items()
    } | {"ROLLCALL_DATA"}

    assert set(re.findall(r"`((?:ROLLCALL|SMTP|[A-Z_]*DATABASE)_[A-Z_]+)`", README)) == known


def test_every_decision_is_listed():
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text()

    for page in (ROOT / "docs" / "decisions").glob("0*.md"):
        assert page.name in listed
        title = page.read_text().splitlines()[0].removeprefix("# ")
        assert f"[{title}]({page.name})" in listed
