"""Who may what, from the code: roles and permissions, handlers, routes, and fields of people.

`python -m tests.permission_matrix` writes it between two marks of docs/security.md.
"""

import ast
import inspect
from collections.abc import Iterator, Sequence
from functools import cache
from types import ModuleType
from typing import Any, Final, get_type_hints

from fastapi.routing import APIRoute
from reflex_base.registry import RegistrationContext
from starlette.routing import Route

from app.api import accounts, statistics, users
from app.api.app import Everything
from app.app import app
from app.http.exposed_routes import SOCKET
from app.http_routes import api
from app.identity.session_state import rule_of
from commands.danger import MANY
from domain.access import GRANTS, GUEST, SYSTEM, Actor, Permission, Role
from domain.ids import new_id
from queries.visibility import SHOWN, Relation, day, hidden, whole
from tests.database import ROOT
from tests.examples import all_commands, all_queries
from tests.made_part import start, with_part

PAGE: Final = ROOT / "docs" / "security.md"
START: Final = start("tests.permission_matrix")
ACTORS: Final = [GUEST, *(Actor(role, new_id()) for role in Role), SYSTEM]
COLUMNS: Final = "guest | member | moderator | auditor | admin | system"
WORDS: Final = {
    Permission.SIGN_UP: "open an account",
    Permission.SIGN_IN: "sign in",
    Permission.SIGN_OUT: "sign out",
    Permission.READ_DIRECTORY: "read the directory (guests too, where a setting says so)",
    Permission.EDIT_OWN_PROFILE: "edit one's own profile",
    Permission.MANAGE_OWN_ACCOUNT: "manage one's own account",
    Permission.WRITE_POSTS: "write posts, and delete one's own",
    Permission.FOLLOW: "follow",
    Permission.SEE_PRIVATE: "see e-mail, role, status, history and exact last activity of others",
    Permission.SUSPEND_USERS: "suspend and reinstate people of a lower rank",
    Permission.REMOVE_POSTS: "remove posts of people of a lower rank",
    Permission.DEACTIVATE_USERS: "deactivate and reactivate people",
    Permission.CHANGE_ROLES: "change the roles of others",
    Permission.MANAGE_JOBS: "see failed jobs and retry them",
    Permission.READ_MAILS: "read the outbox",
    Permission.USE_MAILED_LINK: "use a link from a mail",
    Permission.ASK_PASSWORD_RESET: "ask for a link to reset a password",
    Permission.CREATE_ADMIN: "create an administrator",
    Permission.END_SUSPENSIONS: "end suspensions whose end has come",
    Permission.SEND_MAILS: "send mails",
    Permission.NOTE_SESSION_USE: "note that a session is used",
    Permission.NOTE_REFUSALS: "note what was refused",
    Permission.TIDY: "delete what is no longer needed",
    Permission.TRY_WRITING: "try whether anything can be saved",
}
ROUTERS: Final = users.reads, users.router, accounts.router, statistics.reads
KINDS: Final = {kind.__name__: kind for kind in [*all_commands(), *all_queries()]}


def written() -> str:
    """What stands between the marks."""
    parts = [
        f"| permission | {COLUMNS} | commands and queries |\n|---|{'---|' * 7}",
        *(_permission(each) for each in Permission),
        "\n### What takes the password again\n",
        "| command | without a password of the last 15 minutes it is refused |\n|---|---|",
        *_dangerous(),
        "\n### Event handlers\n",
        f"| handler | {COLUMNS.removesuffix(' | system')} |\n|---|{'---|' * 5}",
        *_handlers(),
        "\n### HTTP routes\n",
        "| route | who | commands and queries |\n|---|---|---|",
        *_routes(),
        f"| websocket `{SOCKET}` | anybody; each event by its handler's rule | – |",
        "| GET `/…` | anybody | – (the built pages, which hold no data) |",
        "\n### What is seen of a person\n",
        f"| field | {' | '.join(Relation)} |\n|---|{'---|' * len(Relation)}",
        *_fields(),
    ]
    return "\n".join(parts)


