"""Summary tables, kept true inside the transaction that changed what they summarize."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from domain.events import Event, PasswordChanged, SignedOut, UserRegistered
from projections import daily_activity, user_search, user_statistics, user_summary


def project(connection: Connection, happened_at: datetime, events: Sequence[Event]) -> None:
    """Bring every summary up to date with `events` of this command, in this transaction.

    Every person whose own fields change is locked by the command. The statistics come last, because
    their 32 rows are the only ones that strangers' commands share.
    """
    new = {event.user_id for event in events if isinstance(event, UserRegistered)}
    # No summary shows signing out or a new password.
    shown = [e for e in events if not isinstance(e, SignedOut | PasswordChanged | UserRegistered)]
    renamed = {e.user_id for e in events if {"name", "email"} & e.after.keys()}
    user_summary.add(connection, new)
    user_summary.refresh(connection, shown)
    user_search.refresh(connection, renamed)
    daily_activity.note(connection, happened_at, events)
    user_statistics.move(connection, events)
