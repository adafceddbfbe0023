"""Ids whose order is the order of creation."""

from datetime import datetime
from uuid import UUID

import uuid_utils


def new_id(at: datetime | None = None) -> UUID:
    """A UUIDv7: sorts by the millisecond, which is that of `at` or now; 74 bits are random."""
    moment = round(at.timestamp() * 1_000_000) * 1_000 if at else None
    return UUID(bytes=uuid_utils.uuid7(nanoseconds=moment).bytes)
