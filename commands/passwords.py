"""Password hashes: Argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), some 40 ms."""

import os
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import SecretStr

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# More hashes at once than cores only make each of them slower, and other work wait.
_cores = BoundedSemaphore(os.cpu_count() or 1)
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
