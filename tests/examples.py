"""One example of every command and every query, for tests that go through all of them."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any
from uuid import UUID

import commands
import queries
from commands.create_admin import CreateAdmin
from commands.register_user import RegisterUser
from commands.sign_in import SignIn
from commands.sign_out import SignOut
from commands.update_profile import UpdateProfile
from domain.access import GUEST, SYSTEM, Actor, Role
from domain.ids import new_id
from queries.get_user import GetUser
from queries.identify import Identify
from queries.list_active_users import ListActiveUsers
from queries.sign_ups_over_time import SignUpsOverTime
from queries.user_statistics import UserStatistics

PASSWORD = "correct horse battery"
ANN = {"email": "ann@example.org", "name": "Ann", "password": PASSWORD}
BOB = {"email": "bob@example.org", "name": "Bob", "password": PASSWORD}


def every(package: ModuleType, method: str) -> Iterator[type]:
    """The classes with a permission and this method: the commands or queries of the package."""
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        for each in vars(module).values():
            own = inspect.isclass(each) and each.__module__ == module.__name__
            if own and hasattr(each, method) and "permission" in vars(each):
                yield each


def all_commands() -> list[type]:
    return list(every(commands, "execute"))


def all_queries() -> list[type]:
    return list(every(queries, "fetch"))


def command(kind: type, ann: UUID, do: Callable) -> tuple[Any, Actor]:
    """A command of this kind that succeeds in a directory where Ann is the only person."""
    member = Actor(Role.MEMBER, ann)
    edit = {"user_id": ann, "version": 1, "name": "Ann Lee", "bio": "Sails."}
    sign_in = SignIn(email=ANN["email"], password=PASSWORD)
    makers: dict[type, Callable[[], tuple[Any, Actor]]] = {
        RegisterUser: lambda: (RegisterUser(command_id=new_id(), **BOB), GUEST),
        CreateAdmin: lambda: (CreateAdmin(command_id=new_id(), **BOB), SYSTEM),
        SignIn: lambda: (sign_in, GUEST),
        SignOut: lambda: (SignOut(token=do(sign_in)), GUEST),
        UpdateProfile: lambda: (UpdateProfile(command_id=new_id(), **edit), member),
    }
    return makers[kind]()


def query(kind: type, ann: UUID) -> Any:
    """A query of this kind that finds Ann."""
    makers: dict[type, Callable[[], Any]] = {
        GetUser: lambda: GetUser(user_id=ann),
        Identify: lambda: Identify(token="unknown"),
        ListActiveUsers: lambda: ListActiveUsers(search="ann"),
        SignUpsOverTime: SignUpsOverTime,
        UserStatistics: UserStatistics,
    }
    return makers[kind]()
