"""The pictures of the README: `python -m tests.screenshots` writes them to docs/pictures."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import launch_options
from tests.database import ROOT, database_server
from tests.site import Site, serve

FOLDER = ROOT / "docs" / "pictures"
PICTURES = {"people": "/", "statistics": "/statistics"}
WINDOW = {"width": 1120, "height": 720}


def take(page: Page, site: Site) -> None:
    page.context.add_cookies([site.cookie(site.register("Ada Baker"))])
    for name, path in PICTURES.items():
        page.goto(site.url + path)
        page.locator(".skeleton").wait_for(state="detached")
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(500)  # the font, and what fades in
        page.screenshot(path=FOLDER / f"{name}.png")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    options = launch_options(whole=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        database_server(Path(folder)) as server,
        serve(server, 1_000) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**options)
        take(browser.new_page(viewport=WINDOW, device_scale_factor=1.5), site)
        browser.close()


if __name__ == "__main__":
    main()
