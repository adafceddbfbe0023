"""For whom an action is: exact people, kept on the server until the dialog was answered."""

from dataclasses import asdict, dataclass, replace
from typing import Final
from uuid import UUID

from app.identity.session_state import actor
from app.pages.admin_people.actions import Action, people
from app.pages.admin_people.filters import Filters
from app.runtime.dispatch import ask
from domain.access import Role
from domain.errors import Conflict
from domain.graphemes import shortened
from domain.values import IDS_LIMIT
from queries.find_user_ids import FindUserIds
from queries.find_users import FindUsers, FoundUser

NOBODY: Final = "Nobody is selected. Select people in the list and try again."
OUTDATED: Final = "This selection is out of date. Cancel, and select the people again."
TOO_MANY: Final = f"More than {IDS_LIMIT:,} people match. Narrow the filters and try again."
BEYOND: Final = "You cannot act upon any of them."


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


def choice(key: str, action: Action, count: int, *, name: str, left_out: str) -> Choice:
    """`name` is that of the only one, where it is known."""
    return Choice(
        key,
        action.name,
        title=f"{action.label} {name or people(count)}?",
        text=f"{action.consequence} {left_out}".strip(),
        submit=action.label if name else f"{action.label} {people(count)}",
        is_danger=action.is_danger,
    )


def name_of(chosen: tuple[UUID, ...], rows: tuple[FoundUser, ...]) -> str:
    """The name of the only one who was chosen, as sentences have it.

    It is "" when they are many, or not on the page.
    """
    return next((shortened(r.name) for r in rows if chosen == (r.id,)), "")


def ids_in(text: str) -> tuple[UUID, ...]:
    """The ids that a browser sent. Raises Conflict for none, and for what is no id."""
    try:
        ids = tuple({UUID(each) for each in text.split()})
    except ValueError:
        raise Conflict(NOBODY) from None
    if not ids:
        raise Conflict(NOBODY)
    return ids


async def all_matching(action: Action, filters: Filters) -> tuple[tuple[UUID, ...], str]:
    """All that match and whom the action fits, and in words who else matches.

    Raises Conflict for nobody, and for more people than a command takes.
    """
    total = (await ask(FindUsers(**asdict(filters), page_size=1, exact=True), actor())).total
    if not total:
        raise Conflict(NOBODY)
    fits = replace(filters, status=action.status)
    fitting = await _find(fits) if filters.status in {None, action.status} else set()
    if not fitting:
        raise Conflict(f"None of them is {action.status}.")
    if len(fitting) > IDS_LIMIT:
        raise Conflict(TOO_MANY)
    others = fitting - {actor().user_id}
    chosen = others - await _of_rank(fits)
    if not chosen:
        raise Conflict(BEYOND)
    return tuple(chosen), _left_out(
        {
            f"not {action.status}": max(0, total - len(fitting)),
            "of an equal or higher rank": len(others) - len(chosen),
            "you yourself": len(fitting) - len(others),
        }
    )


async def _of_rank(filters: Filters) -> set[UUID]:
    """Those that match and whose rank is not below that of the viewer."""
    found: set[UUID] = set()
    for role in Role:
        if not actor().outranks(role) and filters.role in {None, role}:
            found |= await _find(replace(filters, role=role))
    return found


async def _find(filters: Filters) -> set[UUID]:
    return set(await ask(FindUserIds(**asdict(filters)), actor()))


def _left_out(counts: dict[str, int]) -> str:
    """How many are left out, and only those reasons that hold."""
    *first, last = [why for why, count in counts.items() if count] or [""]
    if not last:
        return ""
    if last == "you yourself" and not first:
        return "You are left out."
    whys = f"{', '.join(first)}, or {last}" if first else last
    return f"{sum(counts.values()):,} left out: {whys}."
