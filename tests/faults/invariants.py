"""What must hold after any fault: commands are whole or absent, and nothing told is lost."""

from uuid import UUID

from sqlalchemy import Connection, text

from projections import daily_activity
from tests.facts import differences
from tests.faults.load import Editor, Load
from tests.faults.stage import Stage

WHICH_ARE_THERE = "select id from commands where id = any(:ids)"
HALF_DONE = """
select commands.id from commands left join events on events.command_id = commands.id
where commands.id = any(:ids)
group by commands.id having count(events.id) <> 1
"""
LINES = """
select after ->> 'bio' from events join event_details on event_id = events.id
where user_id = :id and name = 'ProfileUpdated' order by events.id
"""
PERSON = "select bio, version from users where id = :id"
ADDRESSES = "select email from users where email = any(:emails)"
PEOPLE = "select count(*) from users"
REGISTERED = "select count(distinct user_id) from events where name = 'UserRegistered'"


def violations(stage: Stage, *loads: Load) -> list[str]:
    """Everything that is wrong, in words; empty when all is well."""
    found: list[str] = []
    stage.forget_connections()
    while daily_activity.fold(stage.database.writing) == daily_activity.BATCH:
        pass
    with stage.database.owner.begin() as connection:
        for load in loads:
            found += [*_commands(connection, load), *_newcomers(connection, load)]
            for editor in load.editors:
                found += _profile(connection, editor)
        if connection.scalar(text(PEOPLE)) != connection.scalar(text(REGISTERED)):
            found.append("not everybody who is there has signed up, or somebody is lost")
        connection.execute(text("delete from tries"))  # a load is not what throttles are about
    return found + [f"drift: {one}" for one in differences(stage.database)]


def _commands(connection: Connection, load: Load) -> list[str]:
    ids = {"ids": [sent.id for sent in load.sent]}
    there: set[UUID] = set(connection.scalars(text(WHICH_ARE_THERE), ids))
    lost = [sent for sent in load.acknowledged if sent.id not in there]
    half = list(connection.scalars(text(HALF_DONE), ids))
    return [f"lost: {each}" for each in lost] + [f"half done: {each}" for each in half]


def _newcomers(connection: Connection, load: Load) -> list[str]:
    told = {s.value for each in load.newcomers for s in each.sent if s.is_acknowledged}
    there = set(connection.scalars(text(ADDRESSES), {"emails": list(told)}))
    return [f"lost newcomer: {email}" for email in told - there]


def _profile(connection: Connection, editor: Editor) -> list[str]:
    person = {"id": editor.user_id}
    lines = list(connection.scalars(text(LINES), person))
    bio, version = connection.execute(text(PERSON), person).one()
    order = [sent.value for sent in editor.sent if sent.value in set(lines)]
    found = []
    if lines != order:
        found.append(f"lines of {editor.user_id} twice, foreign or in another order")
    if lines and bio != lines[-1]:
        found.append(f"profile of {editor.user_id} is not what its history says")
    if version != len(lines) + 1:
        found.append(f"version of {editor.user_id} is {version} after {len(lines)} changes")
    return found
