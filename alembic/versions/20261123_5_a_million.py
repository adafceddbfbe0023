"""For a million people: what searches, commands and rebuilds need to stay as quick."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_5"
down_revision = "20261123_4"

ROLES = "members", "moderators", "auditors", "admins"
COUNT_ROLES = """
update user_statistics
set members = counted.members, moderators = counted.moderators,
    auditors = counted.auditors, admins = counted.admins
from (
    select statistics_slot(id) as slot,
        count(*) filter (where role = 'member') as members,
        count(*) filter (where role = 'moderator') as moderators,
        count(*) filter (where role = 'auditor') as auditors,
        count(*) filter (where role = 'admin') as admins
    from users group by 1
) as counted
where counted.slot = user_statistics.slot
"""


SUMMARIES, SEARCH = "user_summaries", "user_search"
FRAGMENTS = "ix_user_search_fragments"
PENDING = {"gin_pending_list_limit": 256}  # kB


def upgrade() -> None:
    _for_commands()
    _for_search()


def _for_commands() -> None:
    """Counts of people by role.

    It goes first: commands that are under way end before anything is counted or locked.
    """
    op.execute("lock table users in exclusive mode")
    for role in ROLES:
        op.add_column(
            "user_statistics", sa.Column(role, sa.Integer(), nullable=False, server_default="0")
        )
        op.alter_column("user_statistics", role, server_default=None)
    op.execute(COUNT_ROLES)


def _for_search() -> None:
    """Fragments of names and of addresses apart; an order of names beside them; the few roles.

    The planner learns that taking texts apart is dear, so that it asks the index.
    """
    op.execute("alter function fragments(text, text) cost 100000")
    op.drop_index(FRAGMENTS, SEARCH)
    parts = [sa.text("fragments(name, '')"), sa.text("fragments('', email)")]
    op.create_index(FRAGMENTS, SEARCH, parts, postgresql_using="gin", postgresql_with=PENDING)
    op.create_index("ix_user_search_name", SEARCH, ["name", "id"])
    op.drop_index("ix_user_summaries_name", SUMMARIES)
    staff = sa.text("role <> 'member'")
    op.create_index("ix_user_summaries_role", SUMMARIES, ["role", "id"], postgresql_where=staff)
    op.drop_index("ix_follows_inserted_at", "follows")
    op.create_index("ix_follows_gained", "follows", ["followed_id", "inserted_at"])


def _not_for_search() -> None:
    op.drop_index("ix_follows_gained", "follows")
    op.create_index("ix_follows_inserted_at", "follows", ["inserted_at"])
    op.drop_index("ix_user_summaries_role", SUMMARIES)
    op.create_index("ix_user_summaries_name", SUMMARIES, [sa.text("fold(name)"), "id"])
    op.drop_index("ix_user_search_name", SEARCH)
    op.drop_index(FRAGMENTS, SEARCH)
    both = sa.text("fragments(name, email)")
    op.create_index(FRAGMENTS, SEARCH, [both], postgresql_using="gin")
    op.execute("alter function fragments(text, text) cost 100")


def downgrade() -> None:
    _not_for_search()
    for role in ROLES:
        op.drop_column("user_statistics", role)
