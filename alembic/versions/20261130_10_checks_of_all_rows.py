"""The checks hold for all rows; a summary begins when its person joined."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "20261130_10"
down_revision = "20261130_9"

# Somebody may have spoilt a summary by hand, and then no check could be made. What no row may hold
# is put right as far as that; `projections verify` names the rest, and `rebuild` repairs it.
MEND = (
    """
    update user_summaries
    set status = users.status, role = users.role, version = users.version,
        post_count = greatest(post_count, 0), follower_count = greatest(follower_count, 0),
        following_count = greatest(following_count, 0)
    from users
    where users.id = user_summaries.id and (
        user_summaries.status not in ('active', 'inactive', 'suspended')
        or user_summaries.role not in ('member', 'moderator', 'auditor', 'admin')
        or user_summaries.version < 1
        or least(post_count, follower_count, following_count) < 0
    )
    """,
    """
    update user_statistics
    set total_users = greatest(total_users, 0), active_users = greatest(active_users, 0),
        inactive_users = greatest(inactive_users, 0),
        suspended_users = greatest(suspended_users, 0), total_posts = greatest(total_posts, 0),
        members = greatest(members, 0), moderators = greatest(moderators, 0),
        auditors = greatest(auditors, 0), admins = greatest(admins, 0)
    where least(
        total_users, active_users, inactive_users, suspended_users, total_posts, members,
        moderators, auditors, admins
    ) < 0
    """,
    """
    update daily_activity
    set sign_ups = greatest(sign_ups, 0), posts = greatest(posts, 0),
        sign_ins = greatest(sign_ins, 0)
    where least(sign_ups, posts, sign_ins) < 0
    """,
)
# 5,000 people in a transaction of their own: a command waits so long, about 0.1 s.
BEGIN = """
with batch as (
    select id, inserted_at <> created_at as differs from user_summaries
    where id > :last order by id limit 5000
), begun as (
    update user_summaries set inserted_at = created_at
    from batch where batch.id = user_summaries.id and batch.differs
)
select id from batch order by id desc limit 1
"""
UNCHECKED = sa.text(
    "select conrelid::regclass::text, conname from pg_constraint"
    " where contype = 'c' and not convalidated and connamespace = 'public'::regnamespace"
    " order by 1, 2"
)


def upgrade() -> None:
    """People go on meanwhile. Where this was killed, it begins again and skips what is done."""
    for statement in MEND:
        op.execute(statement)
    with op.get_context().autocommit_block():
        last = UUID(int=0)
        while last:
            last = op.get_bind().scalar(sa.text(BEGIN), {"last": last})
    for table, name in op.get_bind().execute(UNCHECKED).all():
        op.execute(f"alter table {table} validate constraint {name}")


def downgrade() -> None:
    """A check that was looked at and one that was not refuse the same."""
