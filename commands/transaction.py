"""The one place where a command becomes a committed change."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import SQLModel

from commands.danger import is_confirmed, is_dangerous
from commands.journal import Repeated, claim, journal
from commands.user_rows import LOCK, LOCK_WITH_ADMINS, saving
from domain.access import Actor, Permission, Role
from domain.errors import (
    DomainError,
    EmailTaken,
    Forbidden,
    NotFound,
    PasswordNeeded,
    SummaryWrong,
)
from domain.events import Event
from domain.ids import new_id
from domain.policy import Policy
from domain.statements import inserting, uuids
from domain.user import User
from domain.values import Status
from projections import project

R_co = TypeVar("R_co", covariant=True)
VIOLATIONS: dict[str, type[DomainError]] = {
    "uq_users_email": EmailTaken,
    "ck_user_summaries_counts": SummaryWrong,
    "ck_user_statistics_figures": SummaryWrong,
}
DEFAULT = Policy()
TRIES = 3
_CLOCK = select(func.now())
_DEADLOCK, _SERIALIZATION = "40P01", "40001"


class Command(Protocol[R_co]):
    """Data and what to do with it. Most have a `command_id`: a repeat returns the first answer.

    What takes a password that was given lately has `is_dangerous = True`.
    """

    permission: ClassVar[Permission]

    def execute(self, tx: "Transaction") -> R_co: ...


@dataclass(slots=True)
class Transaction:
    """What a command may touch: its connection, its actor, its instant, its events."""

    engine: Engine
    stack: ExitStack
    command: Command[object]
    actor: Actor
    command_id: UUID | None
    policy: Policy
    events: list[Event] = field(default_factory=list[Event])
    executed_at: datetime = field(init=False)  # of the command: when the transaction began
    _connection: Connection | None = None
    _clock: datetime | None = None
    _now: datetime | None = None
    _turns: Iterator[int] = field(default_factory=count)

    @property
    def now(self) -> datetime:
        """One instant for all that is written: the one of its first use.

        It is when the people who were locked before it were held; else when the transaction began.
        """
        self._now = self._now or self._told()
        return self._now

    def _told(self) -> datetime:
        """What the clock of the database, which all servers share, said the last time."""
        connection = self.connection
        if self._clock is None:  # nothing was claimed or locked, which tells it
            self._clock = connection.execute(_CLOCK).scalar_one()
        return self._clock

    @property
    def connection(self) -> Connection:
        """Opened by the first use: what comes before it holds no connection."""
        if self._connection is None:
            self._connection = self.stack.enter_context(self.engine.begin())
            if self.command_id:
                self.claim(self.command_id)
        return self._connection

    def claim(self, command_id: UUID) -> None:
        """Make the id this transaction's own. Raises Repeated and CommandReused."""
        self.command_id = command_id
        executed_at = claim(self.connection, command_id, self.command, self.actor)
        self.executed_at = self._clock = executed_at

    def apart(self) -> AbstractContextManager[Connection]:
        """A transaction of its own: what is written there stays when the command is refused.

        Before the first use of `connection`, so that no thread ever holds two.
        """
        return self.engine.begin()

    def new_id(self) -> UUID:
        """Sorts after what was made before: in this transaction, and by who held its people."""
        return new_id(self._told(), next(self._turns))

    def record(self, *events: Event | None) -> None:
        self.events += filter(None, events)

    def insert(self, row: SQLModel) -> None:
        insertion = inserting(type(row))  # pyright: ignore[reportArgumentType] - it is hashable
        self.connection.exec_driver_sql(insertion, row.model_dump())

    def save(self, *users: User) -> None:
        """Write back what changed of users that were locked: one statement, however many."""
        changed = set[str]().union(*(user.changes() for user in users))
        if not changed:
            return
        new = {name: [getattr(user, name) for user in users] for name in sorted(changed)}
        alike = {name: values[0] for name, values in new.items() if len(set(values)) == 1}
        values = {f"new_{name}": value for name, value in (new | alike).items()}
        saved = saving(tuple(alike), tuple(name for name in new if name not in alike))
        self.connection.exec_driver_sql(saved, values | {"ids": uuids(user.id for user in users)})

    def lock(self, user_id: UUID) -> User:
        """The user, held until commit."""
        [user] = self.lock_all([user_id])
        return user

    def lock_all(self, ids: Iterable[UUID]) -> list[User]:
        """The users in id order, so that two commands on many people can never deadlock."""
        wanted = set(ids)
        users = self.locked(LOCK, ids=list(wanted))
        if len(users) != len(wanted):
            raise NotFound
        return users

    def lock_acting(self, *others: UUID) -> list[User]:
        """Who acts, and then these others; NotFound when one is gone, Forbidden for nobody."""
        if self.actor.user_id is None:
            raise Forbidden
        users = {user.id: user for user in self.lock_chosen({self.actor.user_id, *others})}
        return [users[user_id] for user_id in (self.actor.user_id, *others)]

    def lock_chosen(self, ids: Iterable[UUID]) -> list[User]:
        """The users that a command acts upon, locked together with who acts."""
        wanted = set(ids)
        users = self.lock_all(wanted | self._acting())
        self._decide_again(users)
        return [user for user in users if user.id in wanted]

    def lock_with_admins(self, ids: Iterable[UUID]) -> tuple[list[User], list[User]]:
        """As `lock_chosen`; and when an active administrator is among them, all who are that.

        Then nobody else takes away the last ones meanwhile.
        """
        wanted = set(ids)
        chosen = {"ids": list(wanted | self._acting()), "concerned": list(wanted)}
        locked = self.locked(LOCK_WITH_ADMINS, **chosen)
        if (admins := _admins(locked)) and all(admin.id in wanted for admin in admins):
            # Somebody may have become one while this waited.
            locked = self.locked(LOCK_WITH_ADMINS, **chosen)
        self._decide_again(locked)
        users = [user for user in locked if user.id in wanted]
        if len(users) != len(wanted):
            raise NotFound
        return users, _admins(locked)

    def locked(self, query: Select[*tuple[Any, ...]], **ids: list[UUID]) -> list[User]:
        """The users that a query of `user_rows.locking` locks."""
        rows = self.connection.execute(query, ids)
        _, *names = rows.keys()
        users: list[User] = []
        for self._clock, *row in rows:
            users.append(User.stored(dict(zip(names, row, strict=True))))
        return users

    def _acting(self) -> set[UUID]:
        return {self.actor.user_id} if self.actor.user_id else set()

    def _decide_again(self, locked: Iterable[User]) -> None:
        """Who acts does so by the row in hand: still active, and with the role of now.

        Raises Forbidden: the session was looked up before the command waited for its locks.
        """
        if self.actor.is_system:
            return
        acting = next((user for user in locked if user.id == self.actor.user_id), None)
        if acting is None:
            raise Forbidden
        acting.require_active()
        current = replace(self.actor, role=Role(acting.role), is_limited=False)
        self.actor = self.policy.limited(current)
        self.actor.require(self.command.permission)


