"""Lists by e-mail, by role and by the number of posts."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_13"
down_revision = "20261130_12"

RANK = sa.text("strpos('auditor moderator admin', role)")
INDEXES = {
    "ix_user_search_email": ("user_search", ["email", "id"]),
    "ix_user_summaries_rank": ("user_summaries", [RANK, "id"]),
    "ix_user_summaries_post_count": ("user_summaries", ["post_count", "id"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
