"""Sessions of signed-in browsers: how long they last, and how one is known by its token."""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from domain.access import Role

LIFETIME = timedelta(days=30)  # absolute: counted from signing in
_OF_STAFF = timedelta(hours=8)
# Without use for so long, a session has ended.
IDLE: Final = {
    Role.MEMBER: timedelta(days=7),
    Role.MODERATOR: _OF_STAFF,
    Role.AUDITOR: _OF_STAFF,
    Role.ADMIN: _OF_STAFF,
}
USE_NOTED = timedelta(minutes=1)  # `last_used_at` may be this far behind
CONFIRMED_FOR = timedelta(minutes=15)  # so long a password given in a session holds
DEVICE_LIFETIME = timedelta(days=365)
USER_AGENT_LIMIT = 300  # characters


def token_hash(token: str) -> bytes:
    """SHA-256 is enough: the token has 256 random bits, so there is nothing to guess."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def rested_too_long(role: Role, last_used_at: datetime, now: datetime) -> bool:
    """Whether a session of somebody of this role has ended because nobody used it."""
    return now - last_used_at > IDLE[role]
