"""The state of a person's page: who it is, and one page of their posts or of their follows."""

from typing import cast
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from app.components import pagination
from app.components.form_fields import given, sent
from app.feedback.form_errors import answering_anew, failures
from app.identity.readable_email import readable
from app.identity.session_state import SessionState, actor, may
from app.pages.person.asking import question, side_of
from app.runtime.dispatch import ask, run
from app.urls import routes
from commands.delete_post import DeletePost
from commands.edit_post import EditPost
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.unfollow_user import UnfollowUser
from domain.access import Actor, Permission, Role
from domain.errors import NotFound
from domain.graphemes import shortened
from queries.get_user import GetUser, UserProfile
from queries.list_follows import FollowPage
from queries.list_posts import PostPage


class Person(SessionState):
    """The person of the address; nobody while another one is being loaded."""

    shown: UserProfile | None = None
    posts: PostPage | None = None  # beneath the person stand these,
    follows: FollowPage | None = None  # or these
    side: str = ""  # of the follows; empty for the posts
    missing: bool = False
    asked: str = ""  # the part of the address that all of these answer

    @rx.event
    @may(Permission.READ_DIRECTORY)
    async def load(self) -> None:
        self._turn_to(str(self.rx_router_page.params.get("person_id", "")))
        with failures(self):
            await self._read()

    @rx.event
    @may(Permission.WRITE_POSTS)
    async def publish(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(PublishPost(**sent(form, "text")), actor())
            await self._read()
            self.message = f"Your post is published. {self._post_count()}"

    @rx.event
    @may(Permission.WRITE_POSTS)
    async def edit(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(EditPost(**sent(form, "post_id", "text"), **given(form, "seen")), actor())
            await self._read()
            self.message = "Your post is saved."

    @rx.event
    @may(Permission.WRITE_POSTS)
    async def delete(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(DeletePost(**sent(form, "post_id")), actor())
            await self._read()
            self.message = f"The post is removed. {self._post_count()}"

    @rx.event
    @may(Permission.FOLLOW)
    async def follow(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(FollowUser(**sent(form, "user_id")), actor())
            await self._read()
            self.message = f"You follow {self.called}."

    @rx.event
    @may(Permission.FOLLOW)
    async def unfollow(self, form: dict[str, str]) -> None:
        async with answering_anew(self, form, self._read):
            await run(UnfollowUser(**sent(form, "user_id")), actor())
            await self._read()
            self.message = f"You no longer follow {self.called}."

    @rx.var
    def is_own(self) -> bool:
        return self.shown is not None and str(self.shown.id) == self.me.id

    @rx.var
    def called(self) -> str:
        """The name as it stands in sentences."""
        return shortened(self.shown.name) if self.shown else ""

    @rx.var
    def may_remove(self) -> bool:
        """Whether the viewer may remove the posts of this person, who is somebody else."""
        if not self.shown or Permission.REMOVE_POSTS not in self.me.permissions:
            return False
        return Actor(Role(self.me.role)).outranks(self.shown.role)

    @rx.var
    def place(self) -> str:
        """Where in the list this page of it stands."""
        return pagination.place(self.posts or self.follows)

    @rx.var
    def newer(self) -> str:
        return pagination.newer(self.posts or self.follows, self._link)

    @rx.var
    def older(self) -> str:
        return pagination.older(self.posts or self.follows, self._link)

    def _link(self, **cursor: UUID) -> str:
        return routes.with_query(routes.person(self.asked), show=self.side, **cursor)

    def _turn_to(self, asked: str) -> None:
        """Forget the person shown before, so that a failure never leaves somebody else's page."""
        self.missing = False
        if asked != self.asked:
            self.asked, self.shown, self.posts, self.follows = asked, None, None, None

    async def _read(self) -> None:
        """The person and the rows of the address, assigned together."""
        address = self.router.url.query_parameters
        try:
            shown = await ask(GetUser(user_id=cast("UUID", self.asked)), actor())
            rows = await ask(question(shown.id, address), actor())
        except (NotFound, ValidationError):
            self.missing = True
            self.shown, self.posts, self.follows = None, None, None
            return
        self.shown, self.side = readable(shown), side_of(address) or ""
        self.posts = rows if isinstance(rows, PostPage) else None
        self.follows = rows if isinstance(rows, FollowPage) else None

    def _post_count(self) -> str:
        """How many posts there are now, so that the same message is never said twice in a row."""
        count = self.shown.post_count if self.shown else 0
        who = "You have" if self.is_own else f"{self.called} has"
        return f"{who} {count:,} {'post' if count == 1 else 'posts'} now."
