"""What people do and what is done to them: follows in order, suspensions, days, history."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_2"
down_revision = "20261123_1"

INSTANT = sa.DateTime(timezone=True)
LAST_ACTIVITY = "coalesce(last_activity_at, '-infinity'::timestamptz)"
# Views cannot drift. They are all that the role of the queries sees of the write tables.
VIEWS = {
    "shown_posts": """
        select id, author_id, text, inserted_at as published_at,
            case when updated_at > inserted_at then updated_at end as edited_at
        from posts
    """,
    "followings": "select id, follower_id, followed_id, inserted_at as since from follows",
    "sign_ins": """
        select id, user_id, user_agent, created_at, expires_at, ended_at from logins
    """,
    "history": """
        select events.id, events.user_id, events.name, commands.name as command,
            commands.actor_id, commands.executed_at as happened_at, details.before, details.after
        from events
        join commands on commands.id = events.command_id
        left join event_details as details on details.event_id = events.id
    """,
    # Only who held a session learns from its token why it ended.
    "suspensions": """
        select logins.token_hash, users.suspension_reason as reason,
            users.suspended_until as until
        from logins join users on users.id = logins.user_id
        where users.status = 'suspended' and logins.expires_at > now()
    """,
}
FILL_DAYS = """
insert into daily_activity
select (executed_at at time zone 'UTC')::date,
    count(*) filter (where events.name = 'UserRegistered'),
    count(*) filter (where events.name = 'PostPublished'),
    count(*) filter (where events.name = 'SignedIn')
from events join commands on commands.id = events.command_id
where events.name in ('UserRegistered', 'PostPublished', 'SignedIn')
group by 1
"""


def upgrade() -> None:
    _add_suspensions()
    _order_follows()
    _create_days()
    _order_summaries()
    for name, query in VIEWS.items():
        op.execute(f"create view {name} as {query}")
        op.execute(f"grant select on {name} to rollcall_reader")


def _add_suspensions() -> None:
    for table in ("users", "user_summaries"):
        op.add_column(table, sa.Column("suspended_until", INSTANT))
        op.add_column(table, sa.Column("suspension_reason", sa.String()))
    op.create_check_constraint(
        "ck_users_suspension",
        "users",
        "status = 'suspended' or (suspended_until is null and suspension_reason is null)",
    )
    op.create_index(
        "ix_users_suspended_until",
        "users",
        ["suspended_until"],
        postgresql_where=sa.text("suspended_until is not null"),
    )
    op.create_index(
        "ix_users_admins",
        "users",
        ["id"],
        postgresql_where=sa.text("role = 'admin' and status = 'active'"),
    )


def _order_follows() -> None:
    """Ids in the order of following, so that lists of followers can be paged."""
    op.add_column("follows", sa.Column("id", sa.Uuid()))
    # Such a difference is in days, and elsewhere not every day has 24 hours.
    op.execute("set local timezone = 'UTC'")
    op.execute("update follows set id = uuidv7(inserted_at - clock_timestamp())")
    op.alter_column("follows", "id", nullable=False)
    op.create_index("uq_follows_id", "follows", ["id"], unique=True)
    op.drop_index("ix_follows_followed_id", "follows")
    op.create_index("ix_follows_followed_id", "follows", ["followed_id", "id"])
    op.create_index("ix_follows_follower_id", "follows", ["follower_id", "id"])
    op.create_index("ix_follows_inserted_at", "follows", ["inserted_at"])


def _create_days() -> None:
    op.create_table(
        "daily_activity",
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("sign_ups", "posts", "sign_ins")
        ),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "waiting_activity",
        sa.Column("event_id", sa.Uuid(), sa.ForeignKey("events.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.execute(FILL_DAYS)
    op.execute("grant select, insert, update on daily_activity to rollcall_writer")
    op.execute("grant select, insert, update, delete on waiting_activity to rollcall_writer")
    op.execute("grant select on daily_activity, waiting_activity to rollcall_reader")


def _order_summaries() -> None:
    """One index for each order of the administrators' list."""
    op.drop_index("ix_user_summaries_name", "user_summaries")
    op.create_index("ix_user_summaries_name", "user_summaries", [sa.text("fold(name)"), "id"])
    op.create_index("ix_user_summaries_follower_count", "user_summaries", ["follower_count", "id"])
    op.create_index(
        "ix_user_summaries_last_activity_at", "user_summaries", [sa.text(LAST_ACTIVITY), "id"]
    )


def downgrade() -> None:
    for name in VIEWS:
        op.execute(f"drop view {name}")
    for index in ("last_activity_at", "follower_count", "name"):
        op.drop_index(f"ix_user_summaries_{index}", "user_summaries")
    op.create_index("ix_user_summaries_name", "user_summaries", ["name", "id"])
    op.drop_table("waiting_activity")
    op.drop_table("daily_activity")
    for index in ("inserted_at", "follower_id", "followed_id"):
        op.drop_index(f"ix_follows_{index}", "follows")
    op.create_index("ix_follows_followed_id", "follows", ["followed_id"])
    op.drop_column("follows", "id")
    op.drop_index("ix_users_admins", "users")
    op.drop_index("ix_users_suspended_until", "users")
    op.drop_constraint("ck_users_suspension", "users")
    for table in ("users", "user_summaries"):
        op.drop_column(table, "suspension_reason")
        op.drop_column(table, "suspended_until")
