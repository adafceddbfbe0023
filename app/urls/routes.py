"""The addresses of the pages."""

from typing import Any, Final
from urllib.parse import urlencode

PEOPLE: Final = "/"
PERSON: Final = "/people/[person_id]"
PROFILE: Final = "/profile"
STATISTICS: Final = "/statistics"
ACCOUNT: Final = "/account"
ADMIN_PEOPLE: Final = "/admin/people"
ADMIN_PERSON: Final = "/admin/people/[person_id]"
ADMIN_JOBS: Final = "/admin/jobs"
SIGN_IN: Final = "/sign-in"
SIGN_UP: Final = "/sign-up"
ADMIN_OUTBOX: Final = "/admin/outbox"
FORGOT: Final = "/forgot-password"
RESET: Final = "/reset-password"  # these three have the token of a mail behind a #
VERIFY: Final = "/verify-email"
CONFIRM_EMAIL: Final = "/confirm-email"
CHECK_MAIL: Final = "/check-mail"
NOT_FOUND: Final = "404"
PERSON_FILE: Final = "person.html"  # of the build; it is any person's page, made in the browser
API_DOCS: Final = "/api/docs"

POST_SIGN_IN: Final = "/auth/sign-in"
POST_SIGN_UP: Final = "/auth/sign-up"
POST_SIGN_OUT: Final = "/auth/sign-out"
POST_PASSWORD: Final = "/auth/password"  # noqa: S105  # an address
POST_CONFIRM: Final = "/auth/confirm"  # with one's password, that it is oneself
POST_STRENGTH: Final = "/auth/strength"
POST_FORGOT: Final = "/auth/forgot"
POST_RESET: Final = "/auth/reset"
POST_VERIFY: Final = "/auth/verify"
POST_CONFIRM_EMAIL: Final = "/auth/confirm-email"
POST_FACTOR_START: Final = "/auth/second-factor/start"
POST_FACTOR_CONFIRM: Final = "/auth/second-factor/confirm"
POST_FACTOR_CODES: Final = "/auth/second-factor/codes"
POST_FACTOR_REMOVE: Final = "/auth/second-factor/remove"


def person(person_id: Any) -> Any:
    """Return the address of a person; the id may be a Var of the page."""
    return f"/people/{person_id}"


def admin_person(person_id: Any) -> Any:
    """Return the address of a person's page for staff; the id may be a Var of the page."""
    return f"{ADMIN_PEOPLE}/{person_id}"


def with_query(path: str, **parameters: object) -> str:
    """Return `path` with those parameters that have a value."""
    present = {name: str(value) for name, value in parameters.items() if value}
    return f"{path}?{urlencode(present)}" if present else path
