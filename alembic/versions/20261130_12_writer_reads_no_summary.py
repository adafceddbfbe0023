"""Of the summaries, the role of the commands reads only the keys and the counts that it moves."""

from alembic import op

revision = "20261130_12"
down_revision = "20261130_11"

COUNTS = "id, post_count, follower_count, following_count"
UP = (
    "revoke select on user_summaries, user_search from rollcall_writer",
    f"grant select ({COUNTS}) on user_summaries to rollcall_writer",
    "grant select (id) on user_search to rollcall_writer",
    "revoke insert on user_statistics from rollcall_writer",  # its rows are all there
)
DOWN = (
    "grant insert on user_statistics to rollcall_writer",
    f"revoke select ({COUNTS}) on user_summaries from rollcall_writer",  # noqa: S608
    "revoke select (id) on user_search from rollcall_writer",
    "grant select on user_summaries, user_search to rollcall_writer",
)


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
