"""Line icons on a grid of 16; they repeat a word and are never read aloud."""

from typing import Final

import reflex as rx

_PATHS: Final = {
    "people": "M6 7.2a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M1.5 13.5c0-2.6 2-4.3 4.5-4.3"
    "s4.5 1.7 4.5 4.3M10.6 2.4a2.5 2.5 0 0 1 0 4.6m1.4 2.6c1.6.6 2.5 2 2.5 3.9",
    "statistics": "M2 13.5h12M4 11V8m4 3V3m4 8V5.5",
    "sign-in": "M9.5 2.5h3v11h-3M2.5 8h7M7 5.2 9.8 8 7 10.8",
    "sign-up": "M8 3v10M3 8h10",
    "sign-out": "M6.5 2.5h-3v11h3M6.5 8h7m-2.8-2.8L13.5 8l-2.8 2.8",
    "edit": "M2.5 13.5V11l8-8L13 5.5l-8 8z",
    "account": "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8"
    "m-5.2 5.7c0-2.6 2.3-4.3 5.2-4.3s5.2 1.7 5.2 4.3",
    "admin-people": "M2.5 3.5h11v9h-11zM2.5 6.5h11M6 6.5v6",
    "jobs": "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2M8 5v3.2l2.2 1.4",
    "outbox": "M2 3.5h12v9H2zM2.3 4.2 8 8.7l5.7-4.5",
    "newer": "M10 3 5 8l5 5",
    "older": "M6 3l5 5-5 5",
    "alert": "M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8M8 4.8v3.7m0 2.6v.1",
}


def icon(name: str) -> rx.Component:
    """Return the icon called `name`."""
    return rx.el.svg(
        rx.el.path(d=_PATHS[name]), view_box="0 0 16 16", class_name="icon", aria_hidden="true"
    )


def emblem() -> rx.Component:
    """Return the product's sign: a ticked line of a ledger."""
    return rx.el.svg(
        rx.el.path(d="M4 8.5 7 11.5 12.5 5", class_name="emblem-tick"),
        rx.el.path(d="M4 15.2h14M4 18.4h14M14 9.2h4", class_name="emblem-rule"),
        view_box="0 0 22 22",
        class_name="emblem",
        aria_hidden="true",
    )
