"""What a search finds: people in whose name or e-mail every word occurs."""

from sqlalchemy import ColumnElement, Connection, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.types import Text

from domain.access import Actor, Permission
from domain.values import words
from projections.user_search import FRAGMENTS
from projections.user_search import TABLE as SEARCH
from projections.user_summary import TABLE as SUMMARIES


def matching(connection: Connection, actor: Actor, search: str) -> list[ColumnElement[bool]]:
    """Conditions on the summaries; none for an empty search.

    Case and accents don't count, and every character stands for itself. Who may not see e-mail
    addresses finds a person by the whole address only: fragments would spell it out.
    """
    folded = _folded(connection, words(search))
    if not folded:
        return []
    found = select(SEARCH.c.id).where(*(_contains(word, actor) for word in folded))
    return [SUMMARIES.c.id.in_(found)]


def _folded(connection: Connection, terms: tuple[str, ...]) -> list[str]:
    if not terms:
        return []
    each = func.unnest(array([literal(term, Text) for term in terms])).column_valued()
    # Folding may leave nothing of a word (an accent alone) or a space in it.
    return [
        word for folded in connection.scalars(select(func.fold(each))) for word in folded.split()
    ]


def _contains(word: str, actor: Actor) -> ColumnElement[bool]:
    """The index finds candidates by fragments; the folded text decides."""
    in_name = func.strpos(SEARCH.c.name, word) > 0
    if actor.may(Permission.SEE_PRIVATE):
        in_email = func.strpos(SEARCH.c.email, word) > 0
    else:
        in_email = SEARCH.c.email == word
    found = or_(in_name, in_email)
    if len(word) == 1 and word.isascii():
        return found  # almost everybody has a given letter; taking texts apart is slow
    return found & literal_column(FRAGMENTS, ARRAY(Text)).contains(fragments(word))


def fragments(word: str) -> list[str]:
    """The fewest indexed fragments that every text with this word has: its 3-grams, or itself."""
    if len(word) <= 3:  # noqa: PLR2004 - the longest fragment in the index
        return [word]
    return sorted({word[i : i + 3] for i in range(len(word) - 2)})
