"""What stands where no page is."""

import reflex as rx

from app.components.layout import page
from app.components.states import go
from app.urls import routes


def not_found() -> rx.Component:
    """Return the page."""
    return page(
        rx.fragment(),
        rx.el.div(
            rx.el.h1("This page does not exist", class_name="empty-title"),
            rx.el.p("The address may be mistyped, or the page has moved."),
            rx.el.div(go("Go to people", routes.PEOPLE), class_name="empty-actions"),
            class_name="empty",
        ),
    )
