"""The second factors of tests: what an authenticator app would do."""

from collections.abc import Callable
from datetime import UTC, datetime

from pyotp.totp import TOTP

from commands.confirm_second_factor import ConfirmSecondFactor
from commands.second_factor import STEP
from commands.start_second_factor import NewSecondFactor, StartSecondFactor
from domain.access import Actor
from domain.ids import new_id


def code(secret: str, ahead: int = 0) -> str:
    """What the app shows, `ahead` steps of 30 seconds from now."""
    return TOTP(secret).generate_otp(int(datetime.now(UTC).timestamp()) // STEP + ahead)


def confirmed(do: Callable, person: Actor) -> NewSecondFactor:
    """The second factor of this person from now on; the next code that helps is one step ahead."""
    factor = do(StartSecondFactor(), person)
    do(ConfirmSecondFactor(command_id=new_id(), code=code(factor.secret)), person)
    return factor
