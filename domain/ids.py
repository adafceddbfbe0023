"""Ids whose order is the order of creation."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A UUIDv7: sorts by the millisecond it was made in, and unguessable in its last 62 bits."""
    return uuid_utils.compat.uuid7()
