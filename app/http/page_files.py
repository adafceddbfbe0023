"""Which file of the build answers for the address of a page, with a slash at its end or without.

Without this an address without one is answered by a redirect to the other.
"""

import re
from pathlib import Path
from typing import Final

from reflex.utils.prerequisites import get_web_dir
from starlette.types import Scope

from app.urls.routes import PERSON_FILE

_OF_PERSON: Final = re.compile(r"(/admin)?/people/[^/]+/?")
_NO_PAGES: Final = {PERSON_FILE, "index.html", "404.html", "__spa-fallback.html"}


class PageFiles:
    """The pages of a build, read once."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or get_web_dir() / "build" / "client"
        files = {str(file.relative_to(folder)) for file in folder.rglob("*.html")}
        self._has_person = PERSON_FILE in files
        self._pages = {f"/{file.removesuffix('.html')}" for file in files - _NO_PAGES}

    def of(self, scope: Scope) -> Scope:
        """Return the scope of the file; what is no page stays as it is."""
        path = scope["path"].removesuffix("/")
        if path in self._pages:
            return {**scope, "path": f"{path}.html"}
        if self._has_person and _OF_PERSON.fullmatch(path):
            return {**scope, "path": f"/{PERSON_FILE}"}
        return scope
