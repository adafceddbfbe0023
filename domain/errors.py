"""Why something could not be done: facts and sentences for people, no HTTP words."""

from typing import ClassVar


class DomainError(Exception):
    """Its message is a sentence for the user; `field` is the form field to blame, if one is."""

    code: ClassVar[str] = "refused"
    field: ClassVar[str | None] = None
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
    """Unknown, wrong, suspended: one sentence for all, so that nobody learns which."""

    code = "bad_credentials"
    sentence = "The e-mail address or the password is not right."


class Unavailable(DomainError):
    """The database is away or too busy. A command may have been carried out all the same."""

    code = "unavailable"
    sentence = "The directory cannot be reached right now. Try again."


class Conflict(DomainError):
    code = "conflict"


class EmailTaken(Conflict):
    code = "email_taken"
    field = "email"
    sentence = "An account with this e-mail address already exists. Sign in instead."


class StaleVersion(Conflict):
    code = "stale_version"
    sentence = "This profile was changed while you were editing it."


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
    code = "wrong_password"
    field = "current_password"
    sentence = "This is not your current password."


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


class SummaryMissing(Conflict):
    code = "summary_missing"
    sentence = (
        "Nothing was changed, because this person's summary is missing. "
        "An administrator can repair it with: rollcall projections rebuild"
    )
