"""The spans of time that figures and charts are about: whole days and months of UTC, up to now."""

from typing import Final, Literal

Span = Literal["30d", "12m", "all"]

# SQL: a table of one row with the first moment of today, and where in it a span begins.
TODAY: Final = "(select date_trunc('day', now() at time zone 'UTC') as today)"
STARTS: Final = {
    "30d": "today - interval '29 days'",
    "12m": "date_trunc('month', today) - interval '11 months'",
}
