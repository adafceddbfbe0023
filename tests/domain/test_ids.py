"""Ids are in the order of what they are of."""

from datetime import UTC, datetime, timedelta

from domain.ids import first_id, new_id

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_within_one_millisecond_the_earlier_instant_has_the_smaller_id():
    instants = [NOON + timedelta(microseconds=n) for n in range(1_000)]

    assert sorted(instants, key=new_id) == instants


def test_of_one_instant_there_are_many_ids():
    assert len({new_id(NOON) for _ in range(1_000)}) == 1_000


def test_an_id_is_a_uuid_of_version_7_and_of_its_millisecond():
    made = new_id(NOON)

    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert first_id(NOON) < made < first_id(NOON + timedelta(milliseconds=1))
