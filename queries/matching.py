"""What a search finds: people in whose name or e-mail every word occurs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    Uuid,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from domain.access import Actor, Permission
from domain.ids import id_in
from projections.user_search import EMAIL_FRAGMENTS, NAME_FRAGMENTS
from projections.user_search import TABLE as SEARCH
from queries import driver
from queries.terms import compared, terms

LONGEST = 3  # characters of a fragment
ALIKE = 8  # times as many people have the second word as the first, at most
SAMPLE = 500  # people, at each end of the list, who tell which of several words is rare
_WORD, _ADDRESS = "a", "a@a"  # stand for any

_NOWHERE: ColumnElement[int] = literal_column("0")  # a position; those of texts begin with 1
_FIRST: ColumnElement[int] = literal_column("1")
_TERMS = func.unnest(bindparam("terms", type_=ARRAY(Text))).column_valued()
_FOLD = select(func.fold(_TERMS))
# A subquery, which is hashed once: each hit would else be compared with all of them.
_WITHOUT = select(func.unnest(bindparam("without", type_=ARRAY(Uuid))))
_SOMEBODY = (UUID(int=0),)
_NAME = literal_column(NAME_FRAGMENTS, ARRAY(Text))
_EMAIL = literal_column(EMAIL_FRAGMENTS, ARRAY(Text))


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a search; none for an empty one.

    There is no pattern: every character that `fold` leaves stands for itself. Who may not see
    e-mail addresses finds a person by the whole address only: fragments would spell it out. Guests
    find nobody by an address.
    """

    folded: tuple[str, ...]
    sees_emails: bool
    finds_owners: bool = True  # of whole addresses
    without: tuple[UUID, ...] = ()  # whom they would find, and who is shown elsewhere
    asked: int = 1  # how many of them, the first, the index is asked for; the texts then decide
    # What a word is in an e-mail address, where that is not what it is in a name.
    in_emails: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    finds_nobody: bool = False  # something was typed, and nothing of it counts

    def __bool__(self) -> bool:
        return bool(self.folded) or self.finds_nobody

    @property
    def line(self) -> str:
        """All of them, as they stand in a name that is these words and nothing else."""
        return " ".join(self.folded)

    @property
    def is_address(self) -> bool:
        """Whether the search may be a whole e-mail address, and finds its owner."""
        return len(self.folded) == 1 and self._finds_owner(self.folded[0])

    @property
    def address(self) -> str:
        """The first word, as it stands in an e-mail address."""
        return self._in_email(self.folded[0])

    @property
    def shape(self) -> "Words":
        """What its statements depend on: how many words there are, and which are addresses."""
        kinds = (_ADDRESS if self._finds_owner(word) else _WORD for word in self.folded)
        without = _SOMEBODY if self.without else ()
        return replace(self, folded=tuple(kinds), in_emails={}, without=without)

    @property
    def values(self) -> dict[str, Any]:
        """Those of the parameters."""
        if not self:
            return {}
        each: dict[str, Any] = {f"word_{n}": word for n, word in enumerate(self.folded)}
        each |= {f"email_{n}": self._in_email(word) for n, word in enumerate(self.folded)}
        if self.without:
            each["without"] = list(self.without)
        asked = map(self._in_both, self.folded[: self.asked])
        return each | {f"fragments_{n}": fragments(_telling(w)) for n, w in enumerate(asked)}

    def occur(self, texts: Any) -> list[ColumnElement[bool]]:
        """Conditions on columns `name` and `email`, both folded."""
        if self.finds_nobody:
            return [false()]
        return [self._occurs(n, texts) for n in range(len(self.folded))]

    def found(self, people: Any) -> list[ColumnElement[bool]]:
        """Conditions on columns `id`, `name` and `email`: whom the words find, `without` some."""
        return [*self.occur(people), *([people.id.not_in(_WITHOUT)] if self.without else [])]

    def rarest_first(self, connection: Connection) -> "Words":
        """Sorted by how many of the newest and oldest have each; of equals the longest first.

        The index is asked for two of them if the second one is not much more frequent: to compare
        two lists of candidates takes less than to look at each of the first.
        """
        if len(self.folded) < 2:  # noqa: PLR2004 - there is nothing to compare
            return self
        counts = driver.planned(connection, _in_sample(self.shape), self.values)
        each = sorted(zip(counts, self.folded, strict=True), key=lambda it: (it[0], -len(it[1])))
        (first, _), (second, _) = each[:2]
        asked = 2 if second <= ALIKE * max(first, 1) else 1
        return replace(self, folded=tuple(word for _, word in each), asked=asked)

    def keys(self, period: Any) -> list[ColumnElement[Any]]:
        """What the fragments of the words that are asked for are called in the index."""
        texts = (bindparam(f"fragments_{n}", type_=ARRAY(Text)) for n in range(self.asked))
        return [func.in_period(period, text).label(f"keys_{n}") for n, text in enumerate(texts)]

    def by_index(self, keys: Iterable[ColumnElement[Any]]) -> Iterator[ColumnElement[bool]]:
        """Conditions that are true for whoever has these fragments of the words asked for."""
        for word, some in zip(self.folded, keys, strict=False):
            if self.sees_emails or self._finds_owner(word):
                yield or_(_NAME.contains(some), _EMAIL.contains(some))
            else:
                yield _NAME.contains(some)

    def _occurs(self, n: int, texts: Any) -> ColumnElement[bool]:
        word, email = bindparam(f"word_{n}", type_=Text), bindparam(f"email_{n}", type_=Text)
        in_name = func.strpos(texts.name, word) > _NOWHERE
        if self.sees_emails:
            return or_(in_name, func.strpos(texts.email, email) > _NOWHERE)
        if not self._finds_owner(self.folded[n]):
            return in_name
        # Behind the address stands what it is in the letters of its domain.
        return or_(in_name, func.split_part(texts.email, " ", _FIRST) == email)

    def _finds_owner(self, word: str) -> bool:
        return self.finds_owners and _is_address(word)

    def _in_email(self, word: str) -> str:
        return self.in_emails.get(word, word)

    def _in_both(self, word: str) -> str:
        """What stands in the text that is found, be it a name or an address: a beginning."""
        email = self._in_email(word)
        same = takewhile(lambda pair: pair[0] == pair[1], zip(word, email, strict=False))
        return "".join(sign for sign, _ in same) or email


