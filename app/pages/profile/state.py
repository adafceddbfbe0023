"""The state of one's own profile: what is saved, and what stands against it."""

from dataclasses import dataclass, replace
from typing import Any, Final

import reflex as rx

from app.dispatch import ask, run
from app.errors import answering, failures
from app.form_fields import sent
from app.session import Problem, SessionState, actor, signed_in
from commands.update_profile import UpdateProfile
from domain.errors import StaleVersion
from queries.get_user import GetUser, UserProfile

FIELDS: Final = ("name", "bio")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed while the profile was changed elsewhere."""

    name: str
    bio: str


class Profile(SessionState):
    """The saved profile; a draft only while there is a conflict."""

    saved: UserProfile | None = None
    draft: Draft | None = None

    @rx.event
    @signed_in
    async def load(self) -> None:
        self.errors, self.draft = {}, None
        with failures(self):
            self.saved = await self._read()

    @rx.event
    @signed_in
    async def save(self, form: dict[str, str]) -> None:
        with answering(self, form):
            try:
                await run(_command(form), actor())
            except StaleVersion:
                self._keep(await self._read(), Draft(form.get("name", ""), form.get("bio", "")))
                raise
            self._keep(await self._read())
        if self.problem.sentence == StaleVersion.sentence:
            self.problem = Problem()  # both texts side by side say it

    @rx.var
    def values(self) -> dict[str, str]:
        """The saved texts, by field."""
        return {field: getattr(self.saved, field) for field in FIELDS} if self.saved else {}

    @rx.var
    def name_sides(self) -> list[dict[str, str]]:
        """Both names, when they differ in a conflict."""
        return self._sides("name")

    @rx.var
    def bio_sides(self) -> list[dict[str, str]]:
        """Both bios, when they differ in a conflict."""
        return self._sides("bio")

    def _sides(self, field: str) -> list[dict[str, str]]:
        if not self.saved or not self.draft:
            return []
        yours, theirs = getattr(self.draft, field), getattr(self.saved, field)
        if yours == theirs:
            return []
        return [
            {"side": "yours", "text": yours, "at": ""},
            {"side": "theirs", "text": theirs, "at": str(self.saved.refreshed_at)},
        ]

    def _keep(self, saved: UserProfile, draft: Draft | None = None) -> None:
        if self.saved and not draft:
            self.message = _told([f for f in FIELDS if getattr(saved, f) != self.values[f]])
        self.saved, self.draft = saved, draft
        self.me = replace(self.me, name=saved.name)

    async def _read(self) -> UserProfile:
        return await ask(GetUser(user_id=_own_id()), actor())


def _own_id() -> Any:
    return actor().user_id


def _told(changed: list[str]) -> str:
    if not changed:
        return "Your profile was saved already."
    return f"Your {' and '.join(changed)} {'are' if len(changed) > 1 else 'is'} saved."


def _command(form: dict[str, str]) -> UpdateProfile:
    return UpdateProfile(user_id=_own_id(), **sent(form, "version", *FIELDS))
