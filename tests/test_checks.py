"""What columns may hold is kept by the database, in the words of the models."""

import pytest
from sqlalchemy import CheckConstraint, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from commands.deactivate_user import DeactivateUser
from commands.delete_post import DeletePost
from commands.publish_post import PublishPost
from domain.access import SYSTEM
from domain.errors import SummaryWrong
from domain.ids import new_id
from projections import maintenance
from tests.facts import differences

CHECKS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
where contype = 'c' and connamespace = cast(:schema as regnamespace)
"""
SPOILT = [
    ("user_summaries", "status = 'banned'"),
    ("user_summaries", "status = ''"),
    ("user_summaries", "role = 'root'"),
    ("user_summaries", "version = 0"),
    ("user_summaries", "post_count = -1"),
    ("user_summaries", "follower_count = -1"),
    ("user_summaries", "following_count = -1"),
    *(
        ("user_statistics", f"{column.name} = -1")
        for column in SQLModel.metadata.tables["user_statistics"].c
        if column.name != "slot"
    ),
    *(("daily_activity", f"{name} = -1") for name in ("sign_ups", "posts", "sign_ins")),
    ("waiting_activity", "name = 'SignedOut'"),
    ("users", "status = 'banned'"),
    ("users", "role = 'root'"),
    ("users", "version = 0"),
    ("users", "name = ''"),
    ("users", "email = ''"),
    ("users", "suspension_reason = 'Spam'"),
    ("posts", "text = ''"),
    ("follows", "followed_id = follower_id"),
    ("mails", "kind = 'advertisement'"),
    ("mails", "tries = -1"),
    ("tries", "count = -1"),
    ("refusals", "count = 0"),
    ("second_factors", "last_step = -1"),
]


@pytest.fixture
def rows(database):
    """At least one row in every table that is spoilt."""
    person = "(select id from users limit 1)"
    inserts = [
        "users (id, email, name, role, version) values (uuidv7(), 'a@b.c', 'A', 'member', 1)",
        "users (id, email, name, role, version) values (uuidv7(), 'b@b.c', 'B', 'member', 1)",
        f"posts values (uuidv7(), {person}, 'Hello', now(), now())",
        (
            "follows (id, follower_id, followed_id, inserted_at)"
            " select uuidv7(), a.id, b.id, now() from users a, users b where a.id < b.id"
        ),
        (
            "mails (id, user_id, kind, recipient, created_at, due_at, tries)"
            f" values (uuidv7(), {person}, 'verify_email', 'a@b.c', now(), now(), 0)"
        ),
        "tries values ('\\x00', 1, now())",
        "refusals (refused_at, subject, reason, count) values (now(), 'SignIn', 'forbidden', 1)",
        f"second_factors values ({person}, 'ABC', null, 0)",
        "commands (id, name, fingerprint, executed_at) values (uuidv7(), 'SignIn', '', now())",
        (
            "events (id, command_id, name, user_id)"
            f" select uuidv7(), id, 'SignedIn', {person} from commands"
        ),
        "waiting_activity select id, name, now() from events",
    ]
    with database.owner.begin() as connection:
        for insert in inserts:
            connection.execute(text(f"insert into {insert}"))
        maintenance.fill(connection)
        connection.execute(text("insert into daily_activity values ('2020-01-01', 0, 0, 0)"))


@pytest.mark.parametrize(("table", "change"), SPOILT)
def test_what_no_row_may_hold_is_refused(table, change, rows, database):
    with pytest.raises(IntegrityError, match=f"ck_{table}_"), database.owner.begin() as owner:
        owner.execute(text(f"update {table} set {change}"))


def test_every_check_of_a_model_is_tried():
    """One that is added needs a line above."""
    checks = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
        for column in table.c
        if column.name in str(constraint.sqltext)
    }
    tried = {(table, change.split()[0]) for table, change in SPOILT}

    assert {table for table, _ in checks} == {table for table, _ in tried}
    assert tried <= checks


def test_the_checks_of_the_models_are_those_of_the_migrations(database):
    """`alembic check` looks at no checks. The tables are made of the models once more, aside."""
    with database.owner.connect() as connection:
        migrated = connection.execute(text(CHECKS), {"schema": "public"}).all()
        connection.execute(text("create schema models"))
        aside = connection.execution_options(schema_translate_map={None: "models"})
        SQLModel.metadata.create_all(aside)
        modelled = connection.execute(text(CHECKS), {"schema": "models"}).all()
        connection.rollback()

    assert {(t, n, d) for t, n, d in migrated} == {
        (t.removeprefix("models."), n, d) for t, n, d in modelled
    }


def test_a_count_that_would_become_negative_stops_the_command(do, ann, database):
    post = do(PublishPost(command_id=new_id(), text="Hello"), ann)
    for spoilt in (
        "update user_summaries set post_count = 0",
        "update user_statistics set total_posts = 0",
    ):
        with database.owner.begin() as connection:
            connection.execute(text(spoilt))
        with pytest.raises(SummaryWrong, match="rollcall projections rebuild"):
            do(DeletePost(command_id=new_id(), post_id=post), ann)
        assert len(differences(database)) == 1
        maintenance.rebuild(database.owner)

    do(DeletePost(command_id=new_id(), post_id=post), ann)
    do(DeactivateUser(command_id=new_id(), user_ids=[ann.user_id]), SYSTEM)
    assert differences(database) == []
