"""How often a password may be tried, by whom, and what nobody can tell from it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from commands import passwords, throttle
from commands.change_password import ChangePassword
from commands.confirm_password import ConfirmPassword
from commands.sign_in import SignIn
from commands.throttle import ANY_PASSWORD, BEYOND, FROM_ADDRESS, FROM_STRANGERS, Limit
from commands.transaction import execute
from domain.access import GUEST, SYSTEM
from domain.errors import BadCredentials, DomainError, TooMany, WrongPassword
from domain.ids import new_id
from tests.examples import PASSWORD
from tests.facts import set_status
from tests.mails import Change

EMAIL = "ann@example.org"
HOME, ATTACKER = (replace(GUEST, address=each) for each in ("198.51.100.1", "192.0.2.1"))
DEVICE = "a" * 43


def sign_in(password=PASSWORD, email=EMAIL, **more):
    return SignIn(email=email, password=password, **more)


class Compared(PasswordHasher):
    """The hasher of the product; it remembers what it was asked to compare."""

    def __init__(self):
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.hashes = []

    def verify(self, stored, password):
        self.hashes.append(stored)
        return super().verify(stored, password)


@pytest.fixture
def compared(monkeypatch):
    """The hashes that passwords are compared with from now on."""
    hasher = Compared()
    monkeypatch.setattr(passwords, "_hasher", hasher)
    return hasher.hashes


@pytest.fixture
def stored(database, ann):
    """The hash of Ann's password."""
    with database.owner.connect() as connection:
        return connection.scalar(text("select password_hash from users"))


@pytest.fixture
def tried(do, ann):
    """So many wrong tries for Ann's account; how each was refused."""

    def tried(times, actor=ATTACKER, **more):
        return [refusal(lambda: do(sign_in("wrong", **more), actor)) for _ in range(times)]

    return tried


@pytest.fixture
def used_up(database):
    """So many tries have been counted of this subject."""

    def used_up(limit, *subject, times):
        row = {"key": limit.key(*subject), "times": times}
        with database.owner.begin() as connection:
            connection.execute(text("insert into tries values (:key, :times, now())"), row)

    return used_up


def refusal(work):
    try:
        work()
    except DomainError as error:
        return type(error), str(error)


def test_of_a_hundred_tries_at_once_ten_are_compared(database, stored, compared):
    start = Barrier(20)
    engines = [create_engine(database.writing.url) for _ in range(2)]  # as two servers have them

    def attack(n):
        start.wait()
        command = sign_in("wrong")
        return [refusal(lambda: execute(command, ATTACKER, engines[n % 2])) for _ in range(5)]

    with ThreadPoolExecutor(20) as threads:
        refusals = [each for some in threads.map(attack, range(20)) for each in some]
    for engine in engines:
        engine.dispose()

    assert len(refusals) == len(compared) == 100
    assert {kind for kind, _ in refusals} == {BadCredentials}
    assert compared.count(stored) == 10


def test_who_is_locked_reads_the_same_words_and_causes_the_same_work(
    do, database, register, compared, tried
):
    """Unknown, wrong, locked, suspended, deactivated, without a password: one comparison each."""
    register("Locked", "locked@example.org")
    tried(10, email="locked@example.org")
    compared.clear()
    for name, change in {
        "sus": "status = 'suspended'",
        "off": "status = 'inactive'",
        "non": "password_hash = null",
    }.items():
        user_id = register(name, f"{name}@example.org")
        with database.owner.begin() as connection:
            connection.execute(text(f"update users set {change} where id = :id"), {"id": user_id})
    refusals = [
        refusal(lambda email=email, password=password: do(sign_in(password, email), ATTACKER))
        for email, password in [
            ("nobody@example.org", PASSWORD),
            (EMAIL, "wrong"),
            ("locked@example.org", "wrong"),
            ("locked@example.org", PASSWORD),
            ("sus@example.org", "wrong"),
            ("sus@example.org", PASSWORD),
            ("off@example.org", "wrong"),
            ("off@example.org", PASSWORD),
            ("non@example.org", PASSWORD),
        ]
    ]

    assert set(refusals) == {(BadCredentials, BadCredentials.sentence)}
    assert len(compared) == len(refusals)


def test_a_try_counts_before_anything_is_compared(do, ann, database, monkeypatch):
    class Killed(Exception):
        pass

    def killed(*_):
        raise Killed

    monkeypatch.setattr(passwords._hasher.__class__, "verify", killed)
    do(Change("delete from tries"), SYSTEM)
    with pytest.raises(Killed):
        do(sign_in("wrong"), ATTACKER)

    with database.owner.connect() as connection:
        counts = connection.scalars(text("select count from tries")).all()
    # Of the account from there, now and that day; from all strangers; of the address.
    assert counts == [1, 1, 1, 1]


