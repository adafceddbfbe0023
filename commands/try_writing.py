"""Try whether the database takes what commands write, and leave nothing there."""

from typing import ClassVar, Final

from sqlalchemy import text

from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import ReadOnly
from domain.parsing import parsed

# One row more often finds a place on a disk that is full. These numbers are sorted in a file,
# about 400 kB that are gone at once, because they do not fit into so little memory.
_LITTLE_MEMORY: Final = text("set local work_mem = '64kB'")
_IN_A_FILE: Final = text("""
select current_setting('transaction_read_only')::boolean, count(*)
from (select n from generate_series(1, 20000) as each (n) order by -n offset 0) as sorted
""")


@parsed
class TryWriting:
    """It has no command id: it changes nothing."""

    permission: ClassVar = Permission.TRY_WRITING

    def execute(self, tx: Transaction) -> None:
        """Raises DiskFull and ReadOnly, as whatever really writes would."""
        tx.connection.execute(_LITTLE_MEMORY)
        is_read_only, _ = tx.connection.execute(_IN_A_FILE).one()
        if is_read_only:
            raise ReadOnly
