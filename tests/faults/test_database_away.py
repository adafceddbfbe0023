"""While the database is away the product says so, and recovers by itself."""

import time

from sqlalchemy import text

from app.http.health import PATIENCE
from tests.faults.invariants import violations
from tests.faults.load import load_on

END_THOSE_OF_MY_ROLE = """
select pg_terminate_backend(pid) from pg_stat_activity
where usename = current_user and pid <> pg_backend_pid()
"""


def test_while_it_is_down_the_product_lives_and_says_so_and_then_recovers(
    stage, http, saver, times
):
    save = saver()
    stage.postgres.kill()
    try:
        asked = time.monotonic()
        while time.monotonic() - asked < times(2, 60):
            began = time.monotonic()
            assert stage.first.health("ready") == 503
            assert time.monotonic() - began < PATIENCE
            assert stage.first.health("live") == 200
            refused = save("Lost")
            assert refused.status_code == 503
            assert set(refused.json()) == {"error", "code"}
            assert http.get(f"{stage.url}/sign-in").status_code == 200
            time.sleep(0.3)
    finally:
        stage.postgres.start()
        stage.forget_connections()
    assert stage.first.seconds_until_ready() < 20
    assert save("Kept").status_code == 200


def test_connections_that_are_ended_every_second_cost_nobody_anything(stage, times):
    load = load_on(stage)
    with load.running():
        for _ in range(times(2, 60)):
            time.sleep(1)
            for engine in (stage.database.writing, stage.database.reading):
                with engine.connect() as connection:
                    connection.execute(text(END_THOSE_OF_MY_ROLE))
        time.sleep(0.5)  # for what was under way
        ended = {id(client): len(client.answers) for client in load.clients}
        time.sleep(1)

    assert violations(stage, load) == []
    after = [code for client in load.clients for code in client.answers[ended[id(client)] :]]
    assert after
    assert set(after) <= {200, 201}
