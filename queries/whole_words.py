"""Whole words: those in whose names a search stands word for word, who come before all others.

First come the people whose whole name, or whole e-mail address, it is; then those who have all its
words as whole words of the name. Both only while they are few (docs/decisions/0035).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from projections.user_search import TABLE as SEARCH
from projections.user_search import WHOLE_WORDS
from queries import driver
from queries.filtering import Filters
from queries.gathering import ends
from queries.hits import NOTHING, hits
from queries.listings import Listing
from queries.matching import Words
from queries.paging import Rows

MOST = 200  # of either group; of more nobody comes first

_WORDS: Final = literal_column(WHOLE_WORDS, ARRAY(Text))
_ADDRESS: Final = bindparam("address", type_=Text)
_LINE: Final = bindparam("line", type_=Text)
_DOWN: Final[ColumnElement[int]] = literal_column("-1")
_NO_WORDS: Final = Words((), sees_emails=False)


@dataclass(frozen=True, slots=True)
class Best:
    """Who comes first, in order."""

    everybody: tuple[UUID, ...]  # whatever the filters
    ids: tuple[UUID, ...]  # of the list

    def before(self, user_id: UUID) -> int | None:
        """How many of the list come before this person; None for somebody who is not among them."""
        if user_id not in self.everybody:
            return None
        return len({*self.everybody[: self.everybody.index(user_id)]} & {*self.ids})


class _Groups(NamedTuple):
    """The ids of both groups, and of those of the list among them; the newest first."""

    named: list[UUID]
    named_here: list[UUID]
    worded: list[UUID]
    worded_here: list[UUID]


def best(connection: Connection, listing: Listing) -> Best:
    """Nobody, where there are too many to be told apart.

    The driver has the statement prepared: its plan does not depend on the words.
    """
    words = listing.words
    query = _best(listing.filters.shape, MOST, is_address=words.is_address)
    values = {"line": words.line, "address": words.address, "words": list(words.folded)}
    [row] = driver.rows(connection, query, {**listing.filters.values, **values})
    found = _Groups(*row)
    everybody = tuple(dict.fromkeys([*found.named, *found.worded]))
    fitting = {*found.named_here, *found.worded_here}
    return Best(everybody, tuple(each for each in everybody if each in fitting))


@cache
def _best(filters: Filters, most: int, *, is_address: bool) -> Rows:
    """Its numbers are spelled out: a plan that is made for any costs more than one for these."""
    listing = Listing(_NO_WORDS, filters)
    groups = {"named": _named(is_address=is_address), "worded": _worded()}
    each = (_arrays(listing, name, group, most) for name, group in groups.items())
    return select(*(array for arrays in each for array in arrays))


def _named(*, is_address: bool) -> Rows:
    people = select(SEARCH.c.id, true().label("is_hit"))
    # Folded once more, because names are without the spaces between some letters.
    by_name = people.where(SEARCH.c.name == func.fold(_LINE))
    if not is_address:
        return by_name
    # Behind an address may stand what it is in the letters of its domain, after a space.
    starts = and_(SEARCH.c.email >= _ADDRESS.concat(" "), SEARCH.c.email < _ADDRESS.concat("!"))
    by_email = people.where(or_(SEARCH.c.email == _ADDRESS, starts))
    return select(union(by_name, by_email).subquery())


def _worded() -> Rows:
    """Period by period, the newest first, as far as they are needed."""
    newest, oldest = ends()
    wanted = bindparam("words", type_=ARRAY(Text))
    numbers = func.generate_series(newest, oldest, _DOWN)
    periods = select(func.in_period(numbers, wanted).label("those")).subquery("periods")
    those = select(SEARCH.c.id, true().label("is_hit")).where(_WORDS.contains(periods.c.those))
    # The offset keeps the planner from asking another index, of ids, for each period.
    each = those.correlate(periods).offset(NOTHING).lateral("one_period")
    return select(each.c.id, each.c.is_hit).select_from(periods.join(each, true()))


def _arrays(listing: Listing, name: str, group: Rows, most: int) -> tuple[Any, Any]:
    """Nobody where the group is too large, and then nobody is looked up."""
    enough: ColumnElement[int] = literal_column(f"{most + 1}")
    some = group.limit(enough).cte(name).prefix_with("materialized")
    count = select(func.count()).select_from(some).scalar_subquery()
    few = select(some).where(count < enough).subquery()
    here, order = hits(listing, few)
    everybody = select(few.c.id).order_by(few.c.id.desc())
    fitting = here.with_only_columns(order.id).order_by(order.id.desc())
    return func.array(everybody.scalar_subquery()), func.array(fitting.scalar_subquery())
