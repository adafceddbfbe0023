"""What pgbench is given is what the product sends."""

import pytest

from bench import databases, pgbench
from bench.stage import Stage, add_people, without_passwords


@pytest.fixture
def stage(server):
    with databases.database(server, 121, rounds=1) as site, site.copy() as copy:
        stage = Stage(copy, 40)
        add_people(stage)
        yield stage


def test_pgbench_carries_out_the_statements_of_commands(stage):
    calls = stage.register, stage.update, stage.publish
    with without_passwords():
        scripts = [stage.script(stage.statements(call)) for call in calls]

    assert all(pgbench.rate(stage.site, script, clients=2, seconds=1) > 0 for script in scripts)
    for script in scripts:
        assert script.count("insert into events") == 1


def test_bytes_are_written_in_one_way_whoever_connected_before():
    assert pgbench._literal(b"\x0f@'", {}) == r"'\x0f4027'"
