"""Identify: whose session token is this?"""

from typing import ClassVar

from pydantic import SecretStr
from sqlalchemy import Connection, bindparam, func, select

from domain.access import GUEST, Actor, Permission, Role
from domain.parsing import parsed
from domain.session import USE_NOTED, rested_too_long, token_hash
from projections.views import IDENTITIES
from queries import driver

# Made once: it is asked for every event and every request.
_QUERY = select(IDENTITIES, func.now().label("now")).where(
    IDENTITIES.c.token_hash == bindparam("mine"), IDENTITIES.c.expires_at > func.now()
)


@parsed
class Identify:
    permission: ClassVar = Permission.SIGN_IN
    one_statement: ClassVar = True

    token: SecretStr

    def fetch(self, connection: Connection, actor: Actor) -> Actor:
        """The person, or GUEST for a token that is unknown, ended, rested, expired, not active."""
        mine = token_hash(self.token.get_secret_value())
        found = driver.rows(connection, _QUERY, {"mine": mine})
        row = found[0] if found else None
        if row is None or rested_too_long(Role(row.role), row.last_used_at, row.now):
            return GUEST
        return Actor(
            role=Role(row.role),
            user_id=row.user_id,
            login_id=row.login_id,
            name=row.name,
            email=row.email,
            email_verified=row.email_verified,
            has_second_factor=row.has_second_factor,
            use_is_due=row.now - row.last_used_at > USE_NOTED,
        )