def execute(command: Command[R_co], actor: Actor, engine: Engine, policy: Policy = DEFAULT) -> R_co:
    """Authorize, run, project and commit: all of it, or none.

    A deadlock or a lost connection is tried again, at most twice: the command's id makes sure
    that a first try that did commit is not done twice.
    """
    actor.require(command.permission)
    for left in reversed(range(TRIES)):
        try:
            return _once(command, actor, engine, policy)
        except IntegrityError as error:
            if broken := VIOLATIONS.get(_constraint(error)):
                raise broken from None
            raise
        except DBAPIError as error:
            if not (left and _is_passing(error)):
                raise
    raise AssertionError("the last try returns or raises")


def _admins(users: Iterable[User]) -> list[User]:
    return [u for u in users if u.role == Role.ADMIN and u.status == Status.ACTIVE]


def _once(command: Command[R_co], actor: Actor, engine: Engine, policy: Policy) -> R_co:
    command_id: UUID | None = getattr(command, "command_id", None)
    with ExitStack() as stack:
        tx = Transaction(engine, stack, command, actor, command_id, policy)
        try:
            is_allowed = _is_harmless_or_confirmed(tx)
            result = command.execute(tx)
        except Repeated as repeat:
            return repeat.answer  # pyright: ignore[reportReturnType] - what this command returned
        if not is_allowed:
            raise PasswordNeeded  # last of all: nobody is asked for it only to be refused then
        if tx.events and not tx.command_id:
            tx.claim(tx.new_id())  # nobody can repeat it, but what happened has its command
        if tx.command_id:
            events = {tx.new_id(): event for event in tx.events}
            journal(tx.connection, tx.command_id, events, result)
            project(tx.connection, tx.executed_at, events)
        return result


def _is_harmless_or_confirmed(tx: Transaction) -> bool:
    """The console has no session and needs none."""
    if tx.actor.is_system or not is_dangerous(tx.command):
        return True
    return is_confirmed(tx.connection, tx.actor)


def _is_passing(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state in {_DEADLOCK, _SERIALIZATION}


def _constraint(error: IntegrityError) -> str:
    return getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
