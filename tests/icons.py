"""The icons and the picture of shared links, drawn from favicon.svg: `python -m tests.icons`."""

import struct
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch_options
from tests.database import ROOT

ASSETS: Final = ROOT / "assets"
ACCENT: Final = "#0b5a63"
# Side in pixels, and which part of it the sign takes; what is cut to a circle needs an edge.
ICONS: Final = {
    "icon-192.png": (192, 1.0),
    "icon-512.png": (512, 1.0),
    "icon-maskable-512.png": (512, 0.7),
    "apple-touch-icon.png": (180, 0.8),
}
SHARED: Final = """
<body style="margin:0; display:grid; place-content:center; justify-items:center; gap:28px;
    height:630px; background:#f7f5f1; color:#1e1c18; font:600 76px Inter, Arial, sans-serif">
  <div style="width:148px">{sign}</div>Rollcall
  <div style="font:400 30px Inter, Arial, sans-serif; color:#5e594f">
    The number on the screen committed with the click.</div>
"""


def draw(page: Page, sign: str, side: int, part: float) -> bytes:
    """The sign as a picture; where it does not take the whole of it, on its own colour."""
    ground = "transparent" if part == 1 else ACCENT
    style = f"margin:0; height:100vh; display:grid; place-content:center; background:{ground}"
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(f'<body style="{style}"><div style="width:{side * part}px">{sign}</div>')
    return page.screenshot(omit_background=True)


def as_ico(picture: bytes, side: int) -> bytes:
    """A .ico of one picture: its header, its directory of one, and the PNG."""
    directory = struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), 22)
    return struct.pack("<HHH", 0, 1, 1) + directory + picture


def main() -> None:
    sign = (ASSETS / "favicon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(whole=True))
        page = browser.new_page()
        for name, (side, part) in ICONS.items():
            (ASSETS / name).write_bytes(draw(page, sign, side, part))
        (ASSETS / "favicon.ico").write_bytes(as_ico(draw(page, sign, 32, 1.0), 32))
        page.set_viewport_size({"width": 1200, "height": 630})
        page.set_content(SHARED.format(sign=sign))
        page.screenshot(path=ASSETS / "og-image.png")
        browser.close()


if __name__ == "__main__":
    main()
