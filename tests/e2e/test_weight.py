"""Pages are light: what a first visit costs on the wire, and that a second costs nearly nothing."""

from playwright.sync_api import Page, expect

BUDGET = 350_000  # bytes, compressed, everything that the browser fetches
AGAIN = 20_000


def fetched(page: Page, path: str) -> dict[str, int]:
    """The bytes on the wire of every response of a visit, by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on(
        "Network.responseReceived",
        lambda event: names.update({event["requestId"]: event["response"]["url"]}),
    )

    def finished(event: dict) -> None:
        name = names.get(event["requestId"], "")
        sizes[name] = sizes.get(name, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    page.goto(path)
    expect(page.locator(".person-row, .figure-value").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    session.detach()
    return sizes


def test_the_people_page_is_light_and_cached(visit, member):
    page = visit("about:blank", email=member("Ann"))
    first = fetched(page, "/")
    second = fetched(page, "/")

    assert 100_000 < sum(first.values()) < BUDGET
    assert sum(second.values()) < AGAIN


def test_only_the_statistics_page_carries_its_chart(visit, member):
    email = member("Ann")
    people = fetched(visit("about:blank", email=email), "/")
    statistics = fetched(visit("about:blank", email=email), "/statistics")

    scripts = {name for name in statistics if name.endswith(".js")} - set(people)
    assert any("statistics" in name for name in scripts)
    assert not any("statistics" in name for name in people)
