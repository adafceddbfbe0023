"""Whatever is changed by hand in a summary, `verify` names it and `rebuild` repairs it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Column, Date, DateTime, Integer, Uuid, text

from domain.access import Role
from domain.values import Status
from projections import daily_activity, maintenance
from tests.facts import differences

COLUMNS = [
    (projection.TABLE.name, column.name)
    for projection in maintenance.ALL
    for column in projection.TABLE.c
]


def another(column: Column):
    """A value that the column may hold, and that is not true of anybody in these tests."""
    closed = {"status": Status.SUSPENDED.value, "role": Role.AUDITOR.value}
    if column.name in closed:
        return closed[column.name]
    if isinstance(column.type, DateTime):
        return datetime(2001, 2, 3, tzinfo=UTC)
    if isinstance(column.type, Date):
        return date(2001, 2, 3)
    return 77 if isinstance(column.type, Integer) else "spoilt"


@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_verify_names_every_column_and_rebuild_repairs_it(table, name, database, register):
    register("Ann"), register("Bob")
    daily_activity.fold(database.writing)
    [column] = [
        projection.TABLE.c[name] for projection in maintenance.ALL if projection.TABLE.name == table
    ]
    [key] = column.table.primary_key.columns
    one = f"(select {key.name} from {table} order by {key.name} limit 1)"
    with database.owner.begin() as connection:
        if isinstance(key.type, Uuid) and column is key:
            connection.execute(text(f"delete from {table} where {key.name} = {one}"))
        else:
            change = text(f"update {table} set {name} = :value where {key.name} = {one}")
            connection.execute(change, {"value": another(column)})

    found = differences(database)
    assert {each.table for each in found} == {table}
    assert {each.field for each in found} == {"(row)" if column is key else name}
    assert maintenance.rebuild(database.owner)[table] == len(found)
    assert differences(database) == []


def test_a_summary_of_the_future_is_named(database, ann):
    with database.owner.begin() as connection:
        later = "update user_summaries set refreshed_at = now() + interval '1 hour'"
        connection.execute(text(later))

    [found] = differences(database)

    assert (found.key, found.field) == (str(ann.user_id), "refreshed_at")
    maintenance.rebuild(database.owner)
    assert differences(database) == []
