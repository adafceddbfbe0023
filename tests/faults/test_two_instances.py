"""Two instances on one database are one directory; and one of them stops without a loss."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from sqlalchemy import text

from app.identity.cookies import COOKIE
from domain.ids import new_id
from tests.console.processes import eventually
from tests.examples import PASSWORD
from tests.faults.invariants import violations
from tests.faults.load import load_on

SOMEBODY_WAITS = "select exists (select from pg_locks where not granted)"


@pytest.fixture(scope="module")
def second(_stage):
    with _stage.another() as second:
        yield second


def status(url, token, person):
    headers = {"cookie": f"{COOKIE.name}={token}"}
    return httpx.get(f"{url}/api/users/{person}", headers=headers).status_code


def test_a_load_on_both_leaves_no_difference(stage, second):
    load = load_on(stage, second.url)
    with load.running():
        time.sleep(1)

    assert violations(stage, load) == []
    assert all(any(sent.is_acknowledged for sent in each.sent) for each in load.editors)


def test_of_sign_ups_with_one_address_on_both_one_succeeds(stage, second, times):
    def sign_up(server, email, start):
        new = {"user": {"email": email, "name": "Twin", "password": PASSWORD}}
        start.wait()
        return httpx.post(f"{server.url}/api/users", json=new, timeout=30).status_code

    with ThreadPoolExecutor(10) as threads:
        for number in range(times(1, 20)):
            start, name = Barrier(10), f"twin{number}.{new_id().hex[-6:]}@example.org"
            servers, spellings = [stage.first, second] * 5, [name, name.upper()] * 5
            answers = list(threads.map(sign_up, servers, sorted(spellings), [start] * 10))
            with stage.database.owner.begin() as connection:
                count = "select count(*) from users where lower(email) = :email"
                assert connection.scalar(text(count), {"email": name}) == 1
                connection.execute(text("delete from tries"))
            assert answers.count(201) == 1
            assert set(answers) <= {201, 409, 422, 503}


def test_who_signs_out_at_one_is_signed_out_at_the_other(stage, second):
    email = stage.register("Ann")
    token, person = stage.token(email), stage.actor(email).user_id
    servers = (stage.first, second)
    assert [status(server.url, token, person) for server in servers] == [200, 200]

    headers = {"cookie": f"{COOKIE.name}={token}", "origin": second.url}
    assert httpx.post(f"{second.url}/auth/sign-out", headers=headers).status_code == 303
    signed_out = time.monotonic()

    assert [status(server.url, token, person) for server in servers] == [401, 401]
    assert time.monotonic() - signed_out < 1


def test_one_that_stops_answers_what_it_was_asked_and_ends_within_ten_seconds(stage, second):
    email = stage.register("Ann")
    person, token = stage.actor(email).user_id, stage.token(email)

    def save():
        headers = {"cookie": f"{COOKIE.name}={token}"}
        body = {"user": {"bio": "Written at the last moment."}}
        url = f"{second.url}/api/users/{person}"
        return httpx.patch(url, json=body, headers=headers, timeout=30).status_code

    with ThreadPoolExecutor(1) as threads:
        with stage.database.owner.begin() as connection:
            lock = text("select from users where id = :id for update")
            connection.execute(lock, {"id": person})
            saved = threads.submit(save)
            assert eventually(lambda: connection.scalar(text(SOMEBODY_WAITS)))
            stopped = time.monotonic()
            second.console.terminate()
            time.sleep(0.5)
        assert saved.result() == 200
        assert second.console.wait(20) == 0

    assert time.monotonic() - stopped < 10
    assert second.health("live") == 0
    assert stage.first.is_ready()
