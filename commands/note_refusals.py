"""Note refusals: what was refused, to whom and how often, in one statement."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import insert

from commands.transaction import Transaction
from domain.access import Permission
from domain.audit import Refusal
from domain.parsing import parsed

_REFUSALS = Refusal.metadata.tables["refusals"]


@dataclass(frozen=True, slots=True)
class Refused:
    """`count` times the same within one second. It holds no address and no value that was sent."""

    refused_at: datetime
    subject: str
    reason: str
    user_id: UUID | None
    count: int


@parsed
class NoteRefusals:
    """It has no command id: what was counted is handed over once."""

    permission: ClassVar = Permission.NOTE_REFUSALS

    refused: tuple[Refused, ...]

    def execute(self, tx: Transaction) -> None:
        """The table is append-only: rows that were written can be neither read nor changed."""
        if self.refused:
            rows = [asdict(each) for each in self.refused]
            tx.connection.execute(insert(_REFUSALS).values(rows))
