"""Whoever watches over the product learns whether it can serve."""

import pytest

from app.auth.api import api
from tests.app.conftest import client_of
from tests.database import Database
from tests.product import without


@pytest.mark.usefixtures("product")
def test_a_database_of_another_version_is_not_ready(database: Database) -> None:
    visit = client_of(api)

    assert visit("GET", "/health/ready").status_code == 200
    with without("identities", database):
        assert visit("GET", "/health/ready").status_code == 503
        assert visit("GET", "/health/live").status_code == 200