def page() -> str:
    """The text of docs/security.md with the part that is made."""
    return with_part(PAGE, START, written())


def _marks(allowed: Iterator[bool]) -> str:
    return " | ".join("x" if each else "" for each in allowed)


def _permission(permission: Permission) -> str:
    held = _marks(actor.may(permission) for actor in ACTORS)
    under = sorted(name for name, kind in KINDS.items() if permission in _asked(kind))
    return f"| {WORDS[permission]} (`{permission}`) | {held} | {', '.join(under)} |"


def _asked(kind: Any) -> set[Permission]:
    """Its own permission, and what it asks for besides."""
    source = inspect.getsource(inspect.getmodule(kind) or kind)
    return {each for each in Permission if f"require(Permission.{each.name})" in source} | {
        kind.permission
    }


def _dangerous() -> Iterator[str]:
    for name, kind in sorted(KINDS.items()):
        is_for_people = any(kind.permission in held for held in GRANTS.values())
        if is_for_people and getattr(kind, "is_dangerous", False):
            yield f"| {name} | always |"
        elif is_for_people and "user_ids" in get_type_hints(kind):
            yield f"| {name} | for more than {MANY} people |"


def _handlers() -> Iterator[str]:
    with app.set_contexts():
        registered = RegistrationContext.get().event_handlers
        rules = {
            f"{handler.states[0].__name__}.{handler.handler.fn.__name__}": rule
            for handler in registered.values()
            if handler.states[0].__module__.startswith("app.")
            and (rule := rule_of(handler.handler.fn))
        }
    for name, rule in sorted(rules.items()):
        yield f"| `{name}` | {_marks(rule(actor) for actor in ACTORS[:-1])} |"


def _routes() -> Iterator[str]:
    for route in _served(api.routes, *(router.routes for router in ROUTERS)):
        methods = ", ".join(sorted((route.methods or set()) - {"HEAD"}))
        kinds = sorted(_used(route.endpoint) & KINDS.keys())
        named = ", ".join(kinds) or "–"
        yield f"| {methods} `{route.path}` | {_who(kinds)} | {named} |"


def _served(*groups: Sequence[Any]) -> Iterator[Any]:
    """All but the one that leads to the others."""
    for routes in groups:
        known = [route for route in routes if isinstance(route, Route | APIRoute)]
        yield from sorted(
            (route for route in known if not isinstance(route, Everything)),
            key=lambda route: route.path,
        )


def _fields() -> Iterator[str]:
    """Every field that is shown to anybody, and how."""
    words = {whole: "x", day: "the day", hidden: ""}
    for name in sorted(set().union(*SHOWN.values())):
        shown = (words[SHOWN[viewer].get(name, hidden)] for viewer in Relation)
        yield f"| `{name}` | {' | '.join(shown)} |"


def _who(kinds: list[str]) -> str:
    needed = {KINDS[kind].permission for kind in kinds}
    closed = sorted(f"`{each}`" for each in needed if not GUEST.may(each))
    return f"with {', '.join(closed)}" if closed else "anybody"


def _used(function: Any) -> set[str]:
    """The names that the function mentions, and by way of other functions of its module."""
    module = inspect.getmodule(function)
    named, todo = set[str](), [getattr(function, "__name__", "")]
    while todo:
        body = _functions(module).get(todo.pop()) if module else None
        fresh = {n.id for n in ast.walk(body) if isinstance(n, ast.Name)} - named if body else set()
        named |= fresh
        todo += fresh
    return named


@cache
def _functions(module: ModuleType) -> dict[str, ast.AST]:
    tree = ast.parse(inspect.getsource(module))
    kinds = ast.FunctionDef, ast.AsyncFunctionDef
    return {node.name: node for node in tree.body if isinstance(node, kinds)}


if __name__ == "__main__":
    PAGE.write_text(page())
