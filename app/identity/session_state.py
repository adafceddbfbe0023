"""Who is asking: the actor of the current event, and what the page knows of the viewer."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import reflex as rx

from app.config import settings
from app.identity.readable_email import shown_email
from domain.access import GUEST, Actor, Permission
from queries.get_suspension import Suspension

Handler = TypeVar("Handler", bound=Callable[..., Any])
Rule = Callable[[Actor], bool]

_RULE: Final = "__who_may__"
_actor: ContextVar[Actor] = ContextVar("actor", default=GUEST)


def actor() -> Actor:
    """Return the actor of the event or request being handled; a guest outside of both."""
    return _actor.get()


def act_as(person: Actor) -> None:
    """Make `person` the actor for the rest of this task."""
    _actor.set(person)


@dataclass(frozen=True)
class Viewer:
    """What a page may know of the person in front of it."""

    id: str = ""
    name: str = ""
    email: str = ""
    role: str = ""
    signed_in: bool = False
    permissions: list[str] = field(default_factory=list)
    must_verify: bool = False  # the e-mail address, before posting and following
    is_limited: bool = False  # an administrator without the second factor that is demanded


@dataclass(frozen=True)
class SiteFacts:
    """What a page may know of the settings. Empty until the server's first answer."""

    sign_up: str = ""  # "open", "closed" or "domains"
    domains: str = ""  # those that may sign up, in words
    sends_mail: bool = False


@dataclass(frozen=True)
class Problem:
    """The banner of a page: nothing is wrong while `sentence` is empty."""

    sentence: str = ""
    reference: str = ""
    form: str = ""  # the command id of the form that says it; the banner is silent then
    remedy: str = ""  # the address of the page where it is put right, if there is one


class SessionState(rx.State):
    """What every page shows of the session. Page states derive from it."""

    me: Viewer = Viewer()
    site: SiteFacts = SiteFacts()
    message: str = ""
    problem: Problem = Problem()
    suspension: Suspension | None = None  # of whoever signed in with this browser's cookie

    # What became of the last form, by its command id; see `app.feedback.form_errors.answering`.
    errors: dict[str, str] = {}
    theirs: dict[str, str] = {}  # what somebody else made of the same fields meanwhile
    answered: str = ""
    accepted: str = ""  # the last one that was carried out
    password_needed: str = ""  # the last one that takes the password first

    # The sign-in and role for which this state was filled; None before the first event.
    _owner: str | None = None
    # A page opened while the database was away has shown nothing yet.
    _unfilled: bool = False

    def _forget(self) -> None:
        """Blank all that the tab holds: its sign-in has ended, and the page knows."""
        self._get_root_state().reset()
        self._owner = owner_of(GUEST)


def owner_of(person: Actor) -> str:
    """Whose the state of a tab is: that of one sign-in, in one role."""
    return f"{person.login_id or ''}:{person.role or ''}"


def viewer(person: Actor) -> Viewer:
    """Describe `person` for the page."""
    return Viewer(
        id=str(person.user_id or ""),
        name=person.name,
        email=shown_email(person.email),
        role=person.role or "",
        signed_in=person.user_id is not None,
        permissions=[permission.value for permission in Permission if person.may(permission)],
        must_verify=settings.policy.sends_mail and not person.email_verified,
        is_limited=person.is_limited,
    )


def site_facts() -> SiteFacts:
    """Describe the settings for the page."""
    policy = settings.policy
    if policy.sign_up_domains is None:
        return SiteFacts("open", sends_mail=policy.sends_mail)
    domains = " or ".join(sorted(policy.sign_up_domains))
    return SiteFacts("domains" if domains else "closed", domains, policy.sends_mail)


def anyone(handler: Handler) -> Handler:
    """Let everybody call `handler`. Stands under `@rx.event`."""
    return _with_rule(handler, lambda _: True)


def signed_in(handler: Handler) -> Handler:
    """Let every signed-in person call `handler`. Stands under `@rx.event`."""
    return _with_rule(handler, lambda person: person.user_id is not None)


def may(permission: Permission) -> Callable[[Handler], Handler]:
    """Let those who hold `permission` call the handler. Stands under `@rx.event`."""
    return lambda handler: _with_rule(handler, lambda person: person.may(permission))


def rule_of(handler: object) -> Rule | None:
    """Return who may call `handler`; None when it was never said."""
    return getattr(handler, _RULE, None)


def _with_rule(handler: Handler, rule: Rule) -> Handler:
    setattr(handler, _RULE, rule)
    return handler
