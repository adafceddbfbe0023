"""Servers whose clocks differ agree about what is newest: they ask the clock of the database."""

import ast
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.sign_in import SignIn
from commands.suspend_users import SuspendUsers
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import TURNS, new_id
from queries.find_users import FindUsers
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.list_follows import ListFollows
from queries.list_history import ListHistory
from queries.list_posts import ListPosts
from queries.list_sign_ins import ListSignIns
from tests import examples
from tests.database import ROOT
from tests.examples import PASSWORD
from tests.facts import rows

PACKAGES = "app", "commands", "domain", "projections", "queries"
OURS = "commands", "domain", "projections", "queries"


@contextmanager
def clock_off_by(off: timedelta):
    """What a server thinks whose clock is wrong: every module of the product reads that clock."""

    class WrongClock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + off

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] in PACKAGES and getattr(module, "datetime", None) is datetime:
                patch.setattr(module, "datetime", WrongClock)
        yield


HOUR = timedelta(hours=1)
SERVERS = [HOUR, timedelta(0), -HOUR, 2 * HOUR, -2 * HOUR]  # in this order something is done there


def test_who_joined_last_is_first_whichever_server_it_was(register, ask):
    people = []
    for number, off in enumerate(SERVERS):
        with clock_off_by(off):
            people.append(register(f"Person {number}"))

    newest_first = people[::-1]
    for query in (ListActiveUsers(), FindUsers(), ListActiveUsers(search="person")):
        for off in SERVERS:
            with clock_off_by(off):
                assert [row.id for row in ask(query).rows] == newest_first
    joined = [row.created_at for row in ask(ListActiveUsers()).rows]
    assert joined == sorted(joined, reverse=True)
    assert abs(joined[0] - datetime.now(UTC)) < timedelta(minutes=1)


def test_posts_follows_and_history_are_in_the_order_of_happening(register, do, ask):
    ann, *others = (register(name) for name in ("Ann", "Bob", "Cid", "Dan", "Eve", "Flo"))
    actor, posts = Actor(Role.MEMBER, ann), []
    for other, off in zip(others, SERVERS, strict=True):
        with clock_off_by(off):
            posts.append(do(PublishPost(command_id=new_id(), text="Hello"), actor))
            do(FollowUser(command_id=new_id(), user_id=other), actor)

    follows = ask(ListFollows(user_id=ann, side="following")).rows
    history = ask(ListHistory(user_id=ann)).rows
    assert [row.id for row in ask(ListPosts(user_id=ann)).rows] == posts[::-1]
    assert [row.user_id for row in follows] == others[::-1]
    names = ["FollowingStarted", "PostPublished"] * len(SERVERS) + ["UserRegistered"]
    assert [row.event for row in history] == names
    moments = [row.happened_at for row in history]
    assert moments == sorted(moments, reverse=True)


class Late(PublishPost):
    """It begins, and waits for another command before it locks its author."""

    began, is_done = threading.Event(), threading.Event()

    def execute(self, tx):
        assert tx.connection
        self.began.set()
        assert self.is_done.wait(10)
        return super().execute(tx)


def test_what_began_first_and_happened_last_stands_last(do, ann, ask):
    with ThreadPoolExecutor(1) as threads:
        late = threads.submit(do, Late(command_id=new_id(), text="Late"), ann)
        assert Late.began.wait(10)
        early = do(PublishPost(command_id=new_id(), text="Early"), ann)
        Late.is_done.set()
        posts = [late.result(10), early]

    assert [row.id for row in ask(ListPosts(user_id=ann.user_id)).rows] == posts
    history = ask(ListHistory(user_id=ann.user_id)).rows
    assert [row.after.get("text") for row in history[:2]] == ["Late", "Early"]


@pytest.mark.parametrize("began", [timedelta(hours=-40), timedelta(hours=40)])
def test_a_wrong_clock_ends_no_session_and_keeps_none(began, do, ask, register):
    ann = register("Ann")
    with clock_off_by(began):
        token = do(SignIn(email="ann@example.org", password=PASSWORD))
        here = ask(Identify(token=token), GUEST)
    for off in (timedelta(days=-40), timedelta(0), timedelta(days=40)):
        with clock_off_by(off):
            assert ask(Identify(token=token), GUEST) == here
            assert len(ask(ListSignIns(), here)) == 1

    assert (here.user_id, here.use_is_due) == (ann, False)


def test_an_end_of_a_suspension_is_to_come_by_the_clock_of_all(do, ann):
    soon = datetime.now(UTC) + timedelta(minutes=10)
    command = SuspendUsers(command_id=new_id(), user_ids=[ann.user_id], reason="S", until=soon)
    with clock_off_by(HOUR):
        do(command, SYSTEM)


def test_what_one_command_writes_has_one_instant(register, database):
    ann = register("Ann")

    [row] = rows(
        database,
        "select created_at, inserted_at, refreshed_at, happened_at"
        " from user_summaries join history on user_id = user_summaries.id",
    )
    assert len(set(row)) == 1
    [[of_id]] = rows(database, "select uuid_extract_timestamp(:id)", id=ann)
    assert timedelta(0) <= row[0] - of_id < timedelta(milliseconds=1)


TOUCHED = text("select id, updated_at, name, bio, email from users")


@pytest.mark.parametrize("kind", examples.all_commands())
def test_updated_at_moves_with_name_bio_and_email_and_nothing_else(kind, do, ann, database):
    command, actor = examples.command(kind, ann.user_id, do)

    def people():
        with database.owner.connect() as connection:
            return {each.id: each for each in connection.execute(TOUCHED)}

    before = people()
    do(command, actor)
    after = people()

    for user_id, one in before.items():
        other = after[user_id]
        assert (one.updated_at < other.updated_at) == (one[2:] != other[2:])
        assert (one.updated_at == other.updated_at) == (one[2:] == other[2:])


def test_ids_sort_by_the_microsecond_and_then_by_their_turn():
    at = datetime(2026, 3, 1, 12, 0, 0, 999, UTC)
    moments = [at + timedelta(microseconds=n) for n in range(2_000)]
    turns = [0, 1, 2, TURNS - 1]

    ids = [new_id(moment, turn) for moment in moments for turn in turns]

    assert ids == sorted(ids)
    assert {(each.version, each.variant) for each in ids} == {(7, "specified in RFC 4122")}
    assert len({new_id(at) for _ in range(10_000)}) == 10_000


def clocks(path):
    """Where a module asks this machine what time it is."""
    asked = {"now", "utcnow", "today", "time", "monotonic"}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in asked:
            whose = ast.unparse(node.func.value)
            if whose in {"datetime", "date", "time"}:
                yield node.lineno
        elif isinstance(node.func, ast.Name) and node.func.id == "new_id" and not node.args:
            yield node.lineno


@pytest.mark.parametrize("package", OURS)
def test_nothing_below_the_app_reads_the_clock_of_its_machine(package):
    asking = {path.name for path in (ROOT / package).rglob("*.py") if list(clocks(path))}

    # Ids that are in no order, such as those of commands.
    assert asking == ({"ids.py"} if package == "domain" else set())


def test_a_module_that_reads_the_clock_is_noticed(tmp_path):
    for line in ("datetime.now(UTC)", "time.time()", "date.today()", "new_id()"):
        (tmp_path / "planted.py").write_text(line)
        assert list(clocks(tmp_path / "planted.py")) == [1], line
