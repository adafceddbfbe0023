"""Password hashes: Argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), some 40 ms."""

import os
import re
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import SecretStr
from zxcvbn import zxcvbn
from zxcvbn.matching import L33T_TABLE

from domain.errors import WeakPassword

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# More hashes at once than cores only make each of them slower, and other work wait.
_cores = BoundedSemaphore(os.cpu_count() or 1)
_CONTEXT = ("rollcall", "directory", "password")  # words that everybody here thinks of
STRONG = 3  # of 0 to 4: more than 10^8 guesses, as zxcvbn counts them
_LOOKED_AT = 64  # characters; zxcvbn takes at most 72
# It tries each combination of what "1", "(" and so on may stand for: 2 s for one hostile password.
# With one usual reading for most of them it takes a hundredth of that.
L33T_TABLE.update(c=["("], g=["9"], i=["1", "!"], l=["|"], t=["7"])
_SEPARATORS = re.compile(r"[\s_.,-]+")
_one_at_a_time = Lock()  # zxcvbn keeps the personal words of a call in a global
_nobodys_hash: list[str] = []


def hash_password(password: SecretStr) -> str:
    with _cores:
        return _hasher.hash(password.get_secret_value())


def matches(password: SecretStr, stored: str | None) -> bool:
    """Takes as long for nobody's password (`stored` is None) as for somebody's."""
    if not _nobodys_hash:
        _nobodys_hash.append(_hasher.hash("nobody has this password"))
    try:
        with _cores:
            return _hasher.verify(stored or _nobodys_hash[0], password.get_secret_value()) and (
                stored is not None
            )
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def strength(password: SecretStr, *personal: str) -> int:
    """0 to 4: how hard it is to guess for who knows these names and addresses. About 5 ms.

    By zxcvbn, which knows 30,000 common passwords, words, names, dates and keyboard patterns. What
    separates words does not count. Of a long password it looks at the beginning only, and so
    never takes it for stronger than it is.
    """
    known = [*_CONTEXT, *map(_joined, personal), *re.findall(r"\w+", " ".join(personal))]
    start = _joined(password.get_secret_value())[:_LOOKED_AT]
    if not start:
        return 0
    with _one_at_a_time:
        return int(zxcvbn(start, user_inputs=known)["score"])


def _joined(text: str) -> str:
    """zxcvbn would take each space between two words for a secret of its own."""
    return _SEPARATORS.sub("", text)


def require_strong(password: SecretStr, *personal: str, field: str) -> None:
    """Raises WeakPassword for the form field that it came from."""
    if strength(password, *personal) < STRONG:
        raise WeakPassword(field)
