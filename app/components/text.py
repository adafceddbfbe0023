"""Small facts: initials, moments, numbers, and what a search found."""

from datetime import datetime
from uuid import UUID

import reflex as rx

_LIBRARY = "$/public/ui/text.jsx"


class Avatar(rx.Component):
    """A person's initials on a colour of their own."""

    library = _LIBRARY
    tag = "Avatar"

    person_id: rx.Var[UUID | str]
    name: rx.Var[str]
    size: rx.Var[str]


class When(rx.Component):
    """How long ago something was; the exact local time on hover and for screen readers.

    Where it is `dated`, as in lists, it is the day once that is a week ago.
    """

    library = _LIBRARY
    tag = "When"

    at: rx.Var[datetime | str | None]
    dated: rx.Var[bool]


class Day(rx.Component):
    """How many days ago a day of UTC was; its date on hover and for screen readers."""

    library = _LIBRARY
    tag = "Day"

    at: rx.Var[datetime | str | None]


class Edited(rx.Component):
    """That something was edited, and when, beside the moment since which it is there."""

    library = _LIBRARY
    tag = "Edited"

    at: rx.Var[datetime | str | None]
    since: rx.Var[datetime | str | None]


class Until(rx.Component):
    """A moment to come: the exact local time, and how far away it is."""

    library = _LIBRARY
    tag = "Until"

    at: rx.Var[datetime | str | None]


class Moment(rx.Component):
    """The exact local time, whether it is past or to come."""

    library = _LIBRARY
    tag = "Moment"

    at: rx.Var[datetime | str | None]


class Amount(rx.Component):
    """A grouped number with its unit, which is "spoken" only, "written", or written on "phones"."""

    library = _LIBRARY
    tag = "Amount"

    value: rx.Var[int | float]
    one: rx.Var[str]
    many: rx.Var[str]
    digits: rx.Var[int]
    words: rx.Var[str]


class Marked(rx.Component):
    """A text in which the searched words are marked."""

    library = _LIBRARY
    tag = "Marked"

    text: rx.Var[str | None]
    wanted: rx.Var[str]


avatar = Avatar.create
when = When.create
day = Day.create
edited = Edited.create
until = Until.create
moment = Moment.create
amount = Amount.create
marked = Marked.create
