"""The directory in plain Python, written from what the commands mean: the independent truth."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from uuid import UUID

ROLES = "member", "auditor", "moderator", "admin"


# Of letters that Unicode does not take apart, the name tells what they are: "LATIN SMALL LETTER L
# WITH STROKE". Turned, reversed and sideways ones are letters of their own.
_LETTER = re.compile(
    r"LATIN (?:SMALL LETTER|SMALL LIGATURE|LETTER SMALL CAPITAL|SMALL CAPITAL LETTER) "
    r"(?:(?:BARRED|BLACKLETTER|BROKEN|DOTLESS|INSULAR|LENIS|LONG|MIDDLE-WELSH|OPEN|SCRIPT"
    r"|VISIGOTHIC|VOLAPUK) )?"
    r"([A-Z]|A[AEOUVY]|D[BZ]|HV|L[LSZ]|O[EIOU]|QP|T[CHSZ]|U[EIO]|VY|ENG|ETH|HENG|KRA|THORN|[DLMNRT]UM)"
    r"(?: DIGRAPH)?(?: BAR)?(?: WITH .+)?"
)
_NAMED = {"ENG": "n", "ETH": "d", "HENG": "h", "KRA": "q", "THORN": "th"}
# Names of signs that stand for others, of whatever script; after NFKD.
_SIGNS = {
    "'": re.compile(
        r"(?!.*DOUBLE)(?:.* )?(?:APOSTROPHE|SALTILLO)|(?:LEFT|RIGHT) SINGLE QUOTATION MARK"
        r"|SINGLE (?:LOW-9|HIGH-REVERSED-9) QUOTATION MARK|HEBREW PUNCTUATION GERESH"
        r"|(?:REVERSED )?PRIME|HEAVY (?:LOW )?SINGLE .*QUOTATION MARK ORNAMENT|GRAVE ACCENT"
        r"|MODIFIER LETTER (?:TURNED COMMA|REVERSED COMMA|PRIME|(?:RIGHT|LEFT) HALF RING"
        r"|VERTICAL LINE|ACUTE ACCENT|GRAVE ACCENT|MIDDLE GRAVE ACCENT)"
    ),
    '"': re.compile(
        r"(?:LEFT|RIGHT) DOUBLE QUOTATION MARK|HEBREW PUNCTUATION GERSHAYIM"
        r"|DOUBLE (?:LOW|HIGH-REVERSED|LOW-REVERSED)-9 QUOTATION MARK"
        r"|MODIFIER LETTER (?:DOUBLE (?:PRIME|APOSTROPHE)|MIDDLE DOUBLE ACUTE ACCENT)"
        r"|(?:REVERSED |LOW )?DOUBLE PRIME QUOTATION MARK"
        r"|(?:SANS-SERIF )?HEAVY (?:LOW )?DOUBLE .*QUOTATION MARK ORNAMENT"
    ),
    "-": re.compile(r"(?:HEAVY |MODIFIER LETTER )?MINUS SIGN|HYPHEN BULLET"),
    "·": re.compile(
        r"BULLET(?: OPERATOR)?|HYPHENATION POINT|DOT OPERATOR|WORD SEPARATOR MIDDLE DOT"
        r"|RAISED DOT|KATAKANA MIDDLE DOT|RUNIC SINGLE PUNCTUATION|LATIN LETTER SINOLOGICAL DOT"
    ),
}
# Accents that stand alone, before NFKD.
_AS_APOSTROPHE = {*"´΄᾽᾿\u1ffd῾"}
_AS_QUOTATION = {*"¨˝″‶"}
_ARABIC = {
    **dict.fromkeys(["LETTER ALEF WASLA", "LETTER ALEF WITH WAVY HAMZA ABOVE",
                     "LETTER ALEF WITH WAVY HAMZA BELOW"], "ا"),
    **dict.fromkeys(["LETTER TEH MARBUTA", "LETTER TEH MARBUTA GOAL", "LETTER AE",
                     "LETTER HEH DOACHASHMEE", "LETTER HEH GOAL"], "ه"),
    **dict.fromkeys(["LETTER YEH", "LETTER ALEF MAKSURA"], "ی"),
    **dict.fromkeys(["LETTER KAF", "LETTER SWASH KAF"], "ک"),
    "TATWEEL": "",
}  # fmt: skip
_UNSPACED = re.compile(
    r"CJK UNIFIED IDEOGRAPH-|HANGUL SYLLABLE |(HIRAGANA|KATAKANA) (LETTER|ITERATION|VOICED|DIGRAPH)"
    r"|KATAKANA-HIRAGANA PROLONGED|IDEOGRAPHIC (ITERATION MARK|CLOSING MARK|NUMBER ZERO)"
)


@lru_cache(10_000)
def fold(text: str) -> str:
    """What Unicode says of each character, by its name and its category: no table of the product.

    Case and accents are away, after Unicode's definition of caseless matching; so is what cannot
    be seen. Letters and signs in several forms have one.
    """
    apart = unicodedata.normalize("NFKD", "".join(map(_beside, text)).casefold())
    plain = "".join(c for c in apart if not _is_accent(c) and not is_ignorable(c)).casefold()
    whole = unicodedata.normalize("NFC", "".join(map(_one_form, plain)))
    words = whole.split(" ")
    joined = words[0]
    for before, word in pairwise(words):
        together = before and word and is_unspaced(before[-1]) and is_unspaced(word[0])
        joined += word if together else f" {word}"
    return joined


def _beside(character: str) -> str:
    """An accent that stands beside letters and not upon one is a sign, or nothing."""
    if character in _AS_APOSTROPHE:
        return "'"
    if character in _AS_QUOTATION:
        return '"'
    apart = unicodedata.normalize("NFKD", character)
    return "" if apart[0] == " " and apart != " " else character


@cache
def _is_accent(character: str) -> bool:
    """One for letters of any script, or of Latin, Greek, Cyrillic; hamza and madda of Arabic."""
    name = unicodedata.name(character, "")
    if name in {"ARABIC HAMZA ABOVE", "ARABIC HAMZA BELOW", "ARABIC MADDAH ABOVE"}:
        return True
    is_general = name.startswith("COMBINING ") and ord(character) < 0x10000  # above it: music
    of_one_script = ("CYRILLIC", "DEVANAGARI", "GLAGOLITIC", "KATAKANA")
    return is_general and not any(word in name for word in of_one_script)


@cache
def is_ignorable(character: str) -> bool:
    """Default_Ignorable_Code_Point, as Unicode derives it from its other properties."""
    code, name = ord(character), unicodedata.name(character, "")
    if 0xE0000 <= code <= 0xE0FFF or 0xFFF0 <= code <= 0xFFF8 or code == 0x2065:
        return True
    if unicodedata.category(character) == "Cf":
        # Annotations, signs that are written around numbers, and hieroglyphs show.
        visible = ("INTERLINEAR", "ARABIC NUMBER", "ARABIC FOOTNOTE", "ARABIC SIGN", "ARABIC POUND",
                   "ARABIC END", "ARABIC PIASTRE", "ARABIC DISPUTED", "SYRIAC ABBREVIATION",
                   "KAITHI NUMBER", "EGYPTIAN")  # fmt: skip
        return not name.startswith(visible)
    vowels = ("KHMER VOWEL INHERENT", "COMBINING GRAPHEME JOINER", "MONGOLIAN FREE VARIATION")
    fillers = ("HANGUL CHOSEONG FILLER", "HANGUL JUNGSEONG FILLER", "HANGUL FILLER",
               "HALFWIDTH HANGUL FILLER")  # fmt: skip
    return name.startswith((*vowels, "VARIATION SELECTOR")) or name in fillers


@cache
def _one_form(character: str) -> str:
    name = unicodedata.name(character, "")
    if found := _LETTER.fullmatch(name):
        return _NAMED.get(found[1], found[1].removesuffix("UM")).lower()
    if "ARABIC-INDIC DIGIT" in name and unicodedata.category(character) == "Nd":
        return str(unicodedata.digit(character))
    if unicodedata.category(character) == "Pd":
        return "-"
    for sign, names in _SIGNS.items():
        if names.fullmatch(name):
            return sign
    return _ARABIC.get(name.removeprefix("ARABIC "), character)


def is_unspaced(character: str) -> bool:
    return bool(_UNSPACED.match(unicodedata.name(character, "")))


@dataclass
class Person:
    id: UUID
    name: str
    email: str
    role: str = "member"
    bio: str = ""
    version: int = 1
    edited_at: dict[str, int] = field(default_factory=dict)  # the version, by field
    status: str = "active"
    was_active: bool = False
    posts: dict[UUID, str] = field(default_factory=dict)
    follows: set[UUID] = field(default_factory=set)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    def edit(self, seen: int, **values: str) -> None:
        """All of it, or nothing when others changed one of the fields since `seen`."""
        changed = {name for name, value in values.items() if getattr(self, name) != value}
        is_stale = any(self.edited_at.get(name, 1) > seen for name in changed)
        if not changed or is_stale or seen > self.version:
            return
        self.version += 1
        for name in changed:
            setattr(self, name, values[name])
            self.edited_at[name] = self.version

    def may_remove_posts_of(self, author: "Person") -> bool:
        below = {"admin": {*ROLES}, "moderator": {"member", "auditor"}}.get(self.role, set())
        return self.is_active and (author is self or author.role in below)

    def matches(self, search: str, *, by_fragments_of_email: bool = True) -> bool:
        words = fold(search).split()
        for word in words:
            email = fold(self.email)
            in_email = word in email if by_fragments_of_email else word == email
            if word not in fold(self.name) and not in_email:
                return False
        return bool(words) or not search.strip()


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
