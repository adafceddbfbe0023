"""Identify: whose session token is this?"""

from datetime import UTC, datetime
from typing import ClassVar

from pydantic import SecretStr
from sqlalchemy import Connection, select

from domain.access import GUEST, Actor, Permission, Role
from domain.login import token_hash
from domain.parsing import parsed
from projections.views import IDENTITIES


@parsed
class Identify:
    permission: ClassVar = Permission.SIGN_IN

    token: SecretStr

    def fetch(self, connection: Connection, actor: Actor) -> Actor:
        """The person, or GUEST for a token that is unknown, ended, expired or not active."""
        identity = IDENTITIES.c
        query = select(identity.role, identity.user_id, identity.login_id, identity.name).where(
            identity.token_hash == token_hash(self.token.get_secret_value()),
            identity.expires_at > datetime.now(UTC),
        )
        row = connection.execute(query).one_or_none()
        return Actor(Role(row.role), row.user_id, row.login_id, row.name) if row else GUEST
