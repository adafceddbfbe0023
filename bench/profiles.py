"""What a person's pages ask for: of people of every kind, the most followed included."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import Connection, text

from bench.report import Figure
from bench.site import Site
from bench.terms import MEMBER, STAFF
from bench.timing import p95, rounds
from domain.access import GUEST, Actor
from queries.get_user import GetUser
from queries.identify import Identify
from queries.list_follows import ListFollows
from queries.list_history import ListHistory
from queries.list_posts import ListPosts
from queries.reading import fetch

NAME = "profiles"
PROFILE, LIST = 20, 50  # ms in p95: the goals
WHO: Final = {
    "the newest": "order by id desc",
    "the oldest": "order by id",
    "the most followed": "order by follower_count desc, id desc",
    "who writes most": "order by post_count desc, id desc",
}
# Of what a person has; the page far down is behind the row at this offset.
_OLD = "select id from {} where {} = :id order by id desc limit 1 offset :offset"
FAR = 0.9


def measure(site: Site) -> Iterator[Figure]:
    with site.owner.connect() as connection:
        people = {who: _first(connection, order) for who, order in WHO.items()}
        yield _slowest(
            site, "profile", {who: GetUser(user_id=people[who]) for who in people}, PROFILE
        )
        posts = {who: ListPosts(user_id=people[who]) for who in people}
        follows = {
            f"{side} of {who}": ListFollows(user_id=people[who], side=side)
            for who in people
            for side in ("followers", "following")
        }
        history = {who: ListHistory(user_id=people[who]) for who in people}
        deep = dict(_deep(connection, people))
    yield _slowest(site, "posts", posts, LIST)
    yield _slowest(site, "follows", follows, LIST)
    yield _slowest(site, "history", history, LIST)
    yield _slowest(site, "posts and follows, far down", deep, LIST)
    with site.copy() as copy:
        token = copy.sign_in(1)[0].partition("=")[2]
        yield _slowest(copy, "whose session it is", {"": Identify(token=SecretStr(token))}, LIST)


def _first(connection: Connection, order: str) -> UUID:
    active = "select id from user_summaries where status = 'active'"
    return connection.execute(text(f"{active} {order} limit 1")).scalar_one()


def _deep(connection: Connection, people: dict[str, UUID]) -> Iterator[tuple[str, Any]]:
    """The lists of those who have most, nearly at their ends."""
    famous, author = people["the most followed"], people["who writes most"]
    counts = "select follower_count from user_summaries where id = :id"
    followers = connection.execute(text(counts), {"id": famous}).scalar_one()
    posts = "select count(*) from posts where author_id = :id"
    written = connection.execute(text(posts), {"id": author}).scalar_one()
    for what, table, column, user_id, number in (
        ("followers", "follows", "followed_id", famous, followers),
        ("posts", "posts", "author_id", author, written),
    ):
        place = {"id": user_id, "offset": int(number * FAR)}
        after = connection.scalar(text(_OLD.format(table, column)), place)
        asked = {"user_id": user_id, "after": after}
        query = ListPosts(**asked) if what == "posts" else ListFollows(side="followers", **asked)
        yield f"after {place['offset']:,} {what}", query


def _slowest(site: Site, what: str, queries: dict[str, Any], at_most: float) -> Figure:
    timed = {
        who: rounds(partial(fetch, query, _asks(query), site.reading), site.rounds)
        for who, query in queries.items()
    }
    who, slowest = max(timed.items(), key=lambda each: p95(each[1]))
    goal, met = f"p95 at most {at_most} ms", p95(slowest) <= at_most
    return Figure.timed(NAME, what, slowest, goal=goal, met=met, note=who, may_grow=5)


def _asks(query: Any) -> Actor:
    """Who may: others' histories are for staff, and nobody is signed in before being identified."""
    return {ListHistory: STAFF, Identify: GUEST}.get(type(query), MEMBER)
