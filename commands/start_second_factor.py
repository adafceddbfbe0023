"""Start a second factor: make the secret that an authenticator app is told, and recovery codes."""

from dataclasses import dataclass, field
from typing import ClassVar, Final

from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy.dialects.postgresql import insert

from commands.second_factor import FACTORS, new_recovery_codes
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import SecondFactorThere
from domain.parsing import parsed
from domain.second_factor import SecondFactor

ISSUER: Final = "Rollcall"


@dataclass(frozen=True, slots=True)
class NewSecondFactor:
    """Shown once, to its owner; nothing here may reach a log."""

    secret: str = field(repr=False)  # 160 random bits in base32
    uri: str = field(repr=False)  # otpauth://totp/…, for a QR code
    recovery_codes: tuple[str, ...] = field(repr=False)


@parsed
class StartSecondFactor:
    """It has no command id: a repeat could not return the same secret, which is shown only once.

    Starting again makes other ones; those of before are worth nothing.
    """

    permission: ClassVar = Permission.MANAGE_OWN_ACCOUNT
    is_dangerous: ClassVar = True

    def execute(self, tx: Transaction) -> NewSecondFactor:
        """Not in force before ConfirmSecondFactor. Raises SecondFactorThere and PasswordNeeded.

        Where mail is configured, raises EmailUnverified: with a second factor, who signed up with
        the address of somebody else would keep its owner out for ever.
        """
        [user] = tx.lock_acting()
        if tx.policy.sends_mail:
            user.require_verified()
        factor = SecondFactor(user_id=user.id, secret=random_base32())
        unconfirmed = FACTORS.c.confirmed_at.is_(None)
        new = insert(FACTORS).values(factor.model_dump())
        anew = new.on_conflict_do_update(
            index_elements=["user_id"], set_={"secret": new.excluded.secret}, where=unconfirmed
        )
        if tx.connection.scalar(anew.returning(FACTORS.c.user_id)) is None:
            raise SecondFactorThere
        uri = TOTP(factor.secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
        return NewSecondFactor(factor.secret, uri, new_recovery_codes(tx, user.id))
