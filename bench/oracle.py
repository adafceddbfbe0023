"""The truth about searches: everybody's folded texts, looked through one by one."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import Connection, text

from domain.access import Actor, Permission
from queries.whole_words import MOST

_PEOPLE = """
select id, fold(name), fold_email(email), status = 'active' from users order by id desc
"""
_FOLD = "select fold(:term)"
_BETWEEN_WORDS = re.compile(r'[-\s.,;:/()\[\]"]+')
_Person = tuple[UUID, str, str, bool]


class Oracle:
    """Everybody in memory, newest first: 0.3 KB a person, and 10 s for a million."""

    def __init__(self, connection: Connection) -> None:
        """From the table that commands write, not from what searches read."""
        rows = connection.execution_options(stream_results=True).execute(text(_PEOPLE))
        self._everybody: list[_Person] = [(i, name, email, on) for i, name, email, on in rows]
        self.people = [person[:3] for person in self._everybody if person[3]]

    def find(self, connection: Connection, term: str, actor: Actor) -> list[UUID]:
        """Whom the actor finds by this term: the best matches, then the others, newest first."""
        words = (connection.scalar(text(_FOLD), {"term": term}) or "").split()
        found = self._everybody if words else []
        for word in words:
            found = list(self._with(word, found, staff=actor.may(Permission.SEE_PRIVATE)))
        groups = [{p[0] for p in found if is_best(words, p)} for is_best in (_is_named, _is_worded)]
        few = [group for group in groups if len(group) <= MOST]
        shown = [person[0] for person in found if person[3]]
        return sorted(shown, key=lambda each: [each not in group for group in few])

    def _with(self, word: str, people: list[_Person], *, staff: bool) -> Iterator[_Person]:
        for person in people:
            _, name, email, _ = person
            if word in name or (word in email if staff else word == email):
                yield person

    def last_names(self, longest: int) -> Iterator[str]:
        """Of people at equal distances in the list, the last word of the name."""
        for _, name, _ in islice(self.people, 0, None, max(1, len(self.people) // 200)):
            if len(word := name.split()[-1]) <= longest and word.isascii():
                yield word


def _is_named(words: Sequence[str], person: _Person) -> bool:
    _, name, email, _ = person
    line = " ".join(words)
    return name == line or (len(words) == 1 and "@" in line and email.split(" ")[0] == line)


def _is_worded(words: Sequence[str], person: _Person) -> bool:
    return {*words} <= {*person[1].split(), *_BETWEEN_WORDS.split(person[1])}
