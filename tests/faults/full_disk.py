"""A directory on a small disk, which is filled and freed. `test_disk` gives it one of its own."""

import asyncio
import sys
from pathlib import Path

from sqlalchemy import make_url, text
from starlette.requests import Request

from app.console.local_postgres import running
from app.http.health import ready
from app.runtime.dispatch import ask, run
from commands.publish_post import PublishPost
from commands.register_user import RegisterUser
from domain.access import GUEST, Actor, Role
from domain.errors import DiskFull
from domain.ids import new_id
from queries.get_user import GetUser
from tests.database import Database, migrate
from tests.examples import ANN
from tests.facts import differences
from tests.product import product_at

LONG = "A thought that takes its place. " * 15


def main(disk: Path) -> None:
    with running(disk / "data") as url, product_at(url):
        migrate(make_url(url))
        author = asyncio.run(run(RegisterUser(command_id=new_id(), **ANN), GUEST))
        person = Actor(Role.MEMBER, author)
        published = _publish_until_it_fails(person, filler=disk / "filler")
        assert "disk of the server is full" in _is_not_ready()
        profile = asyncio.run(ask(GetUser(user_id=author), person))
        assert profile.post_count == published, "what was refused has left something"
        (disk / "filler").unlink()
        asyncio.run(run(PublishPost(command_id=new_id(), text=LONG), person))
        _check(Database(make_url(url)), published + 1)


def _publish_until_it_fails(person: Actor, filler: Path) -> int:
    """How many posts were acknowledged, before and after the disk was full."""
    for published in range(5_000):
        if published == 20:
            fill(filler)
        try:
            asyncio.run(run(PublishPost(command_id=new_id(), text=LONG), person))
        except DiskFull:
            return published
    raise AssertionError("the disk never was full")


def _is_not_ready() -> str:
    """What whoever asks whether the product can serve is told."""
    answer = asyncio.run(ready(Request({"type": "http"})))
    assert answer.status_code == 503
    return bytes(answer.body).decode()


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened:
        for size in (1 << 20, 4096):
            try:
                while opened.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def _check(database: Database, published: int) -> None:
    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from posts")) == published
        assert connection.scalar(text("select count(*) from commands")) == published + 1
    assert differences(database) == []
    for engine in (database.owner, database.writing, database.reading):
        engine.dispose()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
