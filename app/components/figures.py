"""Figures, a split bar and a chart."""

from typing import Any

import reflex as rx

_LIBRARY = "$/public/ui/statistics.jsx"


class ActivityChart(rx.Component):
    """Sign-ups, posts and sign-ins as lines with a crosshair, and the same as a table."""

    library = _LIBRARY
    tag = "ActivityChart"

    points: rx.Var[list[Any]]
    span: rx.Var[str]


class Split(rx.Component):
    """Parts of a whole: one thin bar, and each part by name and number."""

    library = _LIBRARY
    tag = "Split"

    parts: rx.Var[list[dict[str, Any]]]


activity_chart = ActivityChart.create
split = Split.create


def figure(
    label: str | rx.Var[str],
    value: rx.Component,
    change: rx.Component,
    *meaning: rx.Component | rx.Var[str] | str,
) -> rx.Component:
    """Return one figure; "What is this?" opens its meaning."""
    return rx.el.section(
        rx.el.h2(label, class_name="figure-label"),
        rx.el.p(value, class_name="figure-value"),
        rx.el.div(change, class_name="figure-change"),
        rx.el.details(
            rx.el.summary("What is this?"),
            rx.el.div(*meaning, class_name="figure-meaning"),
        ),
        class_name="figure",
    )
