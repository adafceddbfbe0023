"""No row of a table lacks what it needs, or holds a status, role or kind that there is not."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
from sqlmodel import SQLModel

from domain.ids import new_id
from domain.mail import Mail
from domain.table_row import TableRow
from domain.user import User
from projections import maintenance  # noqa: F401 - it declares tables
from projections.user_summary import UserSummary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TABLES = {mapper.class_ for mapper in SQLModel._sa_registry.mappers}
SUMMARY = {
    "id": new_id(),
    "email": "ann@example.org",
    "name": "Ann",
    "bio": "",
    "status": "active",
    "role": "member",
    "version": 1,
    "created_at": NOW,
    "inserted_at": NOW,
    "refreshed_at": NOW,
}


@pytest.mark.parametrize("table", sorted(TABLES, key=lambda table: table.__name__))
def test_every_field_without_a_default_is_needed(table):
    assert issubclass(table, TableRow)
    needed = {name for name, field in table.model_fields.items() if field.is_required()}

    with pytest.raises(ValidationError) as refused:
        table()

    assert {error["loc"][0] for error in refused.value.errors()} == needed != set()


@pytest.mark.parametrize("name", sorted(SUMMARY.keys() - {"inserted_at", "refreshed_at"}))
def test_a_summary_lacks_nothing(name):
    assert UserSummary(**SUMMARY).model_dump().items() >= SUMMARY.items()
    with pytest.raises(ValidationError, match=name):
        UserSummary(**{key: value for key, value in SUMMARY.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "banned"), ("role", "root"), ("id", "me"), ("nickname", "Annie")],
)
def test_a_summary_with_a_wrong_field_is_refused(name, value):
    with pytest.raises(ValidationError, match=name) as refused:
        UserSummary(**SUMMARY | {name: value})

    assert value not in str(refused.value).replace("'suspended'", "")


def user():
    return User.new(email="ann@example.org", name="Ann", password_hash="x", now=NOW)


ASSIGNED = [
    (user, "status", "banned", "suspended"),
    (user, "status", "", "inactive"),
    (user, "role", "root", "admin"),
    (lambda: UserSummary(**SUMMARY), "status", "banned", "inactive"),
    (lambda: UserSummary(**SUMMARY), "role", None, "auditor"),
    (
        lambda: Mail(
            id=new_id(),
            user_id=new_id(),
            kind="verify_email",
            recipient="ann@example.org",
            created_at=NOW,
            due_at=NOW,
        ),
        "kind",
        "advertisement",
        "reset_password",
    ),
]


@pytest.mark.parametrize(("make", "name", "wrong", "right"), ASSIGNED)
def test_assigning_what_there_is_not_is_refused_and_changes_nothing(make, name, wrong, right):
    row = make()
    before = getattr(row, name)

    with pytest.raises(ValueError, match="is not a valid"):
        setattr(row, name, wrong)
    assert getattr(row, name) == before
    setattr(row, name, right)
    assert getattr(row, name) == right


def test_a_row_that_was_read_is_refused_a_status_too():
    stored = User.stored(user().model_dump())

    with pytest.raises(ValueError, match="is not a valid Status"):
        stored.status = "banned"
    assert stored.changes() == set()
