"""Refusal: why the console cannot go on, in one sentence for the person at the terminal."""


class Refusal(Exception):
    """Shown on stderr without a traceback; the exit code is 1."""
