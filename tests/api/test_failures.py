"""What nobody foresaw, and a database that is away."""

import pytest

from domain.errors import Uncertain
from domain.ids import new_id
from tests.api.conftest import Program
from tests.database import Database
from tests.examples import ANN, PASSWORD
from tests.product import AWAY, product_at, without


def test_an_unforeseen_failure_shows_a_reference_only(
    ann: Program, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with without("user_summaries", database):
        answers = [
            ann("GET", "/users"),
            ann("GET", f"/users/{ann.id}"),
            ann("PATCH", f"/users/{ann.id}", {"user": {"name": "Ann Lee"}}),
            ann("POST", "/users", {"user": ANN | {"email": "zoe@example.org"}}),
        ]

    assert len(caplog.records) == len(answers)
    for answer, record in zip(answers, caplog.records, strict=True):
        assert (answer.status_code, set(answer.json())) == (500, {"error", "code"})
        assert answer.json()["code"] == "unexpected"
        assert record.getMessage().split()[1].rstrip(":") in answer.json()["error"]
        assert "user_summaries" not in answer.text
        assert PASSWORD not in answer.text + caplog.text


def test_who_is_asking_stays_unknown_while_sessions_cannot_be_read(
    ann: Program, database: Database
) -> None:
    with without("identities", database):
        assert ann("GET", "/statistics").status_code == 500


def test_a_database_that_is_away_is_said_with_a_time_to_come_back(
    guest: Program, ann: Program
) -> None:
    with product_at(AWAY):
        answers = [
            ann("GET", "/users"),
            ann("POST", f"/users/{ann.id}/deactivate"),
            guest("POST", "/users", {"user": ANN}),
            guest("POST", "/users", {"user": ANN}, idempotency_key=str(new_id())),
        ]

    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["code"] == "unavailable"
    said = [answer.json()["error"] for answer in answers[2:]]
    assert said == [Uncertain.without_id, Uncertain.sentence]
    assert ["not done twice" in each for each in said] == [False, True]
