import pytest

from commands.create_admin import CreateAdmin
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import EmailTaken, Forbidden
from domain.ids import new_id
from queries.get_user import GetUser

FORM = {"email": "root@example.org", "name": "Root", "password": "correct horse battery"}


def test_the_console_makes_an_administrator(do, ask):
    user_id = do(CreateAdmin(command_id=new_id(), **FORM), SYSTEM)

    assert ask(GetUser(user_id=user_id)).role == "admin"


@pytest.mark.parametrize("actor", [GUEST, Actor(Role.ADMIN, new_id())])
def test_nobody_else_does(do, actor):
    with pytest.raises(Forbidden):
        do(CreateAdmin(command_id=new_id(), **FORM), actor)


def test_an_email_address_is_used_once(do, ann):
    with pytest.raises(EmailTaken):
        do(CreateAdmin(command_id=new_id(), **FORM | {"email": "ann@example.org"}), SYSTEM)
