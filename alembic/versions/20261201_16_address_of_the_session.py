"""The address of who is signed in: by it a password manager knows whose password is asked for."""

from alembic import op

revision = "20261201_16"
down_revision = "20261130_15"

_SESSIONS = """
    select logins.token_hash, logins.id as login_id, users.id as user_id, users.name,
        users.role, logins.expires_at, logins.last_used_at,
        users.email_verified_at is not null as email_verified,
        exists (
            select from second_factors as factor
            where factor.user_id = users.id and factor.confirmed_at is not null
        ) as has_second_factor{more}
    from logins join users on users.id = logins.user_id
    where logins.ended_at is null and users.status = 'active'
"""


def upgrade() -> None:
    query = _SESSIONS.format(more=", users.email")
    op.execute(f"create or replace view identities as {query}")


def downgrade() -> None:
    op.execute("drop view identities")
    op.execute(f"create view identities as {_SESSIONS.format(more='')}")
    op.execute("grant select on identities to rollcall_reader")
