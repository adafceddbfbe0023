"""What stands in for content: a skeleton, an empty list, a failure."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link

from app.components.forms import plain_form
from app.components.frame import untold
from app.components.icons import icon
from app.identity.session_state import SessionState


def skeleton(*shapes: rx.Component, label: str) -> rx.Component:
    """Return grey shapes that appear only after a moment of waiting."""
    return rx.el.div(
        rx.el.p(label, class_name="unseen"),
        rx.el.div(*shapes, aria_hidden="true"),
        class_name="skeleton",
    )


def bone(kind: str) -> rx.Component:
    """Return one grey shape; the style sheet knows its size."""
    return rx.el.span(class_name=f"bone bone-{kind}")


def empty(
    title: str | rx.Var[str], text: str | rx.Var[str], *actions: rx.Component
) -> rx.Component:
    """Return what stands where a list would be: what it means, and what to do."""
    return rx.el.div(
        rx.el.h2(title, dir="auto"),
        rx.el.p(text),
        rx.el.div(*actions, class_name="empty-actions"),
        class_name="empty",
    )


def left_out(sentence: str | rx.Var[str]) -> rx.Component:
    """Return what a list says of an address that it did not understand; nothing while it is ""."""
    return rx.cond(sentence != "", rx.el.p(sentence, class_name="list-note", role="status"))


def banner() -> rx.Component:
    """Return the sentence about what went wrong, above content that is still good.

    What a form says itself is not said twice.
    """
    return rx.cond(
        SessionState.problem.sentence != "",
        untold(
            rx.el.div(icon("alert"), _sentence(), class_name="banner", role="alert"),
            form=SessionState.problem.form,
        ),
    )


def failed(retry: Any) -> rx.Component:
    """Return what stands in for a page that could not be loaded."""
    return rx.el.div(
        rx.el.h2("This page could not be loaded"),
        _sentence(),
        rx.el.div(
            rx.el.button("Try again", type="button", class_name="button", on_click=retry),
            class_name="empty-actions",
        ),
        class_name="empty",
        role="alert",
    )


def _sentence() -> rx.Component:
    return rx.el.p(
        SessionState.problem.sentence,
        rx.cond(
            SessionState.problem.reference != "",
            rx.el.span(
                "Reference ", rx.el.code(SessionState.problem.reference), class_name="reference"
            ),
        ),
        rx.cond(
            SessionState.problem.remedy != "",
            rx.fragment(" ", link("Go to your account", to=SessionState.problem.remedy)),
        ),
    )


def go(label: str, to: str | rx.Var[str], kind: str = "button") -> rx.Component:
    """Return a link that looks like a button."""
    return link(label, to=to, class_name=kind)


def broken() -> rx.Var[rx.Component]:
    """Return what stands in for a page whose own code failed in the browser."""
    return rx.Var.create(
        rx.el.main(
            rx.el.div(
                rx.el.h1("This page has stopped working", class_name="empty-title"),
                rx.el.p("Load it again. What was saved is safe."),
                rx.el.div(
                    plain_form(rx.el.button("Load again", class_name="button"), method="get"),
                    class_name="empty-actions",
                ),
                class_name="empty",
            ),
            class_name="content",
        )
    )
