"""What columns may hold is kept by the database; from now on, and without reading a table."""

from alembic import op

revision = "20261130_9"
down_revision = "20261130_8"

_STATUS = "status in ('active', 'inactive', 'suspended')"
_ROLE = "role in ('member', 'moderator', 'auditor', 'admin')"
CHECKS = {
    "users": {"version": "version >= 1", "email": "email <> ''", "name": "name <> ''"},
    "posts": {"text": "text <> ''"},
    "mails": {"tries": "tries >= 0"},
    "tries": {"count": "count >= 0"},
    "refusals": {"count": "count >= 1"},
    "second_factors": {"last_step": "last_step >= 0"},
    "user_summaries": {
        "status": _STATUS,
        "role": _ROLE,
        "version": "version >= 1",
        "counts": "post_count >= 0 and follower_count >= 0 and following_count >= 0",
    },
    "user_statistics": {
        "figures": "total_users >= 0 and active_users >= 0 and inactive_users >= 0"
        " and suspended_users >= 0 and total_posts >= 0 and members >= 0 and moderators >= 0"
        " and auditors >= 0 and admins >= 0"
    },
    "daily_activity": {"figures": "sign_ups >= 0 and posts >= 0 and sign_ins >= 0"},
    "waiting_activity": {"name": "name in ('UserRegistered', 'PostPublished', 'SignedIn')"},
}


def upgrade() -> None:
    """Each table is locked for a moment only: the rows of before are looked at by the next one."""
    for table, checks in CHECKS.items():
        for name, rule in checks.items():
            op.execute(
                f"alter table {table} add constraint ck_{table}_{name} check ({rule}) not valid"
            )


def downgrade() -> None:
    for table, checks in CHECKS.items():
        for name in checks:
            op.drop_constraint(f"ck_{table}_{name}", table)
