"""Whoever watches over the product learns whether it can serve."""

from collections.abc import Callable

import pytest
from httpx import Response

from app.http import health
from app.http_routes import api
from tests.app.conftest import client_of
from tests.database import Database
from tests.product import AWAY, product_at, read_only, without


@pytest.fixture(autouse=True)
def fresh(product: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_writing", health.Writing())


@pytest.fixture
def get() -> Callable[[str], Response]:
    visit = client_of(api)
    return lambda which: visit("GET", f"/health/{which}")


def test_a_database_of_another_version_is_not_ready(
    database: Database, get: Callable[[str], Response]
) -> None:
    assert get("ready").status_code == 200
    with without("identities", database):
        assert get("ready").status_code == 503
        assert get("live").status_code == 200


def test_one_that_is_away_is_not_ready(get: Callable[[str], Response]) -> None:
    with product_at(AWAY):
        answer = get("ready")

    assert (answer.status_code, answer.json()) == (503, {"error": "The database cannot be used."})


def test_one_that_cannot_be_written_is_not_ready_and_says_why(
    database: Database, get: Callable[[str], Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "TRIED_EVERY", 0.0)
    with read_only(database):
        answer = get("ready")
        assert answer.status_code == 503
        assert "read-only" in answer.json()["error"]

    assert get("ready").status_code == 200


def test_writing_is_tried_once_however_many_ask(
    database: Database, get: Callable[[str], Response]
) -> None:
    assert get("ready").status_code == 200

    with read_only(database):
        assert [get("ready").status_code for _ in range(3)] == [200] * 3
