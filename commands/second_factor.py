"""Codes of an authenticator app (TOTP, RFC 6238: 6 digits, 30 s) and recovery codes, checked."""

import hashlib
import secrets
import unicodedata
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import SecretStr
from pyotp.totp import TOTP
from sqlalchemy import delete, insert, select, update

from commands.transaction import Transaction
from domain.errors import CodeNeeded, NoSecondFactor, WrongCode
from domain.second_factor import RECOVERY_CODES, RecoveryCode, SecondFactor

FACTORS = SecondFactor.metadata.tables["second_factors"]
RECOVERY = RecoveryCode.metadata.tables["recovery_codes"]
STEP: Final = 30  # seconds
_LONGEST: Final = 100  # characters of a code, with all that was pasted along
_TOLERATED: Final = 1  # steps that the clock of the app may be off
# Nothing that looks like something else: people type this from paper. 60 random bits.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"


def require_code(tx: Transaction, user_id: UUID, code: SecretStr) -> None:
    """Raises CodeNeeded and WrongCode where the person has a second factor. The user is locked."""
    mine = (FACTORS.c.user_id == user_id) & FACTORS.c.confirmed_at.is_not(None)
    factor = tx.connection.execute(select(FACTORS).where(mine)).one_or_none()
    if factor is None:
        return
    if not (typed := _typed(code)):
        raise CodeNeeded
    if typed.isdecimal():
        step = accepted_step(factor.secret, code, factor.last_step, tx.now)
        tx.connection.execute(update(FACTORS).where(mine).values(last_step=step))
    elif not _use_recovery_code(tx, user_id, typed):
        raise WrongCode


def accepted_step(secret: str, code: SecretStr, last_step: int, now: datetime) -> int:
    """The time step that this is the code of; later than the last one. Raises WrongCode."""
    totp, present = TOTP(secret), int(now.timestamp()) // STEP
    typed = _typed(code).encode(errors="replace")
    for step in range(present - _TOLERATED, present + _TOLERATED + 1):
        if step > last_step and secrets.compare_digest(totp.generate_otp(step).encode(), typed):
            return step
    raise WrongCode


def new_recovery_codes(tx: Transaction, user_id: UUID) -> tuple[str, ...]:
    """Ten codes like "k3fz-9m2p-xw7c" in the place of all earlier ones; only hashes are stored."""
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    tx.connection.execute(delete(RECOVERY).where(RECOVERY.c.user_id == user_id))
    rows = [{"user_id": user_id, "code_hash": recovery_hash(code)} for code in codes]
    tx.connection.execute(insert(RECOVERY), rows)
    return codes


def require_factor(tx: Transaction, user_id: UUID) -> None:
    """Raises NoSecondFactor. The user is locked."""
    mine = (FACTORS.c.user_id == user_id) & FACTORS.c.confirmed_at.is_not(None)
    if tx.connection.scalar(select(FACTORS.c.user_id).where(mine)) is None:
        raise NoSecondFactor


def _typed(code: SecretStr) -> str:
    """Its letters and digits: spaces, dashes and marks that came along say nothing.

    Digits of every script are those of their value, and wide letters are letters. What only means a
    number, such as ½, stays, and makes the code wrong.
    """
    text = unicodedata.normalize("NFC", code.get_secret_value()[:_LONGEST])
    return "".join(map(_sign, text)).lower()


def _sign(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in {"No", "Cs"}:
        return character
    return unicodedata.normalize("NFKC", character) if character.isalpha() else ""


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def recovery_hash(code: str) -> bytes:
    """Of the code without its dashes. Slow hashing has nothing to add to 60 random bits."""
    return hashlib.sha256(code.replace("-", "").encode(errors="replace")).digest()


def _use_recovery_code(tx: Transaction, user_id: UUID, code: str) -> bool:
    mine = (RECOVERY.c.user_id == user_id) & (RECOVERY.c.code_hash == recovery_hash(code))
    used = update(RECOVERY).where(mine, RECOVERY.c.used_at.is_(None)).values(used_at=tx.now)
    return tx.connection.execute(used).rowcount == 1
