"""What a command takes of the form that a page sent."""

from typing import Any


def sent(form: dict[str, str], *fields: str) -> dict[str, Any]:
    """The id of the command and these fields, as they came; the command parses them."""
    return {name: form.get(name, "") for name in ("command_id", *fields)}


def given(form: dict[str, str], *fields: str) -> dict[str, Any]:
    """Those of these fields that came at all."""
    return {name: form[name] for name in fields if name in form}
