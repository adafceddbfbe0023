"""Summary tables, kept true inside the transaction that changed what they summarize."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from domain.events import Event, PasswordChanged, SignedOut, UserRegistered
from projections import daily_activity, user_search, user_statistics, user_summary


def project(connection: Connection, happened_at: datetime, recorded: Mapping[UUID, Event]) -> None:
    """Bring every summary up to date with the events of this command, in this transaction.

    Every person whose own fields change is locked by the command. The statistics come last, because
    their 32 rows are the only ones that strangers' commands share.
    """
    events = list(recorded.values())
    new = {event.user_id for event in events if isinstance(event, UserRegistered)}
    # No summary shows signing out or a new password.
    shown = [e for e in events if not isinstance(e, SignedOut | PasswordChanged | UserRegistered)]
    renamed = {e.user_id for e in shown if {"name", "email"} & e.after.keys()}
    user_summary.add(connection, new)
    user_search.add(connection, new)
    user_summary.refresh(connection, shown)
    user_search.refresh(connection, renamed)
    daily_activity.note(connection, happened_at, recorded)
    user_statistics.move(connection, events)
