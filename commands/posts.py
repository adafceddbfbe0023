"""A post, held until commit."""

from uuid import UUID

from sqlalchemy import select

from commands.transaction import Transaction
from domain.errors import PostNotFound
from domain.post import Post
from domain.user import User

POSTS = Post.metadata.tables["posts"]


def lock_post(tx: Transaction, post_id: UUID) -> tuple[User, User, Post]:
    """Who acts, the author (often the same), and the post.

    People are locked before anything else, so the post is read again when they are. Raises
    PostNotFound, also for a post that went in between.
    """
    mine = POSTS.c.id == post_id
    author_id = tx.connection.scalar(select(POSTS.c.author_id).where(mine))
    if author_id is None:
        raise PostNotFound
    acting, author = tx.lock_acting(author_id)
    locked = tx.connection.execute(select(POSTS).where(mine).with_for_update())
    if (row := locked.mappings().one_or_none()) is None:
        raise PostNotFound
    return acting, author, Post(**row)
