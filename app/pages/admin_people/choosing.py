"""For whom an action is: exact people, kept on the server until the dialog was answered."""

from dataclasses import asdict, dataclass, replace
from typing import Final
from uuid import UUID

from app.dispatch import ask
from app.pages.admin_people.actions import Action, people
from app.pages.admin_people.filters import Filters
from app.session import actor
from domain.access import Role
from domain.errors import Conflict
from domain.values import IDS_LIMIT
from queries.find_user_ids import FindUserIds
from queries.find_users import FoundUser

NOBODY: Final = "Nobody is selected. Select people in the list and try again."
OUTDATED: Final = "This selection is out of date. Cancel, and select the people again."
TOO_MANY: Final = f"More than {IDS_LIMIT:,} people match. Narrow the filters and try again."
BEYOND: Final = "You cannot act upon any of them."
WHY: Final = "because nobody acts upon themselves or upon an equal or higher rank"


@dataclass(frozen=True, slots=True)
class Choice:
    """An action upon an exact number of people, as its dialog asks about it."""

    key: str  # the id with which the browser asked for it
    action: str
    title: str
    text: str
    submit: str
    is_danger: bool


@dataclass(frozen=True, slots=True)
class Selectable:
    """Somebody upon whom the viewer may act."""

    id: str
    status: str


def selectable(rows: tuple[FoundUser, ...]) -> list[Selectable]:
    """Those of a page upon whom the viewer may act: never oneself, and by rank."""
    own, outranks = actor().user_id, actor().outranks
    return [Selectable(str(r.id), r.status) for r in rows if r.id != own and outranks(r.role)]


def choice(key: str, action: Action, chosen: int, left_out: int) -> Choice:
    what = f"{action.label} {people(chosen)}"
    text = action.consequence
    if left_out:
        text += f" Left out of those that match: {people(left_out)}, {WHY}."
    return Choice(key, action.name, f"{what}?", text, what, action.is_danger)


def ids_in(text: str) -> tuple[UUID, ...]:
    """The ids that a browser sent. Raises Conflict for none, and for what is no id."""
    try:
        ids = tuple({UUID(each) for each in text.split()})
    except ValueError:
        raise Conflict(NOBODY) from None
    if not ids:
        raise Conflict(NOBODY)
    return ids


async def all_matching(filters: Filters) -> tuple[tuple[UUID, ...], int]:
    """All that match and upon whom the viewer may act, and how many others match.

    Raises Conflict for nobody, and for more people than a command takes.
    """
    found = await _find(filters)
    if len(found) > IDS_LIMIT:
        raise Conflict(TOO_MANY)
    chosen = found - {actor().user_id}
    for role in Role:
        if not actor().outranks(role) and filters.role in {None, role}:
            chosen -= await _find(replace(filters, role=role))
    if not chosen:
        raise Conflict(BEYOND if found else NOBODY)
    return tuple(chosen), len(found) - len(chosen)


async def _find(filters: Filters) -> set[UUID]:
    return set(await ask(FindUserIds(**asdict(filters)), actor()))
