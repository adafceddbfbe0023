"""Filters and the order of a list: links that change a part of its address.

They show `known`, which is what the server understood of it; while that is empty, the address.
"""

from typing import Any, Final

import reflex as rx

from app.components.icons import icon

_FILTERS = "$/public/ui/filters.jsx"
_SORTING = "$/public/ui/sorting.jsx"
_WAY_BACK = "$/public/ui/way_back.jsx"


class QueryLink(rx.Component):
    """A link that changes some parameters of the address; empty ones are taken out."""

    library = "$/public/ui/address.jsx"
    tag = "QueryLink"

    changes: rx.Var[dict[str, str]]


class Filter(rx.Component):
    """A filter of one parameter: a menu, and once it is set a chip that can be removed."""

    library = _FILTERS
    tag = "Filter"

    label: rx.Var[str]
    names: rx.Var[list[str]]
    options: rx.Var[list[dict[str, Any]]]
    known: rx.Var[dict[str, str]]


class DaysFilter(rx.Component):
    """A filter by day: the last days, or from one day (`since`) to another (`until`)."""

    library = _FILTERS
    tag = "DaysFilter"

    label: rx.Var[str]
    days: rx.Var[list[int]]
    known: rx.Var[dict[str, str]]


class Toggle(rx.Component):
    """A filter that is on or off."""

    library = _FILTERS
    tag = "Toggle"

    label: rx.Var[str]
    name: rx.Var[str]
    known: rx.Var[dict[str, str]]


class ClearFilters(rx.Component):
    """A link that takes all of these parameters out of the address, while there are any."""

    library = _FILTERS
    tag = "ClearFilters"

    names: rx.Var[list[str]]
    known: rx.Var[dict[str, str]]


class SortHead(rx.Component):
    """The head of a column by which the list can be sorted; `first` is its first direction."""

    library = _SORTING
    tag = "SortHead"

    label: rx.Var[str]
    name: rx.Var[str]
    first: rx.Var[str]
    beside: rx.Var[list[dict[str, str]]]  # other columns that are shown in it
    usual: rx.Var[str]
    known: rx.Var[dict[str, str]]


class SortMenu(rx.Component):
    """The order of the list, where there are no heads of columns."""

    library = _SORTING
    tag = "SortMenu"

    columns: rx.Var[list[dict[str, str]]]
    usual: rx.Var[str]
    known: rx.Var[dict[str, str]]


class ListShown(rx.Component):
    """Remembers, until the next page load, how the list of this page is being shown."""

    library = _WAY_BACK
    tag = "ListShown"


class BackLink(rx.Component):
    """A link to a list as it was last shown."""

    library = _WAY_BACK
    tag = "BackLink"

    to: rx.Var[str]


LAST_DAYS: Final = [7, 30, 90]  # of joining, that the filter offers in one click

query_link = QueryLink.create
filter_by = Filter.create
days_filter = DaysFilter.create
toggle = Toggle.create
clear_filters = ClearFilters.create
sort_head = SortHead.create
sort_menu = SortMenu.create
list_shown = ListShown.create


def back_to(name: str, to: str) -> rx.Component:
    """Return the way back to the list called `name`, as it was last shown."""
    return BackLink.create(
        icon("newer"), rx.el.span("Back to ", class_name="unseen"), name, to=to, class_name="back"
    )
