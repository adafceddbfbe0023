"""What a search finds: people in whose name or e-mail every word occurs."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from domain.access import Actor, Permission
from domain.values import words
from projections.user_search import EMAIL_FRAGMENTS, NAME_FRAGMENTS
from projections.user_search import TABLE as SEARCH

LONGEST = 3  # characters of a fragment
SAMPLE = 1_000  # people who tell which of several words is rare


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a search; none for an empty one.

    Case and accents don't count, and every character stands for itself. Who may not see e-mail
    addresses finds a person by the whole address only: fragments would spell it out.
    """

    folded: tuple[str, ...]
    sees_emails: bool

    def __bool__(self) -> bool:
        return bool(self.folded)

    def occur(self, texts: Any) -> list[ColumnElement[bool]]:
        """Conditions on columns `name` and `email`, both folded."""
        return [self._occurs(word, texts) for word in self.folded]

    def rarest(self, connection: Connection) -> str:
        """The word that the fewest of the newest people have; of equals the longest."""
        if len(self.folded) == 1:
            return self.folded[0]
        newest = select(SEARCH.c.name, SEARCH.c.email).order_by(SEARCH.c.id.desc())
        some = newest.limit(SAMPLE).subquery()
        counts = (func.count().filter(self._occurs(word, some.c)) for word in self.folded)
        having = tuple(connection.execute(select(*counts)).one())
        return min(
            zip(having, self.folded, strict=True), key=lambda each: (each[0], -len(each[1]))
        )[1]

    def by_index(self, word: str) -> ColumnElement[bool]:
        """Who has the fragments of one of the words; the texts then decide."""
        in_name = literal_column(NAME_FRAGMENTS, ARRAY(Text)).contains(fragments(word))
        in_email = literal_column(EMAIL_FRAGMENTS, ARRAY(Text))
        if self.sees_emails:
            return or_(in_name, in_email.contains(fragments(word)))
        # Of a whole address the rarest fragments matter: many share its domain.
        return or_(in_name, in_email.contains(trigrams(word))) if _is_address(word) else in_name

    def _occurs(self, word: str, texts: Any) -> ColumnElement[bool]:
        in_name = func.strpos(texts.name, word) > 0
        if self.sees_emails:
            return or_(in_name, func.strpos(texts.email, word) > 0)
        return or_(in_name, texts.email == word) if _is_address(word) else in_name


def words_of(connection: Connection, actor: Actor, search: str) -> Words:
    """What this search of this viewer looks for."""
    return Words(_folded(connection, words(search)), actor.may(Permission.SEE_PRIVATE))


def matching(connection: Connection, sought: Words) -> Select[Any]:
    """The ids of all whom the words find, by the index of fragments."""
    by_index = sought.by_index(sought.rarest(connection))
    return select(SEARCH.c.id).where(by_index, *sought.occur(SEARCH.c))


def fragments(word: str) -> list[str]:
    """Indexed fragments that every text with this word has: itself, or 3-grams from all over it.

    Five narrow candidates down nearly as well as all, and the index has fewer lists to compare.
    """
    if len(word) <= LONGEST:
        return [word]
    starts = len(word) - LONGEST
    return sorted({word[(s := n * starts // 4) : s + LONGEST] for n in range(5)})


def trigrams(word: str) -> list[str]:
    return sorted({word[n : n + LONGEST] for n in range(len(word) - LONGEST + 1)})


def _is_address(word: str) -> bool:
    """Whether it may be a whole e-mail address."""
    return len(word) >= LONGEST and "@" in word[1:-1]


def _folded(connection: Connection, terms: tuple[str, ...]) -> tuple[str, ...]:
    if not terms:
        return ()
    each = func.unnest(array([literal(term, Text) for term in terms])).column_valued()
    # Folding may leave nothing of a word (an accent alone) or a space in it.
    folded = connection.scalars(select(func.fold(each)))
    return tuple(word for text in folded for word in text.split())
