"""The head of every page: what tabs, search engines and shared links say of it."""

from typing import Any, Final

import reflex as rx

from app.components.layout import titled

_DESCRIPTION: Final = "A people directory whose numbers are exact, on every page and at any moment."
_PICTURE: Final = "/og-image.png"
_COLOURS: Final = {"light": "#f7f5f1", "dark": "#151412"}  # --ground of tokens.css

EVERYWHERE: Final = [
    rx.el.meta(name="description", content=_DESCRIPTION),
    rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
    rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
    rx.el.link(rel="apple-touch-icon", href="/apple-touch-icon.png"),
    rx.el.link(rel="manifest", href="/site.webmanifest"),
    *(
        rx.el.meta(name="theme-color", content=colour, media=f"(prefers-color-scheme: {scheme})")
        for scheme, colour in _COLOURS.items()
    ),
]


def head(title: Any, *, is_listed: bool = False) -> dict[str, Any]:
    """Return what `add_page` takes; search engines list only the pages that are for strangers."""
    whole = title if isinstance(title, rx.Var) else titled(title)
    meta = [{"property": "og:title", "content": whole}]
    hidden = [] if is_listed else [{"name": "robots", "content": "noindex"}]
    return {"title": whole, "image": _PICTURE, "meta": meta + hidden}
