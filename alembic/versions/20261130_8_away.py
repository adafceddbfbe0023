"""Who is not active, by the day of joining: what the statistics of members leave out."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_8"
down_revision = "20261124_7"

INDEX, SUMMARIES = "ix_user_summaries_away_created_at", "user_summaries"


def upgrade() -> None:
    op.create_index(
        INDEX, SUMMARIES, ["created_at"], postgresql_where=sa.text("status <> 'active'")
    )


def downgrade() -> None:
    op.drop_index(INDEX, SUMMARIES)
