import pytest

from commands.create_admin import CreateAdmin
from commands.publish_post import PublishPost
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.errors import EmailTaken, Forbidden, WeakPassword
from domain.ids import new_id
from queries.get_user import GetUser
from tests.mails import MAILING, sent

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


def test_the_console_vouches_for_the_address(do):
    user_id = do(CreateAdmin(command_id=new_id(), **FORM), SYSTEM, MAILING)

    do(PublishPost(command_id=new_id(), text="Hello"), Actor(Role.ADMIN, user_id), MAILING)
    assert sent(do) == []


def test_a_password_that_is_easy_to_guess_is_named(do):
    with pytest.raises(WeakPassword):
        do(CreateAdmin(command_id=new_id(), **FORM | {"password": "administrator12345"}), SYSTEM)
