"""Publish a post."""

from typing import ClassVar
from uuid import UUID

from commands.transaction import Transaction
from domain.access import Permission
from domain.parsing import parsed
from domain.post import Post
from domain.values import PostText


@parsed
class PublishPost:
    permission: ClassVar = Permission.WRITE_POSTS

    command_id: UUID
    text: PostText

    def execute(self, tx: Transaction) -> UUID:
        """The new post's id. Raises EmailUnverified where mail is configured."""
        [author] = tx.lock_acting()
        if tx.policy.sends_mail:
            author.require_verified()
        post = Post.new(author.id, self.text, tx.now)
        author.was_active(tx.now)
        tx.insert(post)
        tx.save(author)
        tx.record(post.published())
        return post.id
