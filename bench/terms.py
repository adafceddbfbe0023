"""What people search for: terms of every kind, and who asks."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from bench.oracle import Oracle
from bench.population import OLD_DOMAIN, SYLLABLES
from domain.access import Actor, Role
from domain.ids import new_id

STAFF: Final = Actor(Role.ADMIN, new_id())
MEMBER: Final = Actor(Role.MEMBER, new_id())
# Found among the oldest only: whoever reads the newest people first reads in vain.
OLD: Final = ("legacy", "legacy.example", OLD_DOMAIN, f"@{OLD_DOMAIN}")
_KINDS: Final = {
    "1 character": ("a", "e", "x", "q", "7", "é", "-"),
    "2 characters": ("an", "li", "Zz", "qx", "øs"),
    "CJK, of any length": ("王", "伟", "田中", "山", "佐藤 さくら", "김"),
    "other scripts": ("анна", "محمد", "כהן", "Σοφία", "शर्मा", "ελ"),
    "with or without accents": ("Élodie", "elodie", "GARCÍA", "Straßburger", "nguyen", "Søren"),
    "frequent": ("smith", "tanaka", "ana", "example", "org"),
    "fragment of an e-mail": ("smith1", "@example.net", "wei.wang", "99@example.org", ".patel"),
    "several words": ("anna smith", "smith anna 12", "a e i", "li org 77", f"smith {OLD_DOMAIN}"),
    "signs": ("100%", "_", "%", "\\", "O'Brien", "D'A", "a_b", "(", "a.b"),
    "nothing left of it": ("\u0301", " \u0301 "),
    "no match": ("qzx", "nosuchperson", "zzzzzz", "xylophonist", "王qz", "smithqz"),
}


class Asked(NamedTuple):
    kind: str
    actor: Actor
    terms: tuple[str, ...]


def kinds(oracle: Oracle) -> Iterator[Asked]:
    """About 70 terms; some are picked from the people that are there."""
    for kind, terms in _KINDS.items():
        yield Asked(kind, STAFF, terms)
    yield Asked("rare", STAFF, tuple(_rare(oracle)))
    whole = tuple(oracle.people[len(oracle.people) * part // 7][2] for part in (0, 1, 3, 6))
    yield Asked("whole e-mail", STAFF, whole)
    yield Asked("whole e-mail, by a member", MEMBER, whole)
    yield Asked("names, by a member", MEMBER, ("a", "an", "smith", "ana", "李", "qzx", "élodie"))
    yield Asked("only in addresses, by a member", MEMBER, (OLD_DOMAIN, "example", "@", ".org"))
    yield Asked("frequent among the oldest only", STAFF, OLD)


def _rare(oracle: Oracle) -> Iterator[str]:
    """The rarest of the invented names, one from each part of the list, and a piece of each."""
    made = {word for word in oracle.last_names(12) if _is_invented(word)}
    often = Counter(name.split()[-1] for _, name, _ in oracle.people)
    for word in sorted(made, key=lambda word: (often[word], word))[:4]:
        yield word
        yield word[1:6]


def _is_invented(word: str) -> bool:
    return any(word.startswith(syllable) for syllable in SYLLABLES.split())
