"""Edit a post: one's own text."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import update

from commands.posts import POSTS, lock_post
from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.values import PostText


@parsed
class EditPost:
    permission: ClassVar = Permission.WRITE_POSTS

    command_id: UUID
    post_id: UUID
    seen: str | None = None  # the text that the editor saw; None: whatever it is by now
    text: PostText

    def execute(self, tx: Transaction) -> None:
        """Raises PostNotFound, Forbidden for somebody else's post, and StaleFields.

        Where mail is configured, also EmailUnverified.
        """
        _, author, post = lock_post(tx, self.post_id)
        tx.actor.require_self(author.id)
        if tx.policy.sends_mail:
            author.require_verified()
        edited = post.edit(self.text, tx.now, seen=self.seen)
        if edited is None:
            return
        new = {"text": post.text, "updated_at": post.updated_at}
        tx.connection.execute(update(POSTS).where(POSTS.c.id == post.id).values(new))
        author.was_active(tx.now)
        tx.save(author)
        tx.record(edited)
