"""People: the write tables, the journal, the read tables, and who may touch what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261123_1"
down_revision = None

# Case folding and accents: Unicode's own, by PostgreSQL's core. NFKD takes letters and accents
# apart, the Latin, Greek and Cyrillic accents (U+0300 to U+036F) are dropped, NFC puts the marks
# of other scripts, which carry meaning, back on their letters.
FOLD = r"""
create function fold(value text) returns text
language sql immutable strict parallel safe as $$
    select normalize(
        casefold(
            regexp_replace(
                normalize(casefold(value collate "pg_unicode_fast"), NFKD),
                '[\u0300-\u036f]', '', 'g'
            ) collate "pg_unicode_fast"
        ),
        NFC
    )
$$
"""
# All 1-, 2- and 3-character fragments of both texts: what a search of any length can start from.
FRAGMENTS = """
create function fragments(name text, email text) returns text[]
language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct substr(line, start, size)), '{}')
    from unnest(array[name, email]) as line,
        generate_series(1, 3) as size,
        generate_series(1, length(line) - size + 1) as start
$$
"""
SLOT = """
create function statistics_slot(id uuid) returns integer
language sql immutable strict parallel safe as $$
    select get_byte(uuid_send(id), 15) % 32
$$
"""
IDENTITIES = """
create view identities as
select logins.token_hash, logins.id as login_id, users.id as user_id, users.name, users.role,
    logins.expires_at
from logins join users on users.id = logins.user_id
where logins.ended_at is null and users.status = 'active'
"""
READ_TABLES = "user_summaries, user_search, user_statistics"
GRANTS = (
    "grant usage on schema public to rollcall_writer, rollcall_reader",
    "grant select, insert, update on users, logins to rollcall_writer",
    "grant select, insert, update (answer) on commands to rollcall_writer",
    "grant select, insert, update, delete on posts, follows to rollcall_writer",
    "grant select, insert on events, event_details to rollcall_writer",
    f"grant select, insert, update on {READ_TABLES} to rollcall_writer",
    f"grant select on {READ_TABLES}, identities to rollcall_reader",
)


def _instant(name: str, *, nullable: bool = False, **options: object) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, **options)


def _id(name: str, *more: object, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), *more, nullable=nullable)


def _person(name: str) -> sa.Column:
    return _id(name, sa.ForeignKey("users.id", ondelete="CASCADE"))


def _text(name: str, *, nullable: bool = False, **options: object) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable, **options)


def _count(name: str, **options: object) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False, **options)


def upgrade() -> None:
    for function in (FOLD, FRAGMENTS, SLOT):
        op.execute(function)
    _create_write_tables()
    _create_journal()
    _create_read_tables()
    op.execute(IDENTITIES)
    op.execute("insert into user_statistics select generate_series(0, 31), 0, 0, 0, 0, 0")
    for grant in GRANTS:
        op.execute(grant)


def _create_write_tables() -> None:
    op.create_table(
        "users",
        _id("id"),
        _text("email"),
        _text("name"),
        _text("bio", server_default=""),
        _text("password_hash", nullable=True),
        _text("status", server_default="active"),
        _text("role"),
        _count("version"),
        _instant("inserted_at", server_default=sa.func.now()),
        _instant("updated_at", server_default=sa.func.now()),
        _instant("last_activity_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("status in ('active', 'inactive', 'suspended')", name="ck_users_status"),
        sa.CheckConstraint(
            "role in ('member', 'moderator', 'auditor', 'admin')", name="ck_users_role"
        ),
    )
    op.create_index("uq_users_email", "users", [sa.text("lower(email)")], unique=True)
    op.create_table(
        "logins",
        _id("id"),
        _person("user_id"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _text("user_agent"),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("uq_logins_token_hash", "logins", ["token_hash"], unique=True)
    op.create_index("ix_logins_user_id", "logins", ["user_id"])
    op.create_table(
        "posts",
        _id("id"),
        _person("author_id"),
        _text("text"),
        _instant("inserted_at"),
        _instant("updated_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_posts_author_id", "posts", ["author_id", "id"])
    op.create_table(
        "follows",
        _person("follower_id"),
        _person("followed_id"),
        _instant("inserted_at"),
        sa.PrimaryKeyConstraint("follower_id", "followed_id"),
        sa.CheckConstraint("follower_id <> followed_id", name="ck_follows_not_oneself"),
    )
    op.create_index("ix_follows_followed_id", "follows", ["followed_id"])


def _create_journal() -> None:
    op.create_table(
        "commands",
        _id("id"),
        _text("name"),
        _id("actor_id", nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        _id("answer", nullable=True),
        _instant("executed_at"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "events",
        _id("id"),
        _id("command_id", sa.ForeignKey("commands.id")),
        _text("name"),
        _id("user_id"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_events_user_id", "events", ["user_id", "id"])
    op.create_table(
        "event_details",
        _id("event_id", sa.ForeignKey("events.id")),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )


def _create_read_tables() -> None:
    op.create_table(
        "user_summaries",
        _person("id"),
        _text("email"),
        _text("name"),
        _text("bio"),
        _text("status"),
        _text("role"),
        _count("version"),
        _instant("created_at"),
        _count("post_count", server_default=sa.text("0")),
        _count("follower_count", server_default=sa.text("0")),
        _count("following_count", server_default=sa.text("0")),
        _instant("last_activity_at", nullable=True),
        _instant("inserted_at", server_default=sa.func.now()),
        _instant("refreshed_at", server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_user_summaries_status", "user_summaries", ["status", "id"])
    op.create_index("ix_user_summaries_created_at", "user_summaries", ["created_at"])
    op.create_index("ix_user_summaries_name", "user_summaries", ["name", "id"])
    op.create_table(
        "user_search", _person("id"), _text("name"), _text("email"), sa.PrimaryKeyConstraint("id")
    )
    op.create_index(
        "ix_user_search_fragments",
        "user_search",
        [sa.text("fragments(name, email)")],
        postgresql_using="gin",
    )
    figures = "total_users", "active_users", "inactive_users", "suspended_users", "total_posts"
    op.create_table(
        "user_statistics",
        sa.Column("slot", sa.Integer(), nullable=False, autoincrement=False),
        *(_count(figure) for figure in figures),
        sa.PrimaryKeyConstraint("slot"),
    )


def downgrade() -> None:
    op.execute("drop view identities")
    for table in (*READ_TABLES.split(", "), "event_details", "events", "commands"):
        op.drop_table(table)
    for table in ("follows", "posts", "logins", "users"):
        op.drop_table(table)
    for function in ("statistics_slot(uuid)", "fragments(text, text)", "fold(text)"):
        op.execute(f"drop function {function}")
