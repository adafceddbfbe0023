"""What is prepared for operators names what there is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from app.config import Settings
from app.console.children import GRACE_SECONDS
from app.console.cli import cli
from app.http.health import ROUTES
from tests.database import ROOT

DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "rollcall.service").read_text()
EXAMPLE = (DEPLOY / "environment.example").read_text()
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OPERATING = (ROOT / "docs" / "operating.md").read_text()


def settings() -> dict[str, str]:
    """The variables of the example, also those that are commented out."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_every_setting_of_the_example_exists_and_together_they_are_valid(monkeypatch):
    known = {
        str(field.validation_alias or f"ROLLCALL_{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    for name, value in settings().items():
        monkeypatch.setenv(name, value)

    assert settings().keys() - {"DATABASE_PASSWORD"} <= known
    assert set(re.findall(r"\bROLLCALL_[A-Z_]+", DOCKERFILE + str(COMPOSE))) <= known
    assert Settings().env == "production"


def test_every_verb_that_is_named_exists():
    verbs = get_command(cli).commands
    named = re.findall(r"rollcall ([a-z-]+)", UNIT + str(COMPOSE))
    named += re.findall(r"^(?:.*exec rollcall |.*bin/)?rollcall ([a-z-]+)", OPERATING, re.MULTILINE)
    named.append(re.search(r'CMD \["rollcall", "(\w+)"\]', DOCKERFILE)[1])

    assert {"run", "create-admin", "backup", "restore", "projections"} <= set(named)
    assert set(named) <= verbs.keys()


def test_every_address_that_is_asked_exists():
    asked = set(re.findall(r"/health/\w+", DOCKERFILE + OPERATING))

    assert asked == {route.path for route in ROUTES}


def test_the_image_has_all_that_the_pages_are_built_of():
    kept = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (\w\S*) ", DOCKERFILE, re.MULTILINE)

    assert {"app", "assets", "reflex.lock", "rxconfig.py", "alembic"} <= set(kept)
    assert copied
    assert set(copied) <= set(kept)
    for name in kept:
        assert (ROOT / name).exists(), name


def test_whoever_supervises_gives_time_to_finish():
    stop = int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)[1])
    services = COMPOSE["services"]

    assert stop > GRACE_SECONDS
    assert int(services["rollcall"]["stop_grace_period"].removesuffix("s")) > GRACE_SECONDS
    assert "Restart=on-failure" in UNIT
    assert {service["restart"] for service in services.values()} == {"unless-stopped"}
    assert services["database"]["image"] == "postgres:18"
    assert services["database"].get("ports") is None
    assert services["rollcall"]["ports"] == ["127.0.0.1:8000:8000"]


def test_nothing_prepared_holds_a_password():
    for name, value in settings().items():
        assert "PASSWORD" not in name or value == ""
    for file in filter(Path.is_file, DEPLOY.rglob("*")):
        for secret in re.findall(r"://\w+:([^@\s]+)@", file.read_text()):
            assert re.match(r"change-me|password$|\$\{", secret), file


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_unit(tmp_path):
    # The programs of the example need not be installed here.
    unit = tmp_path / "rollcall.service"
    unit.write_text(UNIT.replace("/opt/rollcall/.venv/bin/rollcall", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
