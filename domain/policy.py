"""What the operator of a directory decided, as far as commands decide by it."""

from dataclasses import dataclass, replace

from domain.access import Actor, Role
from domain.errors import EmailNotAdmitted, SignUpClosed


@dataclass(frozen=True, slots=True)
class Policy:
    """`sign_up_domains` are those of the e-mail addresses that may sign up: None is every one."""

    sign_up_domains: frozenset[str] | None = None
    sign_ups_per_address: int | None = 100  # in an hour; None: as many as come
    sends_mail: bool = False  # then addresses are confirmed before their owners post or follow
    admins_need_second_factor: bool = False

    def require_open(self) -> None:
        """Raises SignUpClosed where nobody may sign up by themselves."""
        if self.sign_up_domains is not None and not self.sign_up_domains:
            raise SignUpClosed

    def require_domain(self, email: str) -> None:
        """Raises EmailNotAdmitted where only some domains may sign up, and this is another one."""
        if self.sign_up_domains and email.rpartition("@")[2] not in self.sign_up_domains:
            raise EmailNotAdmitted(self.sign_up_domains)

    def limited(self, person: Actor) -> Actor:
        """An administrator without the second factor that is demanded acts as a member."""
        demanded = self.admins_need_second_factor and person.role is Role.ADMIN
        if not demanded or person.has_second_factor:
            return person
        return replace(person, role=Role.MEMBER, is_limited=True)
