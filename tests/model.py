"""The directory in plain Python, written from what the commands mean: the independent truth."""

import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

ROLES = "member", "auditor", "moderator", "admin"


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
    role: str = "member"
    bio: str = ""
    version: int = 1
    status: str = "active"
    was_active: bool = False
    posts: dict[UUID, str] = field(default_factory=dict)
    follows: set[UUID] = field(default_factory=set)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    def may_remove_posts_of(self, author: "Person") -> bool:
        below = {"admin": {*ROLES}, "moderator": {"member", "auditor"}}.get(self.role, set())
        return self.is_active and (author is self or author.role in below)

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
    sign_ups: int = 0
    published: int = 0
    sign_ins: int = 0

    def has_email(self, email: str) -> bool:
        return any(each.email.lower() == email.lower() for each in self.people.values())

    def active(self, search: str = "") -> list[Person]:
        """Newest first."""
        found = [p for p in self.people.values() if p.is_active and p.matches(search)]
        return sorted(found, key=lambda person: person.id, reverse=True)

    def followers(self, person: Person) -> int:
        """Who is no longer active stays counted."""
        return sum(person.id in each.follows for each in self.people.values())

    def author(self, post_id: UUID) -> Person | None:
        return next((p for p in self.people.values() if post_id in p.posts), None)

    def move(self, chosen: set[UUID], source: str, target: str) -> bool:
        """A change of status: of all of them or of none. Whether it was done."""
        people = [self.people[each] for each in chosen]
        if any(person.status != source for person in people):
            return False
        if source == "active" and self.loses_its_admins(chosen):
            return False
        for person in people:
            person.status = target
            person.version += 1
        return True

    def loses_its_admins(self, gone: set[UUID]) -> bool:
        admins = {p.id for p in self.people.values() if p.is_active and p.role == "admin"}
        return bool(admins) and admins <= gone
