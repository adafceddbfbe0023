"""Delete a post: one's own, or as a moderator that of somebody of a lower rank."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import delete

from commands.posts import POSTS, lock_post
from commands.transaction import Transaction
from domain.access import Permission
from domain.errors import Forbidden
from domain.parsing import parsed


@parsed
class DeletePost:
    permission: ClassVar = Permission.WRITE_POSTS

    command_id: UUID
    post_id: UUID

    def execute(self, tx: Transaction) -> None:
        """Raises PostNotFound, and Forbidden for a post that one may not remove."""
        acting, author, post = lock_post(tx, self.post_id)
        if acting.id != author.id:
            tx.actor.require(Permission.REMOVE_POSTS)
            if not tx.actor.outranks(author.role):
                raise Forbidden
        tx.connection.execute(delete(POSTS).where(POSTS.c.id == post.id))
        tx.record(post.deleted())
