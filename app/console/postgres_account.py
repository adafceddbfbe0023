"""The system account that runs the embedded server: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from app.console.refusal import Refusal

UNSHARE = "unshare"
NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def own(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def may_run(self, program: Path) -> bool:
        return self._succeeds([str(program), "--version"])

    def may_enter(self, folder: Path) -> bool:
        return self._succeeds(["sh", "-c", 'cd "$1"', "sh", str(folder)])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                [*self.prefix, *command],
                user=self.user,
                group=self.group,
                extra_groups=self.extra_groups,
                cwd="/",
                capture_output=True,
                check=False,
            )
        except OSError:
            return False
        return done.returncode == 0

    @property
    def extra_groups(self) -> list[int] | None:
        return None if self.user is None else []


def choose(program: Path, folder: Path) -> Account:
    """An account that may run `program` and keep its data in `folder`; raises Refusal."""
    is_root = os.getuid() == 0
    if not is_root and _has_name(os.getuid()):
        return Account()
    candidates = [_renumbered(), _nobody()] if is_root else [_renumbered()]
    for account in candidates:
        account.own(folder)
        if account.may_run(program) and account.may_enter(folder):
            return account
    if not is_root:
        raise Refusal(
            "PostgreSQL needs an account with a name: run as another, or set DATABASE_URL."
        )
    raise Refusal(
        f"PostgreSQL does not run as root, and the user {NOBODY} cannot read {folder} or "
        f"{program.parent}: run this as an ordinary user, move the project, or set DATABASE_URL."
    )


def _has_name(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:
        return False


def _renumbered() -> Account:
    """The same account under the number of another one, in a namespace of its own: the files
    keep their owner. Many containers forbid it."""
    entry = pwd.getpwnam(NOBODY)
    numbers = f"--map-user={entry.pw_uid}", f"--map-group={entry.pw_gid}"
    return Account(prefix=(UNSHARE, "--user", *numbers))


def _nobody() -> Account:
    entry = pwd.getpwnam(NOBODY)
    return Account(user=entry.pw_uid, group=entry.pw_gid)
