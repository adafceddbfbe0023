"""What to do about a mistake in a form, in one sentence."""

from typing import Any, Final

from pydantic import ValidationError

UNKNOWN: Final = "This field is not known here."
_SENTENCES: Final = {
    "missing": "Fill this in.",
    "string_type": "Enter text.",
    "string_too_short": "Enter at least {min_length} characters.",
    "string_too_long": "Enter at most {max_length} characters.",
    "int_parsing": "Enter a whole number.",
    "int_type": "Enter a whole number.",
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "enum": "Choose one of the options.",
    "literal_error": "Choose one of the options.",
    "bool_parsing": "Enter true or false.",
    "uuid_parsing": "Enter an id.",
    "date_from_datetime_parsing": "Enter a day that exists.",
    "date_parsing": "Enter a day that exists.",
    "datetime_from_date_parsing": "Enter a date and a time with its time zone.",
    "timezone_aware": "Enter a date and a time with its time zone.",
    "extra_forbidden": UNKNOWN,
}


def sentences(invalid: ValidationError) -> dict[str, str]:
    """Return one sentence for each wrong field, the first that applies."""
    found: dict[str, str] = {}
    for error in invalid.errors(include_url=False, include_input=False):
        field = str(error["loc"][0]) if error["loc"] else ""
        found.setdefault(field, sentence(error["type"], error.get("ctx", {})))
    return found


def sentence(kind: str, context: dict[str, Any]) -> str:
    """Return what to do about one kind of mistake, named as pydantic names it."""
    if kind == "value_error" and isinstance(context.get("error"), ValueError):
        return str(context["error"])
    if kind == "string_too_short" and context["min_length"] == 1:
        kind = "missing"
    return _SENTENCES.get(kind, "This value is not valid.").format(**context)
