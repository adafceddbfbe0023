"""What queries see of the write tables: plain views, which cannot drift.

They hide the tables themselves, with their passwords and tokens, from the role of the queries.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

# Metadata of their own: a view is made by a migration and is not a table to compare.
VIEWS = MetaData()


def _instant(name: str) -> Column[datetime]:
    return Column(name, DateTime(timezone=True))


# Who a session token belongs to, while the session lasts and the person is active.
IDENTITIES = Table(
    "identities",
    VIEWS,
    Column("token_hash", LargeBinary),
    Column("login_id", Uuid),
    Column("user_id", Uuid),
    Column("name", Text),
    Column("role", Text),
    _instant("expires_at"),
    _instant("last_used_at"),
    Column("email_verified", Boolean),
    Column("has_second_factor", Boolean),
    Column("email", Text),
)
# Why the person of a session token was suspended, and until when.
SUSPENSIONS = Table(
    "suspensions",
    VIEWS,
    Column("token_hash", LargeBinary),
    Column("reason", Text),
    _instant("until"),
)
SIGN_INS = Table(
    "sign_ins",
    VIEWS,
    Column("id", Uuid),
    Column("user_id", Uuid),
    Column("user_agent", Text),
    Column("role", Text),  # of the person, which decides how long a session may rest
    _instant("created_at"),
    _instant("last_used_at"),
    _instant("expires_at"),
    _instant("ended_at"),
)
POSTS = Table(
    "shown_posts",
    VIEWS,
    Column("id", Uuid),
    Column("author_id", Uuid),
    Column("text", Text),
    _instant("published_at"),
    _instant("edited_at"),
)
FOLLOWINGS = Table(
    "followings",
    VIEWS,
    Column("id", Uuid),
    Column("follower_id", Uuid),
    Column("followed_id", Uuid),
    _instant("since"),
    Column("month", Date),  # of `since` (UTC): its first day
)
HISTORY = Table(
    "history",
    VIEWS,
    Column("id", Uuid),
    Column("user_id", Uuid),
    Column("name", Text),  # of the event
    Column("command", Text),
    Column("actor_id", Uuid),
    _instant("happened_at"),
    Column("before", JSONB),  # null, as is `after`, where the event has no details
    Column("after", JSONB),
)
# What the worker has given up.
FAILED_JOBS = Table(
    "failed_jobs",
    VIEWS,
    Column("id", BigInteger),
    Column("task", Text),
    Column("attempts", Integer),
    _instant("failed_at"),
    Column("error", Text),
)
# Every mail, for administrators. A body is there only where no mail server is configured, and only
# while its link works.
OUTBOX = Table(
    "outbox",
    VIEWS,
    Column("id", Uuid),
    Column("user_id", Uuid),
    Column("name", Text),  # of the person
    Column("kind", Text),
    Column("recipient", Text),
    _instant("created_at"),
    _instant("due_at"),
    Column("tries", Integer),
    _instant("sent_at"),
    _instant("given_up_at"),
    Column("error", Text),
    Column("body", Text),
)
# What a person's own account page shows.
ACCOUNT_SETTINGS = Table(
    "account_settings",
    VIEWS,
    Column("user_id", Uuid),
    Column("email", Text),
    Column("verified", Boolean),
    _instant("second_factor_since"),
    Column("recovery_codes_left", BigInteger),
    Column("new_email", Text),  # that a change under way would set
)
