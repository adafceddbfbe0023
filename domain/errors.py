"""Why something could not be done: facts and sentences for people, no HTTP words."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import ClassVar


class DomainError(Exception):
    """Its message is a sentence for the user; `field` is the form field to blame, if one is."""

    code: ClassVar[str] = "refused"
    field: str | None = None
    sentence: ClassVar[str] = "This cannot be done."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotFound(DomainError):
    code = "not_found"
    sentence = "User not found"


class PostNotFound(NotFound):
    code = "post_not_found"
    sentence = "This post is no longer there."


class Forbidden(DomainError):
    code = "forbidden"
    sentence = "You may not do this."


class BadCredentials(DomainError):
    """Unknown, wrong, locked, suspended: one sentence for all, so that nobody learns which."""

    code = "bad_credentials"
    sentence = (
        "The e-mail address or the password is not right. "
        "After many tries, wait a quarter of an hour or reset your password."
    )


class CodeNeeded(DomainError):
    """The password is right, and the account has a second factor."""

    code = "code_needed"
    field = "code"
    sentence = "Enter the code of your authenticator app, or a recovery code."


class WrongCode(DomainError):
    code = "wrong_code"
    field = "code"
    sentence = "This code is not right, or it was used already. Enter the next one."


class TooMany(DomainError):
    """Something was tried too often from one place; it tells nothing about any account.

    `retry_after` are the seconds until it may be tried again.
    """

    code = "too_many"
    sentence = "That was tried too often. Try again in {span}."

    def __init__(self, retry_after: int) -> None:
        super().__init__(self.sentence.format(span=_span(retry_after)))
        self.retry_after = retry_after


class TooManyLookups(TooMany):
    """Of people by their whole e-mail address."""

    code = "too_many_lookups"
    sentence = "You looked up too many e-mail addresses. Search by name, or try again in {span}."


class PasswordNeeded(DomainError):
    """This takes a password that was given in this session within the last 15 minutes."""

    code = "password_needed"
    sentence = "Confirm with your password that it is you, and try again."


class LinkExpired(DomainError):
    """Unknown, used, expired: whoever holds the link can ask for a new one."""

    code = "link_expired"
    sentence = (
        "This link does not work any more: it helps once, and for one hour. Ask for a new one."
    )


class SignUpClosed(DomainError):
    code = "sign_up_closed"
    sentence = "Nobody can sign up here by themselves. Ask an administrator."


class EmailNotAdmitted(DomainError):
    code = "email_not_admitted"
    field = "email"

    def __init__(self, domains: Iterable[str]) -> None:
        super().__init__(f"Sign up with an e-mail address of {' or '.join(sorted(domains))}.")


class Unavailable(DomainError):
    """The database is away or too busy."""

    code = "unavailable"
    sentence = "The directory cannot be reached right now. Try again."


class Uncertain(Unavailable):
    """A command was under way when the database went: it may have been carried out.

    Whoever sent an id of their own with it may send it again; to others `without_id` is said.
    """

    sentence = "The directory did not answer in time. Send it again; it is not done twice."
    without_id: ClassVar[str] = (
        "The directory did not answer in time. "
        "It may have been done all the same: look before you send it again."
    )


class DiskFull(Unavailable):
    """Nothing was written: the database has no room. Waiting does not help, making room does."""

    code = "disk_full"
    sentence = (
        "Nothing can be saved right now: the disk of the server is full. "
        "What is there can still be read."
    )


class ReadOnly(Unavailable):
    """Nothing was written: the database is set, or has changed, to being read only."""

    code = "read_only"
    sentence = (
        "Nothing can be saved right now: the database is read-only. "
        "What is there can still be read."
    )


class Conflict(DomainError):
    code = "conflict"


class EmailTaken(Conflict):
    code = "email_taken"
    field = "email"
    sentence = "An account with this e-mail address already exists. Sign in instead."


class StaleVersion(Conflict):
    """What is to be edited has changed since the version that the editor saw."""

    code = "stale_version"
    sentence = "This was changed while you were editing it."


class StaleFields(StaleVersion):
    """Somebody else changed the same fields; `theirs` holds the values of now, by field."""

    def __init__(self, theirs: Mapping[str, str]) -> None:
        changed = f"{' and '.join(theirs)} {'were' if len(theirs) > 1 else 'was'} changed"
        super().__init__(f"The {changed} while you were editing.")
        self.theirs = dict(theirs)


class WrongStatus(Conflict):
    """The status of a person does not allow this: who is suspended cannot be suspended again."""

    code = "wrong_status"


class LastAdmin(Conflict):
    code = "last_admin"
    sentence = "This is the last active administrator. Make somebody else an administrator first."


class FollowsOneself(Conflict):
    code = "follows_oneself"
    sentence = "Nobody can follow themselves."


class WrongPassword(Conflict):
    """`field` is the form field that it came from."""

    code = "wrong_password"
    sentence = "This is not your current password."

    def __init__(self, field: str = "current_password") -> None:
        super().__init__()
        self.field = field


class EmailUnverified(Conflict):
    code = "email_unverified"
    sentence = "Confirm your e-mail address first: follow the link in the mail that you were sent."


class SameEmail(Conflict):
    code = "same_email"
    field = "email"
    sentence = "This is your e-mail address already."


class SecondFactorThere(Conflict):
    code = "second_factor_there"
    sentence = "Your account has a second factor already. Reload the page."


class NoSecondFactor(Conflict):
    code = "no_second_factor"
    sentence = "Your account has no second factor. Reload the page."


class SecondFactorDemanded(Conflict):
    code = "second_factor_demanded"
    sentence = "Administrators need a second factor here, so yours stays."


class WeakPassword(Conflict):
    """Long enough and yet easy to guess; `field` is the form field that it came from."""

    code = "weak_password"
    sentence = "This password is easy to guess. Several words that do not belong together are good."

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class SamePassword(Conflict):
    code = "same_password"
    field = "new_password"
    sentence = "Choose another password than the current one."


class EndsInPast(Conflict):
    code = "ends_in_past"
    field = "until"
    sentence = "Choose an end that is still to come."


class CommandReused(Conflict):
    code = "command_reused"
    sentence = "This form was already sent with other values. Reload the page and try again."


class StatisticsIncomplete(DomainError):
    """The statistics have more or fewer rows than they should: their sum would be wrong."""

    code = "statistics_incomplete"
    sentence = (
        "The numbers cannot be told, because rows of the statistics are missing or too many. "
        "An administrator can repair them with: rollcall projections rebuild"
    )


class SummaryWrong(Conflict):
    """A count would become negative, so it was wrong before."""

    code = "summary_wrong"
    sentence = (
        "Nothing was changed, because a summary has a wrong count. "
        "An administrator can repair it with: rollcall projections rebuild"
    )


class SummaryMissing(Conflict):
    code = "summary_missing"
    sentence = (
        "Nothing was changed, because this person's summary is missing. "
        "An administrator can repair it with: rollcall projections rebuild"
    )


def _span(seconds: int) -> str:
    """In words, rounded up: who waits that long has waited long enough."""
    minutes, hours = ceil(seconds / 60), ceil(seconds / 3600)
    if minutes < 60:  # noqa: PLR2004 - an hour
        return "a minute" if minutes <= 1 else f"{minutes} minutes"
    return "an hour" if hours == 1 else f"{hours} hours"
