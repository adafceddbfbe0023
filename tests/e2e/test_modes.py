"""What is chosen shows in light, in dark and in forced colours; and pages can be printed."""

import pytest
from playwright.sync_api import Locator, Page, expect

from commands.publish_post import PublishPost
from domain.ids import new_id
from tests.site import Site

# Colours as the browser draws them, red, green, blue and opacity from 0 to 255.
PIXEL = """
colour => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
}
"""


# Buttons beside each other with less than 4 pixels between, or beyond the edge of the text.
TOUCHING = """
(() => {
    const main = document.querySelector('main'), { paddingRight } = getComputedStyle(main);
    const edge = main.getBoundingClientRect().right - parseFloat(paddingRight) + 0.5;
    const all = [...main.querySelectorAll('.button')].filter(each => each.checkVisibility());
    return all.filter(each => {
        const box = each.getBoundingClientRect();
        const next = each.nextElementSibling?.getBoundingClientRect();
        const beside = next && next.top < box.bottom && box.top < next.bottom;
        return box.right > edge || (beside && next.left - box.right < 4);
    }).map(each => each.textContent);
})()
"""


@pytest.fixture
def admin(member) -> str:
    return member("Ada", role="admin")


def style(part: Locator, name: str, pseudo: str = "") -> str:
    return part.evaluate(
        "(part, [name, pseudo]) => getComputedStyle(part, pseudo).getPropertyValue(name)",
        [name, pseudo],
    )


def contrast(page: Page, one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        channels = [value / 255 for value in page.evaluate(PIXEL, colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_has_an_edge_or_an_area_of_three_to_one(visit, admin, scheme):
    page = visit("/statistics", email=admin, color_scheme=scheme)
    ground = style(page.locator("html"), "background-color")
    entry = page.locator(".rail .rail-link[aria-current]")
    pressed = page.locator(".rail .theme [aria-pressed=true]")
    segment = page.locator(".segment[aria-current=true]")
    expect(segment).to_be_visible()
    edge = style(segment, "box-shadow").rpartition(")")[0] + ")"

    for colour in (
        style(pressed, "background-color"),
        style(entry, "background-color", "::before"),
        edge,
    ):
        assert contrast(page, colour, ground) >= 3
    page.goto("/admin/people?status=active")
    chosen = page.locator(".pill[data-set]")
    assert contrast(page, style(chosen, "border-left-color"), ground) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_chosen_shows_in_forced_colours(visit, admin, site: Site, scheme):
    page = visit("/statistics", email=admin, color_scheme=scheme, forced_colors="active")

    def differs(chosen: str, other: str) -> None:
        name = "background-color"
        one, two = page.locator(chosen).first, page.locator(other).first
        expect(one).to_be_visible()
        assert contrast(page, style(one, name), style(two, name)) >= 3, chosen

    differs(".rail .rail-link[aria-current]", ".rail .rail-link:not([aria-current])")
    differs(".segment[aria-current=true]", ".segment[aria-current=false]")
    differs(".rail .theme [aria-pressed=true]", ".rail .theme [aria-pressed=false]")
    assert style(page.locator(".split-bar span").first, "border-top-width") == "8px"
    page.goto("/admin/people?status=active")
    differs(".pill[data-set]", ".pill:not([data-set])")
    page.get_by_role("checkbox").nth(1).check()
    assert style(page.locator("tbody tr:has(:checked)"), "outline-style") == "solid"
    assert style(page.locator("tbody .status").first, "border-left-width", "::before") == "4px"


@pytest.mark.parametrize("width", [360, 1280])
def test_in_forced_colours_where_buttons_have_edges_none_touch(visit, admin, site: Site, width):
    me = site.actor(admin)
    site.do(PublishPost(command_id=new_id(), text="Hello."), me)
    size = {"width": width, "height": 900}
    page = visit("/", email=admin, forced_colors="active", viewport=size)
    for path in (f"/people/{me.user_id}", "/account", "/admin/people"):
        page.goto(path)
        expect(page.locator("main .button").first).to_be_visible()
        assert page.evaluate(TOUCHING) == [], path


def test_on_paper_one_reads_and_clicks_nothing(visit, admin, site: Site):
    person = site.actor(admin).user_id
    page = visit("/", email=admin)
    for path, read in (
        ("/", ".person-name"),
        (f"/people/{person}", "h1"),
        ("/statistics", ".figure-value"),
        ("/admin/people", ".ledger-name"),
    ):
        page.goto(path)
        expect(page.locator(read).first).to_be_visible()
        page.emulate_media(media="print")
        expect(page.locator(read).first).to_be_visible()
        for part in (".rail", ".search", ".filters", ".paging a", "main button", "main input"):
            assert not [each for each in page.locator(part).all() if each.is_visible()], part
        page.emulate_media(media="screen")
