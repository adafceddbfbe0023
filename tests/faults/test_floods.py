"""Whatever strangers send by the thousand from one address, people sign in meanwhile."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from sqlalchemy import text

from app.identity.cookies import COOKIE
from commands.throttle import LINKS_USED, MAILS_ASKED, SIGN_UPS
from domain.ids import new_id
from tests.database import ROOT
from tests.examples import PASSWORD

CONNECTIONS = 55
FORM = "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
JSON = "Content-Type: application/json\r\n"
STRANGER = f"Cookie: {COOKIE.name}={'a' * 43}\r\n"
ONE = f"name=N&email=f#.{new_id().hex[-9:]}@example.org&password="
STRONG, WEAK = PASSWORD.replace(" ", "+"), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
NEW = {"email": f"j#.{new_id().hex[-9:]}@example.org", "name": "N", "password": WEAK}
TOKEN = "a" * 40 + "#"
FLOODS = {
    "sign-ups": ("/auth/sign-up", FORM, ONE + STRONG),
    "sign-ups with weak passwords": ("/auth/sign-up", FORM, ONE + WEAK),
    "sign-ups with long names": ("/auth/sign-up", FORM, ONE + STRONG + "&name=" + "a" * 60_000),
    "sign-ups of programs": ("/api/users", JSON, json.dumps({"user": NEW})),
    "resets": ("/auth/reset", FORM, f"token={TOKEN}&new_password={STRONG}"),
    "verifications": ("/auth/verify", FORM, f"token={TOKEN}"),
    "changes of address": ("/auth/confirm-email", FORM, f"token={TOKEN}"),
    "forgotten passwords": ("/auth/forgot", FORM, "email=nobody#@example.org"),
    "passwords to judge": ("/auth/strength", FORM, f"password={WEAK}#"),
    "confirmations": ("/auth/confirm", FORM + STRANGER, f"password={WEAK}"),
    "sign-outs": ("/auth/sign-out", FORM + STRANGER, ""),
}
# What is tried in a usual run.
SHORT = {("sign-ups", False), ("sign-ups with weak passwords", True)}
USED_UP = (
    "insert into tries values (:key, :times, now()) on conflict (key) do update set count = :times"
)


@contextmanager
def flooded(site: str, path: str, headers: str, body: str) -> Iterator[dict[str, int]]:
    """How often each status came, once the block is left."""
    arguments = (site, path, str(CONNECTIONS), headers, body)
    statuses: dict[str, int] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.flood", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as flood:
        assert flood.stdout
        assert flood.stdout.readline() == "begun\n"
        time.sleep(0.5)
        yield statuses
        told, _ = flood.communicate()
        statuses |= json.loads(told)


@pytest.fixture
def untried(stage):
    """Nobody has tried anything yet; returns what lets limits be used up."""

    def used_up(*limits):
        with stage.database.owner.begin() as connection:
            connection.execute(text("delete from tries"))
            for limit in limits:
                row = {"key": limit.key("127.0.0.1"), "times": limit.times}
                connection.execute(text(USED_UP), row)

    used_up()
    yield used_up
    used_up()


@pytest.mark.parametrize("over", [False, True], ids=["within the hour", "over its limit"])
@pytest.mark.parametrize("flood", FLOODS)
def test_people_sign_in_during_a_flood_of(
    stage, untried, times, figures_of, flood, over, pytestconfig
):
    """Each sign-in is answered; how soon is asked with `--long`, when nothing else runs."""
    is_long = pytestconfig.getoption("long")
    if not is_long and (flood, over) not in SHORT:
        pytest.skip("tried with --long")
    sign_in = signing_in(stage)
    calm = max(sign_in() for _ in range(3))
    if over:
        untried(SIGN_UPS, LINKS_USED, MAILS_ASKED)

    with flooded(stage.url, *FLOODS[flood]) as statuses:
        waits = [sign_in() for _ in range(times(4, 20))]

    figures_of(f"{flood}: {statuses}; signing in took {calm:.2f} s and then {max(waits):.2f} s")
    assert sum(statuses.values()) > (CONNECTIONS if is_long else 0)
    if is_long:
        assert max(waits) < max(1, 5 * calm)  # the machine may be busy with other things


def signing_in(stage):
    """Somebody signs in; returns the seconds that it takes."""
    form = {"email": stage.register("Ann"), "password": PASSWORD}
    headers = {"origin": stage.url, "accept": "application/json"}

    def sign_in() -> float:
        began = time.monotonic()
        answer = httpx.post(f"{stage.url}/auth/sign-in", data=form, headers=headers, timeout=10)
        assert answer.status_code == 200
        return time.monotonic() - began

    return sign_in
