"""Accounts, complete: confirmed addresses, mails with links, second factors, tries, refusals."""

import sqlalchemy as sa
from alembic import op

revision = "20261123_4"
down_revision = "20261123_3"

INSTANT = sa.DateTime(timezone=True)
KINDS = (
    "verify_email",
    "reset_password",
    "confirm_old_email",
    "confirm_new_email",
    "address_in_use",
    "password_changed",
    "email_changed",
    "second_factor_added",
    "second_factor_removed",
)
# What queries see. The first three replace views of earlier migrations.
VIEWS = {
    "identities": """
        select logins.token_hash, logins.id as login_id, users.id as user_id, users.name,
            users.role, logins.expires_at, logins.last_used_at,
            users.email_verified_at is not null as email_verified,
            exists (
                select from second_factors as factor
                where factor.user_id = users.id and factor.confirmed_at is not null
            ) as has_second_factor
        from logins join users on users.id = logins.user_id
        where logins.ended_at is null and users.status = 'active'
    """,
    "sign_ins": """
        select logins.id, logins.user_id, logins.user_agent, users.role, logins.created_at,
            logins.last_used_at, logins.expires_at, logins.ended_at
        from logins join users on users.id = logins.user_id
    """,
    # A link that still works stands in a body; afterwards nobody needs to see it.
    "outbox": """
        select mails.id, mails.user_id, users.name, mails.kind, mails.recipient, mails.created_at,
            mails.due_at, mails.tries, mails.sent_at, mails.given_up_at, mails.error,
            case when mails.used_at is null and coalesce(mails.expires_at, 'infinity') > now()
                then mails.body end as body
        from mails join users on users.id = mails.user_id
    """,
    "account_settings": """
        select users.id as user_id, users.email, users.email_verified_at is not null as verified,
            factor.confirmed_at as second_factor_since,
            (
                select count(*) from recovery_codes as code
                where code.user_id = users.id and code.used_at is null
            ) as recovery_codes_left,
            (
                select mails.new_email from mails
                where mails.user_id = users.id
                    and mails.kind in ('confirm_old_email', 'confirm_new_email')
                    and mails.used_at is null and mails.given_up_at is null
                    and coalesce(mails.expires_at, 'infinity') > now()
                order by mails.id desc limit 1
            ) as new_email
        from users
        left join second_factors as factor
            on factor.user_id = users.id and factor.confirmed_at is not null
    """,
}
REPLACED = {
    "identities": """
        select logins.token_hash, logins.id as login_id, users.id as user_id, users.name,
            users.role, logins.expires_at
        from logins join users on users.id = logins.user_id
        where logins.ended_at is null and users.status = 'active'
    """,
    "sign_ins": """
        select id, user_id, user_agent, created_at, expires_at, ended_at from logins
    """,
}
TABLES = "mails, second_factors, recovery_codes, tries"
GRANTS = (
    f"grant select, insert, update, delete on {TABLES} to rollcall_writer",
    "grant insert on refusals to rollcall_writer",
    "grant delete on logins to rollcall_writer",
)


def upgrade() -> None:
    _widen_logins()
    _create_mails()
    _create_second_factors()
    _create_audit()
    for name in REPLACED:
        op.execute(f"drop view {name}")
    for name, query in VIEWS.items():
        _show(name, query)
    for grant in GRANTS:
        op.execute(grant)


def _show(name: str, query: str) -> None:
    op.execute(f"create view {name} as {query}")
    op.execute(f"grant select on {name} to rollcall_reader")


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, INSTANT, nullable=nullable)


def _person(**options: object) -> sa.Column:
    key = sa.ForeignKey("users.id", ondelete="CASCADE")
    return sa.Column("user_id", sa.Uuid(), key, nullable=False, **options)


def _widen_logins() -> None:
    """Every session there is counts as used, and its password as given, when it began."""
    op.add_column("users", _instant("email_verified_at", nullable=True))
    op.add_column("logins", sa.Column("device_hash", sa.LargeBinary()))
    for name in ("last_used_at", "confirmed_at"):
        op.add_column("logins", _instant(name, nullable=True))
    op.execute("update logins set last_used_at = created_at, confirmed_at = created_at")
    for name in ("last_used_at", "confirmed_at"):
        op.alter_column("logins", name, nullable=False)


def _create_mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        _person(),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("new_email", sa.String()),
        sa.Column("request_id", sa.Uuid()),
        _instant("created_at"),
        _instant("due_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        _instant("sent_at", nullable=True),
        _instant("given_up_at", nullable=True),
        sa.Column("error", sa.String()),
        sa.Column("body", sa.String()),
        sa.Column("token_hash", sa.LargeBinary()),
        _instant("expires_at", nullable=True),
        _instant("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint(f"kind in {KINDS}", name="ck_mails_kind"),
    )
    op.create_index("uq_mails_token_hash", "mails", ["token_hash"], unique=True)
    op.create_index("ix_mails_user_id", "mails", ["user_id"])
    op.create_index(
        "ix_mails_due_at",
        "mails",
        ["due_at"],
        postgresql_where=sa.text("sent_at is null and given_up_at is null"),
    )


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        _person(primary_key=True),
        sa.Column("secret", sa.String(), nullable=False),
        _instant("confirmed_at", nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        _person(primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(), primary_key=True),
        _instant("used_at", nullable=True),
    )


def _create_audit() -> None:
    op.create_table(
        "tries",
        sa.Column("key", sa.LargeBinary(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        _instant("began_at"),
        prefixes=["unlogged"],
    )
    op.create_table(
        "refusals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        _instant("refused_at"),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.execute("revoke delete on logins from rollcall_writer")
    for name in VIEWS:
        op.execute(f"drop view {name}")
    for name, query in REPLACED.items():
        _show(name, query)
    for table in ("refusals", "tries", "recovery_codes", "second_factors", "mails"):
        op.drop_table(table)
    for name in ("confirmed_at", "last_used_at", "device_hash"):
        op.drop_column("logins", name)
    op.drop_column("users", "email_verified_at")