def id_of(search: str) -> UUID | None:
    """The id of somebody, where the search is nothing else."""
    typed = terms(search)
    return id_in(typed[0]) if len(typed) == 1 else None


def words_of(connection: Connection, actor: Actor, search: str) -> Words:
    """What this search of this viewer looks for; no words where it is an id."""
    typed = () if id_of(search) else terms(search)
    texts = driver.rows(connection, _FOLD, {"terms": list(typed)}) if typed else []
    found = compared(typed, [text for (text,) in texts])
    return Words(
        tuple(found),
        sees_emails=actor.may(Permission.SEE_PRIVATE),
        finds_owners=actor.user_id is not None,
        in_emails={word: email for word, email in found.items() if word != email},
        finds_nobody=bool(typed) and not found,
    )


@lru_cache(100)
def _in_sample(shape: Words) -> Select[*tuple[Any, ...]]:
    texts = select(SEARCH.c.name, SEARCH.c.email)
    newest, oldest = texts.order_by(SEARCH.c.id.desc()), texts.order_by(SEARCH.c.id)
    some = union_all(newest.limit(SAMPLE), oldest.limit(SAMPLE)).subquery()
    return select(*(func.count().filter(each) for each in shape.occur(some.c)))


def fragments(word: str) -> list[str]:
    """Indexed fragments that every text with this word has: itself, or 3-grams from all over it.

    Five narrow candidates down nearly as well as all, and the index has fewer lists to compare.
    """
    if len(word) <= LONGEST:
        return [word]
    starts = len(word) - LONGEST
    return sorted({word[(s := n * starts // 4) : s + LONGEST] for n in range(5)})


def _telling(word: str) -> str:
    """Of an address what comes before its domain, which many share; else the whole word."""
    end = word.find("@") + 1
    return word[:end] if end >= LONGEST else word


def _is_address(word: str) -> bool:
    """Whether it may be a whole e-mail address."""
    return len(word) >= LONGEST and "@" in word[1:-1]
