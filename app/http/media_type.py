"""What kind of body a request has."""

from typing import Final

from starlette.datastructures import Headers

from app.http.accept_header import JSON

UNSUPPORTED: Final = "unsupported_media_type"
SEND_JSON: Final = f"Send JSON, with the header Content-Type: {JSON}."


def is_json(headers: Headers) -> bool:
    """Whether the body is said to be JSON, and nothing else; what browsers never say of a form."""
    types = headers.getlist("content-type")
    return [each.partition(";")[0].strip().lower() for each in types] == [JSON]


def is_absent(headers: Headers) -> bool:
    """Whether there is no body at all. The empty form of a page has a type still."""
    is_empty = headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    return is_empty and "content-type" not in headers
