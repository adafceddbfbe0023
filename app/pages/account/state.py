"""The state of one's own account: its settings, where one is signed in, and what happened."""

from typing import Any

import reflex as rx

from app.components import pagination
from app.components.form_fields import sent
from app.feedback.form_errors import answering_anew, failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.runtime.dispatch import ask, run
from app.urls import routes
from app.urls.safe_redirect import cursor
from commands.ask_email_change import AskEmailChange
from commands.ask_verification import AskVerification
from commands.deactivate_user import DeactivateUser
from commands.end_other_sessions import EndOtherSessions
from commands.end_session import EndSession
from domain.access import Permission
from queries.get_account_settings import AccountSettings, GetAccountSettings
from queries.list_history import HistoryPage, ListHistory
from queries.list_sign_ins import ListSignIns, SignInRow

OWN = Permission.MANAGE_OWN_ACCOUNT


class Account(SessionState):
    """One's own settings and sign-ins, and one page of one's own history."""

    settings: AccountSettings | None = None
    sign_ins: tuple[SignInRow, ...] = ()
    history: HistoryPage | None = None

    @rx.event
    @may(OWN)
    async def load(self) -> None:
        with failures(self):
            await self._read()

    @rx.event
    @may(OWN)
    async def ask_verification(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(AskVerification(**sent(form)), actor())
            await self._read()
            self.message = "A new mail is on its way. The link in the one before has ended."

    @rx.event
    @may(OWN)
    async def ask_email_change(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(AskEmailChange(**sent(form, "email")), actor())
            await self._read()
            self.message = "The change of your e-mail address is under way."

    @rx.event
    @may(OWN)
    async def end_session(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(EndSession(**sent(form, "login_id")), actor())
            await self._read()
            self.message = "That browser is signed out."

    @rx.event
    @may(OWN)
    async def end_others(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(EndOtherSessions(**sent(form)), actor())
            await self._read()
            self.message = "Every other browser is signed out."

    @rx.event
    @may(OWN)
    async def leave(self, form: dict[str, str]) -> Any:
        async with answering_anew(self, form, self._read):
            myself: Any = {actor().user_id}
            await run(DeactivateUser(**sent(form), user_ids=myself), actor())
            self._forget()
            return rx.redirect(routes.with_query(routes.SIGN_IN, left=1), replace=True)

    @rx.var
    def has_others(self) -> bool:
        """Whether there is another browser to sign out of."""
        return any(not row.is_this for row in self.sign_ins)

    @rx.var
    def place(self) -> str:
        """Where in the history this page stands."""
        return pagination.place(self.history, pagination.total(self.history))

    @rx.var
    def newer(self) -> str:
        return pagination.newer(self.history, _page)

    @rx.var
    def older(self) -> str:
        return pagination.older(self.history, _page)

    async def _read(self) -> None:
        asked, mine = self.router.url.query_parameters, actor().user_id
        after, before = cursor(asked.get("after", "")), cursor(asked.get("before", ""))
        settings, sign_ins = (
            await ask(GetAccountSettings(), actor()),
            await ask(ListSignIns(), actor()),
        )
        if mine:
            page = ListHistory(user_id=mine, after=after, before=before)
            self.history = readable(await ask(page, actor()))
        self.settings = readable(settings)
        self.sign_ins = tuple(sorted(sign_ins, key=lambda row: not row.is_this))


def _page(**place: object) -> str:
    return routes.with_query(routes.ACCOUNT, **place)
