"""People made by chance who share their values, and a slow and plain look at them."""

from datetime import UTC, date, datetime, time, timedelta

from domain.access import Role
from domain.ids import new_id
from domain.values import Status, words
from tests.model import fold

NOW = datetime.now(UTC)
QUARTER = timedelta(90)
NAMES = ["Ann Lee", "ann lee", "Änn Lee", "Émile", "emile", "Ødegård", "odegard", "小龍",
         "Łukasz", "O’Hara", "Işıl", "100% Real",
         "snake_case", "back\\slash", "O'Hara", "Zoë", "Weiß", "WEISS", "Σίσυφος"]  # fmt: skip
DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 5, 31)]
SEARCHES = ["ann", "LEE ann", "e", "ss", "%", "_", "\\", "'", "小", "σίς", "p1", "@new.example",
            "p7@old.example.org", "nobody", "  ", "ann nobody", "\u0301", "ødeg", "ŁUKASZ",
            "o'hara", "işil"]  # fmt: skip
SORTS = {
    "joined": lambda p: p.id,
    "name": lambda p: (fold(p.name), p.id),
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


def expected(everybody, sort="joined", *, descending=True, **filters):
    found = [p for p in everybody if is_found(p, **filters)]
    return [p.id for p in sorted(found, key=SORTS[sort], reverse=descending)]


def is_found(
    person, search="", status=None, role=None, joined_since=None, joined_until=None, inactive=False
):
    texts = fold(person.name), fold(person.email)
    terms = fold(" ".join(words(search))).split()
    if words(search) and not terms:
        return False
    last = person.last_activity_at
    return (
        all(any(term in text for text in texts) for term in terms)
        and (not status or person.status == status)
        and (not role or person.role == role)
        and (not joined_since or person.created_at.date() >= joined_since)
        and (not joined_until or person.created_at.date() <= joined_until)
        and (not inactive or last is None or last < NOW - QUARTER)
    )
