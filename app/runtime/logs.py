"""What may stand in a log: one line an event, no cookie, password, e-mail address or payload.

People read plain lines on their terminal. Everywhere else a line is a JSON object: time (UTC),
level, logger, message.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final

from app.config import settings
from app.runtime.repeated_lines import REPEATS

_LONGEST: Final = 500
# Each looks at a word once, from its beginning: strangers choose what is searched.
_SECRETS: Final = (
    (re.compile(r"(\b\w++://)[^\s/@]*@"), r"\1[hidden]@"),
    # What is behind a # in a link of a mail, and whatever is as random as a token.
    (re.compile(r"#[\w-]{16,}"), "#[hidden]"),
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Z])[A-Za-z0-9_-]{43}(?![\w-])"), "[token]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[^\s'\",;]+"), r"\1 [hidden]"),
    # The secret of an authenticator app, and a recovery code.
    (re.compile(r"\b[A-Z2-7]{32}\b"), "[secret]"),
    (re.compile(r"\b[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}\b(?!-)"), "[code]"),
    (re.compile(r"[^\s@'\"<>=:,;]{1,64}@[^\s@'\"<>=:,;]{1,255}"), "[e-mail]"),
    (
        re.compile(
            r"(?i)((?<![\w-])(?=[\w-]*(?:password|passwd|secret|cookie|rollcall|authorization|token))"
            r"[\w-]++['\"]?\s*+[=:]\s*+)(?:'[^']*'?|\"[^\"]*\"?|[^\s,;&})]+)"
        ),
        r"\1[hidden]",
    ),
)
# Reflex writes whole events, with all that the browser sent, behind these words.
_PAYLOADS: Final = re.compile(
    r"(?is)(Event\(|Event data|event data|with value|for event:|Received an? |payload).*"
)
_FRAMEWORK: Final = ("reflex", "socketio", "engineio")
# Their messages speak of code; those of other errors may quote what somebody typed.
_ABOUT_CODE: Final = (AttributeError, ImportError, NameError)


class JsonLine(logging.Formatter):
    """A record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        return json.dumps(line | {"message": record.getMessage()}, ensure_ascii=False)


def quiet_logs() -> None:
    """Redact every record of this process as it is made, whoever handles it. Harmless twice."""
    logging.setLogRecordFactory(_redacted)
    if logging.lastResort and (settings.env == "production" or not sys.stderr.isatty()):
        logging.lastResort.setFormatter(JsonLine())
    # Those of the server's own program are set up before ours runs.
    for handler in (logging.lastResort, *logging.getLogger("_granian").handlers):
        if handler:
            handler.addFilter(REPEATS)
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).setLevel(logging.ERROR)  # else they bring handlers of their own


def harmless(text: str) -> str:
    """Return `text` on one line, without secrets, cut to a sane length."""
    # Cut first: what is matched below may be a megabyte from a stranger.
    text = "".join(sign if sign.isprintable() else " " for sign in text[: 4 * _LONGEST])
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text[:_LONGEST]


def describe(exception: BaseException) -> str:
    """Say what failed and where, without the words of an error that may quote its input."""
    name = type(exception).__name__
    if isinstance(exception, _ABOUT_CODE):
        name += f" ({harmless(str(exception))})"
    if state := getattr(getattr(exception, "orig", exception), "sqlstate", None):
        name += f" (SQLSTATE {state})"
    frames = traceback.extract_tb(exception.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    nearest = (ours or frames)[-4:]
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in nearest]
    cause = exception.__cause__
    return " < ".join([name, *reversed(places)]) + (
        f", because {type(cause).__name__}" if cause else ""
    )


def _redacted(*given: Any, **more: Any) -> logging.LogRecord:  # as logging calls it
    record = logging.LogRecord(*given, **more)
    if record.name == "granian.access":  # formats its own fields, and holds no query string
        return record
    text = record.getMessage()
    if record.name.startswith(_FRAMEWORK):
        text = _PAYLOADS.sub(r"\1…", text)
    if record.exc_info and record.exc_info[1]:
        text = f"{text} [{describe(record.exc_info[1])}]"
    record.msg, record.args = harmless(text), ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _short(path: str) -> str:
    return "/".join(path.split("/")[-2:])
