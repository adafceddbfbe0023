import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from domain.access import GUEST, SYSTEM
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.reading import fetch
from tests.product import without

END_THOSE_OF_MY_ROLE = """
select pg_terminate_backend(pid) from pg_stat_activity
where usename = current_user and pid <> pg_backend_pid()
"""


@pytest.mark.parametrize("query", [Identify(token=SecretStr("nobody")), ListActiveUsers()])
def test_a_query_whose_connection_was_ended_meanwhile_is_answered(query, database):
    with database.reading.connect() as another:
        before = fetch(query, SYSTEM, database.reading)
        another.execute(text(END_THOSE_OF_MY_ROLE))

        assert fetch(query, SYSTEM, database.reading) == before


def test_what_fails_for_another_reason_is_not_asked_again(database):
    with without("identities", database), pytest.raises(ProgrammingError):
        fetch(Identify(token=SecretStr("nobody")), GUEST, database.reading)
