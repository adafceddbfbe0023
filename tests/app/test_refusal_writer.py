import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.runtime import refusal_counter, refusal_writer
from app.runtime.dispatch import ask, run
from app.runtime.refusal_counter import MOST_KINDS, OTHERS, refused
from commands.sign_in import SignIn
from commands.update_profile import UpdateProfile
from domain.access import GUEST, Actor, Role
from domain.errors import DomainError
from domain.ids import new_id
from queries.find_users import FindUsers
from tests.api.conftest import EDGE
from tests.app.conftest import Tab, client_of
from tests.app.pages import Planted
from tests.database import Database
from tests.product import AWAY, product_at


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    refusal_counter.taken()
    yield
    refusal_counter.taken()


def counted() -> set[tuple[str, str, object, int]]:
    return {(row.subject, row.reason, row.user_id, row.count) for row in refusal_counter.taken()}


def written(database: Database) -> list[tuple[str, str, int]]:
    query = "select subject, reason, sum(count)::int from refusals group by 1, 2 order by 1"
    with database.owner.connect() as connection:
        return [(*row,) for row in connection.execute(text(query))]


def refuse(*asked: object) -> None:
    with pytest.raises(DomainError):
        asyncio.run(*asked)


def test_refused_commands_and_queries_are_counted(product: None, ann: Actor) -> None:
    edit = UpdateProfile(command_id=new_id(), user_id=new_id(), version=1, name="Eve", bio="")
    refuse(run(SignIn(email="ann@example.org", password="not the right one"), GUEST))
    refuse(run(edit, GUEST))
    refuse(ask(FindUsers(), ann))

    assert counted() == {
        ("SignIn", "bad_credentials", None, 1),
        ("UpdateProfile", "forbidden", None, 1),
        ("FindUsers", "forbidden", ann.user_id, 1),
    }


def test_a_mistake_is_no_refusal(product: None, ann: Actor) -> None:
    member = Actor(Role.MEMBER, ann.user_id)
    stale = UpdateProfile(command_id=new_id(), user_id=ann.user_id, version=9, name="Ann", bio="")
    refuse(run(stale, member))

    assert counted() == set()


def test_refused_events_are_counted_by_handler_and_person(
    tab: Tab, ann: Actor, as_ann: str
) -> None:
    tab.sends(Planted.see(), as_ann)
    tab.sends(Planted.fill())

    assert counted() == {
        ("planted.see", "forbidden", ann.user_id, 1),
        ("planted.fill", "forbidden", None, 1),
    }


def test_a_guest_whom_the_api_turns_away_is_counted(product: None) -> None:
    answer = client_of(EDGE)("PUT", f"/api/users/{new_id()}", json={"user": {"name": "Eve"}})

    assert answer.status_code == 401
    assert counted() == {("api", "forbidden", None, 1)}


def test_a_flood_is_one_row_a_second(product: None, database: Database) -> None:
    for _ in range(5_000):
        refused("event", "too_many")

    asyncio.run(refusal_writer.write())
    asyncio.run(refusal_writer.write())

    assert written(database) == [("event", "too_many", 5_000)]
    with database.owner.connect() as connection:
        assert connection.scalar(text("select count(*) from refusals")) <= 2


def test_a_flood_of_many_kinds_is_counted_under_one() -> None:
    for _ in range(1_000):
        refused("event", "forbidden", new_id())

    rows = refusal_counter.taken()
    assert len(rows) <= MOST_KINDS + 1
    assert sum(row.count for row in rows) == 1_000
    assert sum(row.count for row in rows if row.subject == OTHERS) == 1_000 - MOST_KINDS


def test_what_cannot_be_written_is_written_later(product: None, database: Database) -> None:
    refused("event", "forbidden")
    with product_at(AWAY):
        asyncio.run(refusal_writer.write())

    asyncio.run(refusal_writer.write())

    assert written(database) == [("event", "forbidden", 1)]


def test_what_is_left_is_written_when_the_server_stops(product: None, database: Database) -> None:
    async def serve() -> None:
        writing = asyncio.create_task(refusal_writer.keep_writing())
        await asyncio.sleep(0)
        refused("http", "too_large")
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    asyncio.run(serve())

    assert written(database) == [("http", "too_large", 1)]