def test_the_owner_gets_in_from_a_known_device_whatever_an_attacker_does(do, tried):
    do(sign_in(device=DEVICE), HOME)

    tried(200)
    do(sign_in(device=DEVICE), HOME)
    for n in range(90):
        tried(1, replace(GUEST, address=f"203.0.113.{n}"))
    tried(3, replace(GUEST, address="203.0.113.200"))
    with pytest.raises(BadCredentials):
        do(sign_in(), HOME)  # a device that nobody knows is a stranger's
    do(sign_in(device=DEVICE), HOME)


@pytest.mark.parametrize(("addresses", "times"), [(10, 10), (10, 30), (30, 10)])
def test_strangers_who_tried_a_hundred_times_keep_nobody_else_out(do, tried, addresses, times):
    for n in range(addresses):
        tried(times, replace(GUEST, address=f"203.0.113.{n}"))

    if addresses > 10:  # those who came first beyond the bound have used up its three
        with pytest.raises(BadCredentials):
            do(sign_in(), HOME)
        do(Change("update tries set began_at = began_at - interval '15 minutes'"), SYSTEM)
    do(sign_in(), HOME)


def test_beyond_a_hundred_tries_strangers_have_three_in_a_quarter_of_an_hour(
    do, stored, compared, tried, used_up, later
):
    used_up(FROM_STRANGERS, EMAIL, times=100)
    compared.clear()
    for n in range(20):
        tried(1, replace(GUEST, address=f"203.0.113.{n}"))
    assert compared.count(stored) == 3

    later("15 minutes")
    for n in range(20, 40):
        tried(1, replace(GUEST, address=f"203.0.113.{n}"))
    assert compared.count(stored) == 6


def test_who_tried_often_that_day_is_not_among_the_few(do, stored, compared, tried, used_up, later):
    used_up(FROM_STRANGERS, EMAIL, times=90)
    tried(10)
    later("30 minutes")
    compared.clear()

    tried(1)
    assert compared.count(stored) == 0
    do(sign_in(), HOME)


def test_also_when_the_attacker_sits_behind_the_same_address(do, ann, used_up):
    do(sign_in(device=DEVICE), HOME)
    do(Change("delete from tries"), SYSTEM)
    used_up(ANY_PASSWORD, HOME.address, times=300)
    with pytest.raises(TooMany):
        do(sign_in(), HOME)

    do(sign_in(device=DEVICE), HOME)


def test_one_address_alone_does_not_keep_other_strangers_out(do, tried):
    tried(200)

    do(sign_in(), HOME)


def test_a_known_device_has_ten_tries_too(do, stored, compared, tried, later):
    do(sign_in(device=DEVICE), HOME)
    compared.clear()

    tried(30, HOME, device=DEVICE)

    assert compared.count(stored) == 10
    with pytest.raises(BadCredentials):
        do(sign_in(device=DEVICE), HOME)
    later("5 minutes")
    do(sign_in(device=DEVICE), HOME)


def test_who_got_in_before_the_password_was_changed_is_a_stranger(do, ann, who, used_up):
    here = who(do(sign_in(device="b" * 43), HOME))
    do(sign_in(device=DEVICE), ATTACKER)
    form = {"current_password": PASSWORD, "new_password": "some tractor violin"}
    do(ChangePassword(command_id=new_id(), **form), here)
    used_up(FROM_STRANGERS, EMAIL, times=100)
    used_up(BEYOND, EMAIL, times=3)

    with pytest.raises(BadCredentials):
        do(sign_in("some tractor violin", device=DEVICE), ATTACKER)
    do(sign_in("some tractor violin", device="b" * 43), HOME)


def test_the_device_of_somebody_else_is_a_stranger(do, register, stored, compared, tried):
    register("Eve")
    do(sign_in(email="eve@example.org", device=DEVICE), ATTACKER)
    compared.clear()

    tried(30, device=DEVICE)
    tried(30, device="b" * 43)

    assert compared.count(stored) == 10


def test_signing_in_and_confirming_share_their_tries(do, ann, who, tried):
    here = who(do(sign_in(device=DEVICE), HOME))
    tried(5, HOME, device=DEVICE)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            do(ConfirmPassword(command_id=new_id(), password="wrong"), here)

    with pytest.raises(BadCredentials):
        do(sign_in(device=DEVICE), HOME)
    with pytest.raises(TooMany):
        do(ConfirmPassword(command_id=new_id(), password=PASSWORD), here)


