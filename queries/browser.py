"""A browser in short words: enough for people to know their own devices again."""

# The first that a user agent holds is it: Edge calls itself Chrome as well, and Chrome Safari.
_BROWSERS = {
    "Edg": "Edge",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser(user_agent: str) -> str:
    """Such as "Firefox on Linux"; what is not one of the usual is "Unknown browser"."""
    name = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    return f"{name} on {system}" if name and system else name or "Unknown browser"


def _first(marks: dict[str, str], user_agent: str) -> str | None:
    return next((name for mark, name in marks.items() if mark in user_agent), None)
