"""One of a few options, each with what it means."""

import reflex as rx


class RadioField(rx.Component):
    """The options are `value`, `title` and `text`; a form sends the value."""

    library = "$/public/ui/radio_field.jsx"
    tag = "RadioField"

    name: rx.Var[str]
    label: rx.Var[str]
    options: rx.Var[list[dict[str, str]]]
    initial: rx.Var[str]


radio_field = RadioField.create
