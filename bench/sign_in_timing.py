"""Whether the time of a refused sign-in tells anything about an account.

Tries for accounts in different states go through the HTTP route with the password hashes of
production, in random order, each from a network address of its own. Run it on a quiet machine,
with `.venv/bin/python -m bench.sign_in_timing 400`: the medians should differ by less than 5 ms.
"""

import asyncio
import random
import sys
import tempfile
import time
from ipaddress import IPv4Address
from itertools import count
from math import erfc, sqrt
from pathlib import Path
from statistics import median
from typing import Final

import httpx
from pydantic import SecretStr
from sqlalchemy import text

from app.config import settings
from app.http.frontend_build import Build
from app.http.middleware import Edge
from app.http.origin import Site
from app.http_routes import api
from commands.register_user import RegisterUser
from commands.throttle import BEYOND, FROM_STRANGERS
from commands.transaction import execute
from domain.access import SYSTEM
from domain.ids import new_id
from tests.database import Database, database_server
from tests.examples import PASSWORD

RIGHT, WRONG = PASSWORD, "another horse, not this one"
# What the account is like, and which password is tried.
CASES: Final = {
    "unknown": WRONG,
    "wrong": WRONG,
    "locked": RIGHT,
    "suspended": WRONG,
    "suspended, right password": RIGHT,
    "no password": WRONG,
}
TRIES_EACH: Final = 50  # strangers may try an account a hundred times a day
ORIGIN: Final = "http://localhost:8000"
_numbers = count()


def main(rounds: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        database_server(Path(folder)) as server,
        Database.cloned(server) as database,
    ):
        settings.database_url = database.url.render_as_string(hide_password=False)
        accounts = {case: _accounts(database, case, rounds // TRIES_EACH + 1) for case in CASES}
        times = asyncio.run(_measured(accounts, rounds))
    base = times["unknown"]
    print(f"{'':28}{'median':>10}{'more than unknown':>20}{'Mann-Whitney p':>16}")
    for case, seconds in times.items():
        middle, more = median(seconds) * 1000, (median(seconds) - median(base)) * 1000
        chance = f"{mann_whitney(seconds, base):>16.3f}" if seconds is not base else ""
        print(f"{case:28}{middle:>7.1f} ms{more:>17.2f} ms{chance}")


def _accounts(database: Database, case: str, number: int) -> list[str]:
    """The e-mail addresses of so many accounts in the state of this case."""
    emails = [f"{new_id().hex}@example.org" for _ in range(number)]
    if case == "unknown":
        return emails
    for email in emails:
        person = RegisterUser(
            command_id=new_id(), email=email, name="Ann", password=SecretStr(PASSWORD)
        )
        execute(person, SYSTEM, database.writing)
        key = {
            "email": email,
            "key": FROM_STRANGERS.key(email),
            "beyond": BEYOND.key(email),
        }
        with database.owner.begin() as connection:
            if change := _CHANGES.get(case):
                connection.execute(text(change), key)
    return emails


_CHANGES: Final = {
    "locked": "insert into tries values (:key, 1000, now()), (:beyond, 1000, now())",
    "suspended": "update users set status = 'suspended' where email = :email",
    "suspended, right password": "update users set status = 'suspended' where email = :email",
    "no password": "update users set password_hash = null where email = :email",
}


async def _measured(accounts: dict[str, list[str]], rounds: int) -> dict[str, list[float]]:
    edge = Edge(api, Site(None), Build(policy=""))
    times: dict[str, list[float]] = {case: [] for case in CASES}
    for number in range(-5, rounds):  # the first few only warm up
        for case in random.sample(list(CASES), len(CASES)):
            form = {"email": accounts[case][number // TRIES_EACH], "password": CASES[case]}
            seconds = await _seconds(edge, form)
            if number >= 0:
                times[case].append(seconds)
    return times


async def _seconds(edge: Edge, form: dict[str, str]) -> float:
    """How long it takes until this is refused."""
    address = IPv4Address("10.0.0.0") + next(_numbers)
    transport = httpx.ASGITransport(app=edge, client=(str(address), 1))
    headers = {"accept": "application/json", "origin": ORIGIN}
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
        start = time.perf_counter()
        answer = await client.post("/auth/sign-in", data=form)
        seconds = time.perf_counter() - start
    if answer.json()["code"] != "bad_credentials":
        raise RuntimeError(answer.text)
    return seconds


def mann_whitney(one: list[float], other: list[float]) -> float:
    """The probability of so great a difference when there is none, both sides together."""
    ranked = sorted((value, index) for index, value in enumerate([*one, *other]))
    ranks = sum(rank for rank, (_, index) in enumerate(ranked, 1) if index < len(one))
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return erfc(abs(z) / sqrt(2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
