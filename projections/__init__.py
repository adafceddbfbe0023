"""Summary tables, kept true inside the transaction that changed what they summarize."""

from collections.abc import Sequence

from sqlalchemy import Connection

from domain.events import Event, SignedIn, SignedOut, UserRegistered
from projections import user_search, user_statistics, user_summary


def project(connection: Connection, events: Sequence[Event]) -> None:
    """Bring every summary up to date with `events`, in this transaction.

    Every person whose summary changes is locked by the command. The statistics come last, because
    their 32 rows are the only ones that strangers' commands share.
    """
    new = {event.user_id for event in events if isinstance(event, UserRegistered)}
    # Signing out shows nowhere; signing in shows as the last activity only.
    shown = {event.user_id for event in events if not isinstance(event, SignedOut)}
    found = {e.user_id for e in events if not isinstance(e, SignedIn | SignedOut)}
    user_summary.add(connection, new)
    user_summary.copy(connection, shown - new)
    user_search.refresh(connection, found)
    user_statistics.move(connection, events)
