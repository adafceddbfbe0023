"""What the person at the terminal is told."""

import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.config import settings
from app.console import bench as console_bench
from app.console import database as console_database
from app.console import server
from app.console.places import PROGRAMS
from app.console.refusal import Refusal
from domain.access import Actor
from projections import daily_activity
from tests.console.conftest import Rollcall
from tests.database import ROOT, Database, alembic_config, migrate
from tests.product import AWAY, product_at

SENTENCE = re.compile(r"[A-Z][^\n]*\.\n")
UNWRITABLE = "/proc/rollcall"
UNREACHABLE = "postgresql://somebody:secret@127.0.0.1:1/people"


def typed(*arguments: str, database_url: str) -> subprocess.CompletedProcess[str]:
    """The installed program, as a shell runs it."""
    return subprocess.run(
        [PROGRAMS / "rollcall", *arguments],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_names_every_verb(rollcall: Rollcall) -> None:
    told = rollcall("--help").out

    verbs = ("run", "dev", "worker", "migrate", "demo", "create-admin", "backup", "restore")
    for verb in (*verbs, "bench", "projections"):
        assert re.search(rf"^  {verb}  +[A-Z].+\.$", told, re.MULTILINE), verb
    for verb in ("status", "verify", "rebuild"):
        assert f"  {verb} " in rollcall("projections", "--help").out


@pytest.mark.parametrize(
    ("word", "option"),
    [
        (("help",), ("--help",)),
        (("help", "demo"), ("demo", "--help")),
        (("projections", "help"), ("projections", "--help")),
        (("help", "projections", "verify"), ("projections", "verify", "--help")),
    ],
)
def test_help_is_a_word_too(
    rollcall: Rollcall, word: tuple[str, ...], option: tuple[str, ...]
) -> None:
    asked, told = rollcall(*word), rollcall(*option)

    assert (asked.code, asked.out) == (told.code, told.out) == (0, asked.out)
    assert asked.out.startswith("Usage: rollcall ")


def test_usage_names_what_people_type(rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLCALL_PROGRAM", "./run")

    assert rollcall("demo", "--help").out.startswith("Usage: ./run demo ")
    assert "export ROLLCALL_PROGRAM=./run\n" in (ROOT / "run").read_text()


def test_the_version_is_told(rollcall: Rollcall) -> None:
    assert re.fullmatch(r"Rollcall \d+\.\d+\.\d+\n", rollcall("--version").out)


def test_a_shell_completes_verbs(rollcall: Rollcall) -> None:
    assert "--install-completion" in rollcall("--help").out
    done = subprocess.run(
        [PROGRAMS / "rollcall"],
        env={
            **os.environ,
            "_ROLLCALL_COMPLETE": "complete_bash",
            "COMP_WORDS": "rollcall proj",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["projections"]


def test_the_bench_tells_its_own_parts() -> None:
    assert "Parts: search, lists," in typed("bench", "--help", database_url="").stdout


def test_there_is_no_bench_where_the_sources_are_not(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(console_bench, "ROOT", tmp_path)

    ended = rollcall("bench", "search")

    assert (ended.code, ended.err) == (
        1,
        "The bench is with the sources of Rollcall: run it there.\n",
    )


def test_a_busy_port_is_one_sentence(rollcall: Rollcall) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = rollcall("run", "--port", str(port))

    assert (done.code, done.out) == (1, "")
    assert done.err == f"Port {port} is in use: choose another one with --port.\n"


def test_an_address_of_another_machine_is_one_sentence(
    rollcall: Rollcall, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "host", "192.0.2.1")
    done = rollcall("run", "--port", str(port))

    assert (done.code, done.out) == (1, "")
    assert done.err == "Nothing can listen on 192.0.2.1: Cannot assign requested address.\n"


def test_a_port_of_the_system_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", forbidden)

    with pytest.raises(Refusal, match=r"^Port 80 is reserved"):
        server.require_free(80)


def test_a_folder_that_cannot_be_written_is_one_sentence(
    rollcall: Rollcall, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "database_url", "")
    monkeypatch.setenv("ROLLCALL_DATA", UNWRITABLE)
    done = rollcall("run", "--port", str(port))

    assert (done.code, done.out) == (1, "")
    assert SENTENCE.fullmatch(done.err)
    assert UNWRITABLE in done.err


def test_a_wrong_url_is_one_sentence_without_its_password() -> None:
    done = typed("run", database_url="mysql://somebody:secret@127.0.0.1/people")

    assert (done.returncode, done.stdout) == (1, "")
    assert SENTENCE.fullmatch(done.stderr)
    assert "must be the address of a PostgreSQL" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("url", [UNREACHABLE, AWAY])
def test_an_unreachable_database_is_one_sentence_without_its_password(
    rollcall: Rollcall, port: int, url: str
) -> None:
    with product_at(url):
        done = rollcall("run", "--port", str(port))

    assert (done.code, done.out) == (1, "")
    assert SENTENCE.fullmatch(done.err)
    assert "cannot be reached" in done.err
    assert "secret" not in done.err


@pytest.mark.usefixtures("product")
def test_an_old_database_is_one_sentence(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console_database, "OLDEST", 99)
    done = rollcall("migrate")

    assert done.code == 1
    assert SENTENCE.fullmatch(done.err)
    assert "is PostgreSQL 18; 99 is needed." in done.err


@pytest.mark.usefixtures("product")
def test_an_administrator_is_made_once(rollcall: Rollcall) -> None:
    ann = ("create-admin", "--email", "ann@example.org", "--name", "Ann")
    first, second = rollcall(*ann), rollcall(*ann)
    wrong = rollcall("create-admin", "--email", "ann", "--name", "Ann")

    assert first.code == 0
    assert re.fullmatch(r"Password of ann@example.org: \S{19}\n", first.out)
    for refused in (second, wrong):
        assert (refused.code, refused.out) == (1, "")
        assert SENTENCE.fullmatch(refused.err)


def test_without_a_terminal_it_is_said_how_an_administrator_is_made(
    rollcall: Rollcall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    for given in ((), ("--email", "ann@example.org"), ("--name", "Ann")):
        done = rollcall("create-admin", *given)
        assert (done.code, done.out) == (1, "")
        assert "create-admin --email ann@example.org --name Ann" in done.err
        assert SENTENCE.fullmatch(done.err)


@pytest.mark.usefixtures("product")
def test_migrate_says_what_it_did(rollcall: Rollcall, server: str) -> None:
    again = rollcall("migrate")
    with Database.cloned(server) as database:
        migrate(database.url, "20261124_7", down=True)
        with product_at(database.url.render_as_string(hide_password=False)):
            moved = rollcall("migrate")

    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert again.out == f"The database is up to date: revision {head}.\n"
    assert moved.out == f"The database went from 20261124_7 to {head}.\n"


AS_IT_IS = ["worker", "projections status", "projections verify", "projections rebuild"]


@pytest.mark.parametrize("verb", ["migrate", "demo", "create-admin", "run", *AS_IT_IS])
def test_a_database_of_a_newer_version_is_one_sentence(
    rollcall: Rollcall, server: str, port: int, verb: str
) -> None:
    options = {
        "create-admin": ("--email", "ann@example.org", "--name", "Ann"),
        "run": ("--port", str(port), "--no-demo"),
    }
    with Database.cloned(server) as database:
        with database.owner.begin() as connection:
            connection.execute(text("update alembic_version set version_num = '20991231_1'"))
        with product_at(database.url.render_as_string(hide_password=False)):
            done = rollcall(*verb.split(), *options.get(verb, ()))

    assert done.code == 1
    assert done.err.splitlines()[-1] == (
        "The database is of a newer version of Rollcall: revision 20991231_1 is not known here."
        " Install that version."
    )


@pytest.mark.parametrize("verb", AS_IT_IS)
@pytest.mark.parametrize("revision", ["20261124_7", "base"])
def test_what_does_not_migrate_says_who_does(
    rollcall: Rollcall, server: str, verb: str, revision: str
) -> None:
    with Database.cloned(server) as database:
        migrate(database.url, revision, down=True)
        with product_at(database.url.render_as_string(hide_password=False)):
            done = rollcall(*verb.split())

    assert (done.code, done.out) == (1, "")
    assert done.err == "The database is not of this version: run `rollcall migrate` first.\n"


@pytest.mark.usefixtures("product")
def test_programs_are_answered_in_json(rollcall: Rollcall, database: Database, ann: Actor) -> None:
    status = json.loads(rollcall("projections", "status", "--json").out)
    right = rollcall("projections", "verify", "--json")
    with database.owner.begin() as connection:
        connection.execute(text("update user_summaries set name = 'Wrong', post_count = 7"))
    wrong = rollcall("projections", "verify", "--json")
    written = json.loads(rollcall("projections", "rebuild", "--json").out)["written"]

    assert (status["rows"]["user_summaries"], status["waiting"]) == (1, 1)
    assert status["waiting_since"] is not None
    assert (right.code, json.loads(right.out)) == (0, {"differences": []})
    found = {"table": "user_summaries", "key": str(ann.user_id)}
    assert wrong.code == 1
    assert json.loads(wrong.out)["differences"] == [
        found | {"field": "name", "stored": "Wrong", "true": "Ann"},
        found | {"field": "post_count", "stored": 7, "true": 0},
    ]
    assert (written["user_summaries"], written["user_search"]) == (1, 0)


@pytest.mark.usefixtures("product")
def test_progress_is_for_a_terminal_only(rollcall: Rollcall) -> None:
    demo = rollcall("demo", "--people", "5", "--json")
    rebuilt = rollcall("projections", "rebuild")

    assert (json.loads(demo.out), demo.err) == ({"added": 5}, "")
    assert (rebuilt.code, rebuilt.err) == (0, "")


@pytest.mark.usefixtures("product")
def test_demo_people_are_for_an_empty_directory(rollcall: Rollcall) -> None:
    first, second = (rollcall("demo", "--people", "5") for _ in range(2))

    assert (first.code, first.out) == (0, "5 people were added.\n")
    assert second.code == 1
    assert "demo people are for an empty directory" in second.err


@pytest.mark.usefixtures("product")
def test_verify_names_every_wrong_row_and_field_and_rebuild_repairs_them(
    rollcall: Rollcall, database: Database, ann: Actor
) -> None:
    clean = rollcall("projections", "verify")
    with database.owner.begin() as connection:
        connection.execute(text("update user_summaries set name = 'Wrong', post_count = 7"))
        connection.execute(text("delete from user_search"))
        connection.execute(text("update user_statistics set total_posts = 9 where slot = 3"))
    wrong = typed(
        "projections",
        "verify",
        database_url=database.url.render_as_string(hide_password=False),
    )
    rebuilt = rollcall("projections", "rebuild")

    assert (clean.code, clean.out) == (0, "No differences.\n")
    assert (wrong.returncode, wrong.stdout.splitlines()) == (
        1,
        [
            f"user_summaries {ann.user_id} name: 'Wrong', should be 'Ann'",
            f"user_summaries {ann.user_id} post_count: 7, should be 0",
            f"user_search {ann.user_id} (row): 'missing', should be 'present'",
            "user_statistics 3 total_posts: 9, should be 0",
            "4 differences.",
        ],
    )
    assert rebuilt.code == 0
    assert rollcall("projections", "verify").out == "No differences.\n"
    assert re.search(r"^user_summaries +1$", rollcall("projections", "status").out, re.MULTILINE)


@pytest.mark.usefixtures("product")
def test_status_says_how_late_the_days_are(
    rollcall: Rollcall, database: Database, register: Callable[..., UUID]
) -> None:
    register("Ann")
    one = rollcall("projections", "status").out
    register("Bob")
    two = rollcall("projections", "status").out
    daily_activity.fold(database.writing)
    none = rollcall("projections", "status").out

    assert re.search(r"^1 event waits to be counted, for up to \d s\.$", one, re.MULTILINE)
    assert re.search(r"^2 events wait to be counted, for up to \d s\.$", two, re.MULTILINE)
    assert none.endswith("\nEverything is counted in its day.\n")
