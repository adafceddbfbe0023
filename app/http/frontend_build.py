"""The built frontend: where its pages find the server, and what its pages may run."""

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reflex.utils.prerequisites import get_web_dir
from starlette.responses import Response

_SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_STYLE: Final = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_ADDRESS: Final = re.compile(r"\b(http|ws)s?://[^/`'\"]+")
_HASHED: Final = re.compile(r".*-[\w-]{8}\.\w+")
_TABLE: Final = re.compile(r"/assets/reflex-env-[\w-]+\.js")


@dataclass(frozen=True)
class Build:
    """What is known of the built files: read once, when the server starts."""

    policy: str
    policy_of_data: str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
    table: str = ""

    @classmethod
    def read(cls, folder: Path | None = None) -> "Build":
        """Read the build in `folder`; without one the pages get the strictest policy."""
        folder = folder or get_web_dir() / "build" / "client"
        pages = [page.read_text("utf-8") for page in sorted(folder.rglob("*.html"))]
        tables = sorted(folder.glob("assets/reflex-env-*.js"))
        policy = _policy(pages)
        return cls(policy=policy, table=tables[0].read_text("utf-8") if tables else "")

    def is_endpoint_table(self, path: str) -> bool:
        """Tell whether `path` is the file that holds the server's addresses."""
        return bool(self.table and _TABLE.fullmatch(path))

    def is_hashed(self, path: str) -> bool:
        """Tell whether the name of a file changes with its content."""
        return bool(_HASHED.fullmatch(path))

    def endpoint_table(self, origin: str) -> Response:
        """Return the table for `origin`, so that one build runs on any host and port."""
        scheme, _, host = origin.partition("://")
        secure = "s" if scheme == "https" else ""
        table = _ADDRESS.sub(lambda found: f"{found[1]}{secure}://{host}", self.table)
        headers = {"cache-control": "no-cache", "vary": "Host"}
        return Response(table, media_type="text/javascript", headers=headers)


def _policy(pages: list[str]) -> str:
    """Only our files run, and the few scripts and styles that stand in our own pages."""
    scripts = _digests(_SCRIPT, pages)
    # The empty style is the one that emotion makes and fills through the CSSOM.
    styles = sorted({_digest(""), *_digests(_STYLE, pages)})
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self'", *scripts]),
            " ".join(["style-src 'self'", *styles]),
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def _digests(block: re.Pattern[str], pages: list[str]) -> list[str]:
    return sorted({_digest(text) for page in pages for text in block.findall(page)})


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
