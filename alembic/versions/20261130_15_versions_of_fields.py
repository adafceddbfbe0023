"""The version of the last change of each field of a profile: who edits the same is asked."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_15"
down_revision = "20261130_14"

FIELDS = "name_version", "bio_version"
RULE = " and ".join(f"{field} between 1 and version" for field in FIELDS)


def upgrade() -> None:
    """Rows are written anew only where a profile was edited before.

    Nobody knows which field that was, so a form that was open meanwhile asks about both.
    """
    for field in FIELDS:
        op.add_column("users", sa.Column(field, sa.Integer(), nullable=False, server_default="1"))
    op.execute("update users set name_version = version, bio_version = version where version > 1")
    op.create_check_constraint("ck_users_fields", "users", RULE)


def downgrade() -> None:
    op.drop_constraint("ck_users_fields", "users")
    for field in FIELDS:
        op.drop_column("users", field)