def test_after_five_minutes_it_may_be_tried_again(do, tried, later):
    tried(10)
    with pytest.raises(BadCredentials):
        do(sign_in(), ATTACKER)

    later("4 minutes 50 seconds")
    with pytest.raises(BadCredentials):
        do(sign_in(), ATTACKER)
    later("15 seconds")
    do(sign_in(), ATTACKER)


def test_signing_in_forgets_the_tries_before(do, tried):
    for _ in range(3):
        tried(9)
        do(sign_in(), ATTACKER)


def test_a_right_password_without_the_code_forgets_nothing(do, ann, tried):
    secret = "JBSWY3DPEHPK3PXP" * 2
    do(Change(f"insert into second_factors select id, '{secret}', now(), 0 from users"), SYSTEM)
    for code in ("", "000000", "k3fz-9m2p-xw7c", "") * 2:
        assert refusal(lambda code=code: do(sign_in(code=code), ATTACKER))[0] is not BadCredentials
    tried(2)

    with pytest.raises(BadCredentials):
        do(sign_in(), ATTACKER)


def test_from_one_address_three_hundred_may_be_tried_whoever_they_are(do, tried, used_up):
    used_up(ANY_PASSWORD, ATTACKER.address, times=298)

    refusals = [tried(1, email=f"{n}@example.org")[0][0] for n in range(3)]

    assert refusals == [BadCredentials, BadCredentials, TooMany]
    do(sign_in(), HOME)


def test_people_who_sign_in_use_up_nothing_of_the_address_that_they_share(do, ann, database):
    do(Change("delete from tries"), SYSTEM)
    for _ in range(5):
        do(sign_in(), HOME)
        do(sign_in(device=DEVICE), HOME)

    with database.owner.connect() as connection:
        assert connection.scalar(text("select sum(count) from tries")) == 0


def test_no_address_and_no_name_stands_in_the_table(do, database, tried):
    tried(1)

    with database.owner.connect() as connection:
        shown = str(connection.execute(text("select * from tries")).all())
    assert EMAIL not in shown
    assert ATTACKER.address not in shown


def deadlocks(database):
    """How many there were in this database, whichever test they were for."""
    with database.owner.connect() as connection:
        return connection.scalar(
            text(
                "select pg_stat_get_db_deadlocks(oid) from pg_database"
                " where datname = current_database()"
            )
        )


def test_counting_and_forgetting_at_once_never_deadlocks(database, ann):
    """Two accounts and two addresses cross each other, right and wrong; none waits for another."""
    start, before = Barrier(8), deadlocks(database)

    def cross(n):
        start.wait()
        actor = replace(GUEST, address=f"192.0.2.{n % 2}")
        for times in range(15):
            command = sign_in(PASSWORD if (n + times) % 3 else "wrong")
            with suppress(DomainError):
                execute(command, actor, database.writing)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(cross, range(8)))
    assert deadlocks(database) == before


def test_what_two_limits_count_is_kept_apart():
    assert FROM_ADDRESS.key("a", "b") != FROM_ADDRESS.key("ab", "")
    assert FROM_ADDRESS.key("a") != FROM_STRANGERS.key("a")


def test_a_limit_holds_for_its_window(database, later):
    limit = Limit("test", 2, FROM_ADDRESS.within)

    def count():
        with database.writing.begin() as connection:
            return throttle.count(connection, limit, "somebody")

    assert [count() for _ in range(4)] == [True, True, False, False]
    later("5 minutes")
    assert [count() for _ in range(3)] == [True, True, False]


def test_who_tried_too_often_is_told_how_long_to_wait(database, later):
    limit = Limit("test", 1, FROM_ADDRESS.within)

    def require():
        with database.writing.begin() as connection:
            throttle.require(connection, limit, "somebody")

    require()
    waits = []
    for passed in ("0", "3 minutes", "1 minute 59 seconds"):
        later(passed)
        with pytest.raises(TooMany) as refused:
            require()
        waits.append(refused.value.retry_after)

    assert waits == [pytest.approx(seconds, abs=2) for seconds in (300, 120, 1)]
    later("2 seconds")
    require()


@pytest.mark.parametrize(
    ("seconds", "span"),
    [
        (1, "a minute"),
        (61, "2 minutes"),
        (240, "4 minutes"),
        (3599, "an hour"),
        (3601, "2 hours"),
    ],
)
def test_the_wait_is_said_in_words_and_never_too_short(seconds, span):
    assert str(TooMany(seconds)) == f"That was tried too often. Try again in {span}."


@pytest.mark.parametrize("status", ["inactive", "suspended"])
def test_who_is_not_active_uses_up_tries_as_anybody(do, database, ann, tried, status):
    set_status(database, ann.user_id, status)

    assert {kind for kind, _ in tried(12)} == {BadCredentials}
