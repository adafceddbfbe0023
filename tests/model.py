"""The directory in plain Python, written from what the commands mean: the independent truth."""

import unicodedata
from dataclasses import dataclass, field
from uuid import UUID


def fold(text: str) -> str:
    """Case and accents away, after Unicode's definition of caseless matching."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", plain.casefold())


@dataclass
class Person:
    id: UUID
    name: str
    email: str
    bio: str = ""
    version: int = 1
    status: str = "active"
    signed_in: bool = False

    def matches(self, search: str, *, by_fragments_of_email: bool = True) -> bool:
        for word in fold(search).split():
            email = fold(self.email)
            in_email = word in email if by_fragments_of_email else word == email
            if word not in fold(self.name) and not in_email:
                return False
        return True


@dataclass
class Directory:
    people: dict[UUID, Person] = field(default_factory=dict)

    def has_email(self, email: str) -> bool:
        return any(each.email.lower() == email.lower() for each in self.people.values())

    def active(self, search: str = "") -> list[Person]:
        """Newest first."""
        found = [p for p in self.people.values() if p.status == "active" and p.matches(search)]
        return sorted(found, key=lambda person: person.id, reverse=True)
