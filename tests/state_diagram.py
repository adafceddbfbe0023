"""The statuses of a person: what leads from which to which, by which command, and who may.

It is taken from the code: the table TRANSITIONS, the methods of User that return its events, and
the commands that call them. `python -m tests.state_diagram` writes docs/statuses.md.
"""

import ast
import inspect
from collections.abc import Iterator
from typing import get_type_hints

from domain.access import GRANTS, Permission
from domain.events import Event, UserRegistered
from domain.user import TRANSITIONS, User
from domain.values import Status
from tests.database import ROOT
from tests.examples import all_commands

PAGE = ROOT / "docs" / "statuses.md"
MOVES = {UserRegistered: ("[*]", Status.ACTIVE)} | TRANSITIONS
HEAD = """# The statuses of a person

Made from the code by `python -m tests.state_diagram`; a test fails when it is out of date.

```mermaid
stateDiagram-v2"""
TABLE = """```

| from | event | command | to | who |
|---|---|---|---|---|"""
RULES = """
- A command about many people is done for all of them or for nobody. Everything that the table does
  not show is refused, in a sentence that names the first person who stands in the way.
- Nobody acts upon somebody of a higher rank, nor suspends oneself. With `account.manage_own` one
  deactivates oneself, and nobody else.
- The last active administrator stays: every command that could take an administrator away holds
  all of them until it commits.
- Who is deactivated or suspended is signed out everywhere by the same commit, and refused to sign
  in with the words of a wrong password.
- A suspension with an end is over when its end has come: the worker runs EndSuspensions, and SignIn
  does not wait for it.
"""


def written() -> str:
    """The text of docs/statuses.md."""
    arrows = []
    rows = []
    for event, (source, target) in MOVES.items():
        commands = list(_commands(event))
        names = ", ".join(command.__name__ for command in commands)
        arrows.append(f"    {source} --> {target}: {names}")
        rows += [_row(source, event, command, target) for command in commands]
    return "\n".join([HEAD, *arrows, TABLE, *rows, RULES])


def _commands(event: type[Event]) -> Iterator[type]:
    """Those that call the method of User whose event it is, by name."""
    [method] = (
        name
        for name, member in inspect.getmembers(User, inspect.isfunction)
        if member.__module__ == User.__module__ and get_type_hints(member).get("return") is event
    )
    for command in sorted(all_commands(), key=lambda command: command.__name__):
        if method in _attributes(command):
            yield command


def _row(source: str, event: type[Event], command: type, target: Status) -> str:
    path = command.__module__.replace(".", "/") + ".py"
    link = f"[{command.__name__}](../{path})"
    start = "–" if source == "[*]" else source
    named = [each for each in Permission if each.name in _attributes(command)]
    who = "<br>".join(f"{_holders(each)} (`{each}`)" for each in named)
    return f"| {start} | {event.__name__} | {link} | {target} | {who} |"


def _holders(permission: Permission) -> str:
    roles = [role or "guest" for role, granted in GRANTS.items() if permission in granted]
    return ", ".join(roles) or "the system"


def _attributes(command: type) -> set[str]:
    """The names after a dot in the command's module."""
    tree = ast.parse(inspect.getsource(inspect.getmodule(command)))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


if __name__ == "__main__":
    PAGE.write_text(written())
