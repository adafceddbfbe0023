"""Who a session token belongs to: a view, so it cannot drift.

It shows what a page needs to know whom it serves, and hides the tables of users and logins from
the role that answers queries.
"""

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Table, Text, Uuid

# Metadata of its own: a view is made by a migration and is not a table to compare.
IDENTITIES = Table(
    "identities",
    MetaData(),
    Column("token_hash", LargeBinary),
    Column("login_id", Uuid),
    Column("user_id", Uuid),
    Column("name", Text),
    Column("role", Text),
    Column("expires_at", DateTime(timezone=True)),
)
