"""A server that follows another one is refused at the start: it answers what was true before."""

import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import URL, make_url

from app.config import settings
from app.console import local_postgres
from app.console.local_postgres import running
from tests.console.conftest import Rollcall
from tests.product import product_at


@pytest.fixture(scope="module")
def standby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The owner's URL of a copy of a server that is told to follow one."""
    folder = tmp_path_factory.mktemp("servers")
    with running(folder / "first", hasty=True) as first:
        pass
    subprocess.run(["cp", "-a", folder / "first", folder / "copy"], check=True)
    server = local_postgres._server(folder / "copy", hasty=True)
    (server.data / "standby.signal").touch()
    server.start()
    try:
        yield make_url(first).update_query_dict({"host": str(server.sockets)})
    finally:
        server.stop()


def test_it_is_a_standby(standby: URL) -> None:
    url = standby.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        assert connection.execute("select pg_is_in_recovery()").fetchone() == (True,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            connection.execute("create table mine (id int)")


@pytest.mark.parametrize("verb", [("migrate",), ("projections", "status"), ("worker",), ("run",)])
def test_the_owner_is_not_led_to_a_standby(
    standby: URL, rollcall: Rollcall, port: int, verb: tuple[str, ...]
) -> None:
    options = ("--port", str(port)) if verb == ("run",) else ()
    with product_at(standby.render_as_string(hide_password=False)):
        done = rollcall(*verb, *options)

    _is_refused(done, "DATABASE_URL")


@pytest.mark.parametrize("role", ["writer", "reader"])
@pytest.mark.parametrize("verb", [("migrate",), ("projections", "verify"), ("worker",), ("run",)])
@pytest.mark.usefixtures("product")
def test_no_role_is_led_to_a_standby(
    standby: URL,
    rollcall: Rollcall,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    verb: tuple[str, ...],
) -> None:
    url = standby.set(username=f"rollcall_{role}").render_as_string(hide_password=False)
    monkeypatch.setattr(settings, f"{role}_database_url", url)
    options = ("--port", str(port)) if verb == ("run",) else ()

    _is_refused(rollcall(*verb, *options), f"{role.upper()}_DATABASE_URL")


def _is_refused(done: object, name: str) -> None:
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"{name} leads to a standby (postgresql://rollcall_")
    assert done.err.endswith(": name the primary server in all addresses.\n")
    assert done.err.count("***") == 1
