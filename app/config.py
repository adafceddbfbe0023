"""Settings: everything that the environment may change, read once and checked."""

import os
import re
from difflib import get_close_matches
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from domain.policy import Policy

_PREFIX = "ROLLCALL_"
_ELSEWHERE = {"DATA", "PROGRAM"}  # read by the console
_OF_TESTS = "ROLLCALL_TEST_", "ROLLCALL_CHROMIUM"
WRITER, READER = "rollcall_writer", "rollcall_reader"
MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
MAIL_EXAMPLE = "smtp+starttls://user:password@host"
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+")
EXAMPLE = "postgresql://user:password@host/database"


def _database(url: str) -> str:
    if not url:
        return url
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"is not an address such as {EXAMPLE}") from None
    if parsed.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise ValueError(f"must be the address of a PostgreSQL database, such as {EXAMPLE}")
    if not parsed.database:
        raise ValueError(f"names no database; an address looks like {EXAMPLE}")
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _origin(url: str | None) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise ValueError("is not an origin such as https://people.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _mail_server(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in MAIL_PORTS or not parts.hostname):
        raise ValueError(f"is not an address such as {MAIL_EXAMPLE}")
    return url


def _domains(text: str) -> str:
    names = [name.strip().lower() for name in text.split(",")]
    if text not in ("open", "closed") and not all(map(_DOMAIN.fullmatch, names)):
        raise ValueError("must be open, closed, or domains such as example.org, example.com")
    return ",".join(names)


DatabaseUrl = Annotated[str, BeforeValidator(_database)]
MailUrl = Annotated[str, BeforeValidator(_mail_server)]
SignUp = Annotated[str, BeforeValidator(_domains)]
Origin = Annotated[str | None, BeforeValidator(_origin)]


class Settings(BaseSettings):
    """`database_url` belongs to the owner of the tables; empty means the embedded server."""

    model_config = SettingsConfigDict(
        env_prefix="ROLLCALL_",
        env_ignore_empty=True,
        validate_assignment=True,
        hide_input_in_errors=True,  # a database URL holds a password
    )

    database_url: DatabaseUrl = Field("", validation_alias="DATABASE_URL", repr=False)
    writer_database_url: DatabaseUrl = Field("", validation_alias="WRITER_DATABASE_URL", repr=False)
    reader_database_url: DatabaseUrl = Field("", validation_alias="READER_DATABASE_URL", repr=False)
    origin: Origin = None
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    env: Literal["local", "production"] = "local"
    guests_may_read: bool = False
    sign_up: SignUp = "open"
    sign_ups_per_address: int = Field(100, ge=0)  # in an hour; 0 for no limit
    admins_need_second_factor: bool = False
    smtp_url: MailUrl = Field("", validation_alias="SMTP_URL", repr=False)
    mail_from: str = ""
    trusted_proxy_hops: int = Field(0, ge=0, le=10)
    sockets_per_address: int = Field(100, ge=1)
    requests_per_address: int = Field(300, ge=1)

    @property
    def policy(self) -> Policy:
        """What commands decide by."""
        domains = {"open": None, "closed": frozenset[str]()}
        return Policy(
            sign_up_domains=domains.get(self.sign_up, frozenset(self.sign_up.split(","))),
            sign_ups_per_address=self.sign_ups_per_address or None,
            sends_mail=bool(self.smtp_url),
            admins_need_second_factor=self.admins_need_second_factor,
        )

    @property
    def sender(self) -> str:
        """Whom mails come from."""
        host = urlsplit(self.origin or "").hostname or "localhost"
        return self.mail_from or f"Rollcall <no-reply@{host}>"

    @property
    def writer_url(self) -> str:
        return self.writer_database_url or self._as_role(WRITER)

    @property
    def reader_url(self) -> str:
        return self.reader_database_url or self._as_role(READER)

    def _as_role(self, name: str) -> str:
        if not self.database_url:
            return ""
        return make_url(self.database_url).set(username=name).render_as_string(hide_password=False)

    @model_validator(mode="after")
    def _production_is_explicit(self) -> Self:
        if self.env == "production":
            if not self.database_url:
                raise ValueError("ROLLCALL_ENV=production needs DATABASE_URL")
            if not (self.origin or "").startswith("https://"):
                raise ValueError("ROLLCALL_ENV=production needs ROLLCALL_ORIGIN=https://…")
        return self


def unknown() -> dict[str, str]:
    """Variables that look like settings and are none, each with the likeliest one, if any."""
    names = {name.upper() for name in Settings.model_fields} - {
        str(field.validation_alias).removeprefix("ROLLCALL_")
        for field in Settings.model_fields.values()
        if field.validation_alias
    }
    asked = [name.upper().removeprefix(_PREFIX) for name in os.environ if _is_ours(name)]
    strange = [name for name in asked if name not in names | _ELSEWHERE]
    likely = {name: get_close_matches(name, [*names, *_ELSEWHERE], n=1) for name in strange}
    return {_PREFIX + name: "".join(_PREFIX + near for near in likely[name]) for name in strange}


def _is_ours(name: str) -> bool:
    return name.upper().startswith(_PREFIX) and not name.upper().startswith(_OF_TESTS)


def read() -> Settings:
    """The settings of this process; ends it with one sentence where they are wrong."""
    for name, likely in unknown().items():
        if likely:  # what was meant is not in force, and may be what keeps strangers out
            raise SystemExit(f"{name} is not a setting: did you mean {likely}?")
    try:
        return Settings()  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        raise SystemExit(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return f"{message}."
    name = str(first["loc"][0])
    variable = name if name.isupper() else f"ROLLCALL_{name.upper()}"
    return f"{variable} {message[0].lower()}{message[1:]}."


settings = read()
