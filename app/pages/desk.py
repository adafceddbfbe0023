"""The card of those who come in, or can't, or follow a mailed link."""

import reflex as rx

from app.components.forms import field
from app.components.icons import emblem
from app.components.layout import PRODUCT

Text = str | rx.Component | rx.Var[str]


def card(title: str, sentence: Text, form: rx.Component, *others: rx.Component) -> rx.Component:
    """Return the card; `others` are the ways to go instead."""
    return rx.el.div(
        rx.el.p(emblem(), PRODUCT, class_name="wordmark"),
        rx.el.h1(title),
        rx.el.p(sentence, class_name="desk-sentence"),
        form,
        rx.el.div(*others, class_name="desk-other"),
        class_name="card desk-card",
    )


def email_field(**props: str | rx.Var[str]) -> rx.Component:
    """Return the field by which password managers know the account."""
    known = {"label": "E-mail", "type": "email", "autocomplete": "username"}
    return field(name="email", required=True, **known, **props)
