"""A projection that fails in the middle of a command leaves nothing written."""

import pytest
from sqlalchemy import text

import projections
from commands.create_admin import CreateAdmin
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM
from domain.ids import new_id
from tests.conftest import PASSWORD
from tests.database import TABLES

STEPS = [
    (projections.user_summary, "add"),
    (projections.user_summary, "copy"),
    (projections.user_search, "refresh"),
    (projections.user_statistics, "move"),
]
FORM = {"email": "bob@example.org", "name": "Bob", "password": PASSWORD}


def everything(database):
    tables = [*TABLES.split(", "), "user_statistics"]
    with database.owner.connect() as connection:
        return {
            table: connection.execute(text(f"select t::text from {table} t order by 1")).all()
            for table in tables
        }


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].__name__}.{step[1]}")
@pytest.mark.parametrize("name", ["register", "create_admin", "update", "sign_in", "sign_out"])
def test_nothing_is_written(name, step, do, ann, database, monkeypatch):
    token = do(SignIn(email="ann@example.org", password=PASSWORD))
    command, actor = {
        "register": (RegisterUser(command_id=new_id(), **FORM), GUEST),
        "create_admin": (CreateAdmin(command_id=new_id(), **FORM), SYSTEM),
        "update": (
            UpdateProfile(
                command_id=new_id(), user_id=ann.user_id, version=1, name="New", bio="New"
            ),
            ann,
        ),
        "sign_in": (SignIn(email="ann@example.org", password=PASSWORD), GUEST),
        "sign_out": (SignOut(token=token), GUEST),
    }[name]
    before = everything(database)

    def fail(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr(*step, fail)
    with pytest.raises(RuntimeError, match="killed"):
        do(command, actor)

    assert everything(database) == before
    monkeypatch.undo()
    do(command, actor)
    assert everything(database) != before
