"""Get account settings: one's own address, whether it is confirmed, and one's second factor."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Connection, select

from domain.access import Actor, Permission
from domain.errors import NotFound
from domain.parsing import parsed
from projections.views import ACCOUNT_SETTINGS
from queries.reading import columns


@dataclass(frozen=True, slots=True)
class AccountSettings:
    email: str
    verified: bool  # that the address is the person's own
    new_email: str | None  # that a change under way would set
    second_factor_since: datetime | None  # None: there is none
    recovery_codes_left: int


@parsed
class GetAccountSettings:
    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT

    def fetch(self, connection: Connection, actor: Actor) -> AccountSettings:
        """Those of the actor. Raises NotFound for who has no account."""
        query = select(*columns(ACCOUNT_SETTINGS, AccountSettings))
        mine = ACCOUNT_SETTINGS.c.user_id == actor.user_id
        row = connection.execute(query.where(mine)).one_or_none()
        if row is None:
            raise NotFound
        return AccountSettings(*row)
