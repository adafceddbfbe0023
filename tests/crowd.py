"""People made by chance who share their values, and a slow and plain look at them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.access import Role
from domain.ids import new_id
from domain.values import Status, words
from tests.model import fold

NOW = datetime.now(UTC)
MOST = 200  # who come first, of either kind
QUARTER = timedelta(90)
NAMES = ["Ann Lee", "ann lee", "Änn Lee", "Émile", "emile", "Ødegård", "odegard", "小龍",
         "Łukasz", "O’Hara", "Işıl", "100% Real",
         "snake_case", "back\\slash", "O'Hara", "Zoë", "Weiß", "WEISS", "Σίσυφος"]  # fmt: skip
DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 31)]
# At the UTC midnights at which people join it is another day in each of them.
ZONES = ["Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns", "Pacific/Pago_Pago"]
SEARCHES = ["ann", "LEE ann", "e", "ss", "%", "_", "\\", "'", "小", "σίς", "p1", "@new.example",
            "p7@old.example.org", "nobody", "  ", "ann nobody", "\u0301", "ødeg", "ŁUKASZ",
            "o'hara", "işil"]  # fmt: skip
SORTS = {
    "joined": lambda p: p.id,
    "name": lambda p: (fold(p.name), p.id),
    "email": lambda p: (fold(p.email), p.id),
    "status": lambda p: (p.status, p.id),
    "role": lambda p: (["member", "auditor", "moderator", "admin"].index(p.role), p.id),
    "posts": lambda p: (p.post_count, p.id),
    "activity": lambda p: (p.last_activity_at or datetime.min.replace(tzinfo=UTC), p.id),
    "followers": lambda p: (p.follower_count, p.id),
}
FILTERS = [
    *({"search": search} for search in SEARCHES),
    *({"status": status} for status in Status),
    *({"role": role} for role in Role),
    *({"joined_since": day} for day in DAYS),
    *({"joined_until": day} for day in DAYS),
    {"joined_since": DAYS[1], "joined_until": DAYS[1]},
    {"joined_since": DAYS[2], "joined_until": DAYS[0]},
    {"joined_since": date.min, "joined_until": date.max},
    *(
        {"joined_since": day, "joined_until": day, "time_zone": zone}
        for day in DAYS
        for zone in ZONES
    ),
    {"joined_since": date.min, "joined_until": date.max, "time_zone": ZONES[0]},
    {"joined_until": date.min, "time_zone": ZONES[-1]},
    {"inactive": True},
]


def chance(dice, n):
    """A person made by chance, who shares each value with many others."""
    day = dice.choice([*DAYS, DAYS[1] - timedelta(1), DAYS[2] + timedelta(1)])
    moment = dice.choice([time.min, time(12), time.max])
    long_ago = [QUARTER - timedelta(1), QUARTER + timedelta(1), timedelta(400)]
    ago = dice.choice([None, None, timedelta(0), timedelta(1), *long_ago])
    return {
        "id": new_id(created_at := datetime.combine(day, moment, UTC)),
        "created_at": created_at,
        "name": dice.choice(NAMES),
        "email": f"p{n}@{dice.choice(('old', 'new'))}.example.org",
        "status": dice.choice(list(Status)),
        "role": dice.choice(list(Role)),
        "last_activity_at": NOW - ago if ago is not None else None,
        "post_count": dice.randrange(9),
        "follower_count": dice.choice([0, 0, 1, 2, 1_000]),
    }


def expected(everybody, sort=None, *, descending=True, most=MOST, **filters):
    found = {p.id for p in everybody if is_found(p, **filters)}
    order = ordered(everybody, sort, filters.get("search", ""), descending=descending, most=most)
    return [each for each in order if each in found]


def ordered(everybody, sort=None, search="", *, descending=True, most=MOST):
    """Everybody, in the order of a list that may hold some of them."""
    key = SORTS[sort or "joined"]
    if sort is None and descending:
        key = best_first(everybody, search, most)
    return [p.id for p in sorted(everybody, key=key, reverse=descending)]


def best_first(everybody, search, most):
    """The order of a search: whole names and addresses, whole words, then all others."""
    terms = fold(" ".join(words(search))).split()
    line = " ".join(terms)
    between = r"[-\s.,;:/()\[\]\"]+"

    def is_named(person):
        is_address = len(terms) == 1 and "@" in line
        return fold(person.name) == line or (is_address and fold(person.email) == line)

    def is_worded(person):
        parts = {*fold(person.name).split(), *re.split(between, fold(person.name))}
        return bool(terms) and all(term in parts for term in terms)

    few = {kind: 0 < sum(map(kind, everybody)) <= most for kind in (is_named, is_worded)}
    return lambda person: (
        bool(few[is_named] and is_named(person)),
        bool(few[is_worded] and is_worded(person)),
        person.id,
    )


def is_found(
    person,
    search="",
    status=None,
    role=None,
    joined_since=None,
    joined_until=None,
    time_zone="UTC",
    inactive=False,
):
    texts = fold(person.name), fold(person.email)
    terms = fold(" ".join(words(search))).split()
    if words(search) and not terms:
        return False
    last = person.last_activity_at
    joined = person.created_at.astimezone(ZoneInfo(time_zone)).date()
    return (
        all(any(term in text for text in texts) for term in terms)
        and (not status or person.status == status)
        and (not role or person.role == role)
        and (not joined_since or joined >= joined_since)
        and (not joined_until or joined <= joined_until)
        and (not inactive or last is None or last < NOW - QUARTER)
    )
