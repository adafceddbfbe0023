"""The state of one's own profile: what is saved."""

from dataclasses import replace
from typing import Any, Final

import reflex as rx

from app.components.form_fields import given, sent
from app.feedback.form_errors import answering_anew, failures
from app.identity.session_state import SessionState, actor, signed_in
from app.runtime.dispatch import ask, run
from commands.update_profile import UpdateProfile
from queries.get_user import GetUser, UserProfile

FIELDS: Final = ("name", "bio")


class Profile(SessionState):
    """The saved profile. What was typed and not saved is the browser's."""

    saved: UserProfile | None = None

    @rx.event
    @signed_in
    async def load(self) -> None:
        self.errors, self.theirs = {}, {}
        with failures(self):
            await self._read()

    @rx.event
    @signed_in
    async def save(self, form: dict[str, str]) -> None:
        """Save the fields that came, which are those that were changed."""
        async with answering_anew(self, form, self._read):
            await run(_command(form), actor())
            before = self.values
            await self._read()
            changed = [field for field in FIELDS if before.get(field) != self.values[field]]
            self.message = _told(changed, form)

    @rx.var
    def values(self) -> dict[str, str]:
        """The saved texts, by field."""
        return {field: getattr(self.saved, field) for field in FIELDS} if self.saved else {}

    async def _read(self) -> None:
        self.saved = await ask(GetUser(user_id=_own_id()), actor())
        self.me = replace(self.me, name=self.saved.name)


def _own_id() -> Any:
    return actor().user_id


def _told(changed: list[str], form: dict[str, str]) -> str:
    """What was saved, and what somebody else changed meanwhile."""
    own = [field for field in changed if field in form]
    others = [field for field in changed if field not in form]
    saved = f"{_yours(own, 'is', 'are')} saved." if own else "Your profile was saved already."
    if not others:
        return saved
    return f"{saved} {_yours(others, 'was', 'were')} changed elsewhere meanwhile."


def _yours(fields: list[str], one: str, several: str) -> str:
    return f"Your {' and '.join(fields)} {several if len(fields) > 1 else one}"


def _command(form: dict[str, str]) -> UpdateProfile:
    return UpdateProfile(user_id=_own_id(), **sent(form, "version"), **given(form, *FIELDS))
