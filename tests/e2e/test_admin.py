"""Staff find people and act upon many at once: on exactly those that were counted."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from commands.reinstate_users import ReinstateUsers
from commands.suspend_users import SuspendUsers
from domain.ids import new_id
from tests.e2e.test_every_page import SCREENS

PHONE_AT_NIGHT = SCREENS["phone"] | {"color_scheme": "dark"}


@pytest.fixture
def admin(member: Callable[..., str]) -> str:
    return member("Ada Admin", role="admin")


@pytest.fixture
def crowd(member: Callable[..., str]) -> Callable[..., str]:
    """People with a surname of their own, which finds them and nobody else."""

    def crowd(*names: str) -> str:
        surname = f"Quill{new_id().hex[-8:]}"
        for name in names:
            member(f"{name} {surname}")
        return surname

    return crowd


def found(page: Page, names: str, surname: str) -> None:
    """The rows, in this order."""
    expect(page.locator(".ledger-name")).to_have_text([f"{n} {surname}" for n in names.split()])


def counted(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.locator(".search-count")).to_have_text(words)


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"Select {name}").check()


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Selection")


def statuses(site, surname: str) -> dict[str, int]:
    query = text("select status, count(*) from users where name like :like group by status")
    with site.database.owner.connect() as connection:
        rows = connection.execute(query, {"like": f"%{surname}"})
        return {row.status: row.count for row in rows}


def only(site, name: str) -> frozenset[UUID]:
    with site.database.owner.connect() as connection:
        query = text("select id from users where name = :name")
        return frozenset({connection.scalars(query, {"name": name}).one()})


def suspend(site, name: str) -> None:
    site.do(SuspendUsers(command_id=new_id(), user_ids=only(site, name), reason="First"))


def reinstate(site, name: str) -> None:
    site.do(ReinstateUsers(command_id=new_id(), user_ids=only(site, name)))


def everybody(site) -> int:
    with site.database.owner.connect() as connection:
        return connection.scalar(text("select count(*) from users"))


def test_filters_order_and_pages_are_the_address_and_totals_are_exact(visit, admin, crowd, site):
    surname = crowd("Ash", "Birch", "Cedar")
    page = visit("/admin/people", email=admin)
    counted(page, f"{everybody(site):,} people")
    expect(page.locator(".paging-place")).to_have_text(f"1–50 of {everybody(site)}")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".paging-place")).to_have_text(re.compile("^51–"))
    expect(
        page.get_by_role("status").filter(has_text=f"of {everybody(site)} people")
    ).to_have_count(1)

    page.get_by_label("Search all people").fill(surname)
    counted(page, f"3 of {everybody(site):,} people")
    found(page, "Cedar Birch Ash", surname)
    page.get_by_role("link", name="Name").click()
    found(page, "Ash Birch Cedar", surname)
    name = page.get_by_role("columnheader", name="Name")
    expect(name).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="Name").click()
    found(page, "Cedar Birch Ash", surname)
    expect(name).to_have_attribute("aria-sort", "descending")

    page.get_by_role("button", name="Role").click()
    page.get_by_role("link", name="Auditor").click()
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    expect(page).to_have_url(re.compile(f"q={surname}.*sort=name.*order=desc.*role=auditor"))
    page.reload()
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    page.go_back()
    found(page, "Cedar Birch Ash", surname)
    page.go_forward()
    page.get_by_role("link", name="Remove the filter Role: Auditor").click()
    expect(page.get_by_role("button", name="Role")).to_be_focused()
    found(page, "Cedar Birch Ash", surname)
    page.get_by_role("link", name="Clear all").click()
    counted(page, f"{everybody(site):,} people")
    expect(page.get_by_label("Search all people")).to_have_value("")


def test_days_and_activity_are_filters_too(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd('Ash', 'Birch')}", email=admin)
    counted(page, re.compile("^2 of"))

    page.get_by_role("button", name="Joined").click()
    page.get_by_role("link", name="Last 7 days").click()
    expect(page.get_by_role("button", name="Joined Last 7 days")).to_be_focused()
    counted(page, re.compile("^2 of"))
    page.keyboard.press("Enter")
    page.get_by_label("From").fill("2001-02-03")
    page.get_by_label("To", exact=True).fill("2001-03-04")
    page.get_by_role("button", name="Apply").click()
    counted(page, re.compile("^0 of"))
    expect(page.get_by_role("button", name="Joined 3 Feb 2001 to 4 Mar 2001")).to_be_visible()
    page.get_by_role("link", name=re.compile("Remove the filter Joined")).click()
    page.get_by_role("link", name="No activity for 90 days").click()
    counted(page, re.compile("^2 of"))  # never, too, is no activity


def test_days_are_those_that_the_list_shows(visit, admin, crowd, site):
    """Who joined at 11:30 UTC on 30 November has joined on 1 December in Auckland."""
    surname = crowd("Ash")
    moved = text(
        "with written as (update users set inserted_at = "
        "date_trunc('day', inserted_at, 'UTC') + interval '11:30' "
        "where name like :like returning id, inserted_at) "
        "update user_summaries shown set created_at = written.inserted_at from written "
        "where shown.id = written.id returning (created_at + interval '13 hours')::date"
    )
    with site.database.owner.begin() as connection:
        day = str(connection.scalar(moved, {"like": f"%{surname}"}))
    zone = {"timezone_id": "Pacific/Auckland"}

    page = visit(f"/admin/people?q={surname}&since={day}&until={day}", email=admin, **zone)
    found(page, "Ash", surname)
    expect(page).to_have_url(re.compile("zone=Pacific%2FAuckland"))
    page.reload()
    found(page, "Ash", surname)
    tick(page, "Ash")
    expect(bar(page)).to_contain_text("1 person selected")

    shared = visit(page.url, email=admin, timezone_id="Europe/Berlin")
    found(shared, "Ash", surname)
    expect(shared.get_by_role("button", name="(Pacific/Auckland)")).to_be_visible()

    utc = visit(f"/admin/people?q={surname}&since={day}&until={day}&zone=UTC", email=admin, **zone)
    expect(utc.get_by_role("heading", name="Nobody matches")).to_be_visible()


def test_when_all_who_matched_were_acted_upon_the_page_says_so_and_leads_to_them(
    visit, admin, crowd
):
    surname = crowd("Ash", "Birch")
    page = visit(f"/admin/people?q={surname}&status=active", email=admin)
    page.get_by_role("checkbox", name="Select everybody on this page").check()
    bar(page).get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate 2 people").click()

    expect(page.get_by_role("heading", name="You deactivated 2 people")).to_be_visible()
    expect(page.get_by_text("Nobody matches")).to_have_count(0)
    page.get_by_role("link", name="Show them").click()
    found(page, "Birch Ash", surname)
    expect(page.locator(".of-status", has_text="Inactive")).to_have_count(2)


def test_every_column_sorts_and_an_unknown_order_is_said(visit, admin, crowd):
    surname = crowd("Ash", "Birch")
    page = visit(f"/admin/people?q={surname}", email=admin)
    for name in ("E-mail", "Status", "Role", "Joined", "Last active", "Posts", "Followers"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "true"
        )
        expect(page.locator(".ledger-name")).to_have_count(2)

    page.goto(f"/admin/people?q={surname}&sort=shoe")
    expect(page.get_by_text("no such filter or order: sort=shoe.")).to_be_visible()
    found(page, "Birch Ash", surname)


def test_three_are_suspended_for_a_reason_and_one_is_reinstated(visit, admin, crowd):
    surname = crowd("Ash", "Birch", "Cedar", "Date")
    page = visit(f"/admin/people?q={surname}&status=active", email=admin)
    counted(page, re.compile("^4 of"))
    tick(page, "Ash", "Birch", "Cedar")
    expect(bar(page)).to_contain_text("3 people selected")
    bar(page).get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog", name="Suspend 3 people?")
    expect(dialog).to_contain_text("signed out at once and can't sign in until reinstated")
    dialog.get_by_role("button", name="Suspend 3 people").click()
    expect(dialog.get_by_label("Reason")).to_be_focused()
    expect(dialog.get_by_label("Reason")).to_have_accessible_description(re.compile("reason"))
    dialog.get_by_label("Reason").fill("Spam, again and again")
    dialog.get_by_role("button", name="Suspend 3 people").click()

    expect(page.get_by_text("3 people are suspended.")).to_be_visible()
    counted(page, re.compile("^1 of"))
    expect(bar(page)).not_to_contain_text("selected")
    expect(page.get_by_role("checkbox", name="Select everybody")).to_be_focused()
    page.get_by_role("link", name="Remove the filter Status: Active").click()
    expect(page.locator(".of-status", has_text="Suspended")).to_have_count(3)

    page.get_by_role("link", name=f"Ash {surname}").click()
    expect(page.get_by_role("heading", name=f"Ash {surname}", level=1)).to_be_visible()
    told = page.locator(".history-entry").first
    expect(told).to_contain_text(re.compile("Suspended by Ada Admin.*Spam, again and again"))
    page.get_by_role("button", name="Reinstate").click()
    page.get_by_role("dialog").get_by_role("button", name="Reinstate").click()
    expect(page.get_by_text(f"Ash {surname} is reinstated.")).to_be_visible()
    expect(told).to_contain_text("Reinstated by Ada Admin")
    expect(page.get_by_role("button", name="Suspend")).to_be_visible()


def test_a_suspension_ends_in_the_time_zone_of_who_set_it(visit, admin, crowd, site):
    surname = crowd("Ash")
    page = visit(f"/admin/people?q={surname}", email=admin, timezone_id="Asia/Kolkata")
    page.get_by_role("link", name=f"Ash {surname}").click()
    page.get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog", name=f"Suspend Ash {surname}?")
    dialog.get_by_label("Reason").fill("Spam")
    dialog.get_by_label("End (optional)").fill("2001-01-01T00:00")
    dialog.get_by_role("button", name="Suspend").click()
    end = dialog.get_by_label("End (optional)")
    expect(end).to_have_accessible_description("Choose an end that is still to come.")
    expect(dialog.get_by_label("Reason")).to_have_value("Spam")
    end.fill("2099-01-01T05:30")
    dialog.get_by_role("button", name="Suspend").click()
    expect(page.locator(".suspension")).to_contain_text("Spam")

    query = text("select suspended_until at time zone 'utc' from users where name like :like")
    with site.database.owner.connect() as connection:
        until = connection.scalar(query, {"like": f"%{surname}"})
        assert str(until) == "2099-01-01 00:00:00"


def test_all_that_match_are_exactly_as_many_as_was_said(visit, admin, crowd, site):
    surname, others = crowd("Ash", "Birch", "Cedar"), crowd("Elm")
    page = visit("/admin/people?role=member&status=active", email=admin)
    page.get_by_role("checkbox", name="Select everybody on this page").check()
    expect(bar(page)).to_contain_text("50 people selected")
    everybody = bar(page).get_by_role("button", name="that match")
    number = re.sub("[^0-9]", "", everybody.inner_text())
    everybody.click()
    expect(bar(page)).to_contain_text(f"{number} people selected")
    bar(page).get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog", name=f"Deactivate {number} people?").press("Escape")

    page.get_by_label("Search all people").fill(surname)
    counted(page, re.compile("^3 of"))
    expect(page).to_have_url(re.compile("role=member"))  # a search leaves the filters alone
    tick(page, "Ash")
    bar(page).get_by_role("button", name="Select all 3 that match").click()
    bar(page).get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate 3 people").click()

    expect(page.get_by_text("3 people are deactivated.")).to_be_visible()
    assert statuses(site, surname) == {"inactive": 3}
    assert statuses(site, others) == {"active": 1}


def test_of_all_that_match_those_are_acted_upon_whom_it_fits(visit, admin, crowd, site):
    surname = crowd("Ash", "Birch", "Cedar")
    suspend(site, f"Cedar {surname}")
    page = visit(f"/admin/people?q={surname}", email=admin)
    counted(page, re.compile("^3 of"))
    tick(page, "Ash", "Cedar")
    expect(bar(page)).to_contain_text("Select people of one status")
    bar(page).get_by_role("button", name="Select all 3 that match").click()
    bar(page).get_by_role("button", name="Suspend").click()

    dialog = page.get_by_role("dialog", name="Suspend 2 people?")
    expect(dialog).to_contain_text("1 left out: not active.")
    dialog.get_by_label("Reason").fill("Spam")
    dialog.get_by_role("button", name="Suspend 2 people").click()
    expect(page.get_by_text("2 people are suspended.")).to_be_visible()
    assert statuses(site, surname) == {"suspended": 3}


def test_the_page_shows_what_was_understood_of_an_address(visit, admin, crowd):
    page = visit("/admin/people?status=gone&since=soon&sort=shoe&order=up", email=admin)
    expect(page.locator(".ledger-name").first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Remove the filter"))).to_have_count(0)
    expect(page.get_by_role("link", name="Clear all")).to_have_count(0)
    joined = page.get_by_role("columnheader", name="Joined")
    expect(joined).to_have_attribute("aria-sort", "descending")

    page.goto("/admin/people?since=2001-03-04&until=2001-02-03")
    chip = page.get_by_role("button", name="4 Mar 2001 to 3 Feb 2001 (ends before it begins)")
    expect(chip).to_be_visible()
    expect(page.get_by_text("The days of joining end before they begin.")).to_be_visible()


def test_a_moment_tells_itself_on_hover_and_the_row_beside_it_is_a_link(visit, admin, crowd):
    surname = crowd("Ash")
    page = visit(f"/admin/people?q={surname}", email=admin)
    moment = page.locator(".of-joined time")
    moment.hover()  # refuses when something lies above it
    expect(moment).to_have_attribute("title", re.compile(r"^\d+ \w+ \d{4} at \d\d:\d\d$"))

    page.locator(".of-posts").last.click(force=True)  # what lies above it is the link
    expect(page.get_by_role("heading", name=f"Ash {surname}", level=1)).to_be_visible()
    expect(page).to_have_title(f"Ash {surname}, administration - Rollcall")


def test_one_comes_back_to_the_list_as_it_was(visit, admin, crowd):
    surname = crowd("Ash", "Birch")
    page = visit(f"/admin/people?q={surname}", email=admin)
    page.get_by_role("link", name="Name", exact=True).click()
    found(page, "Ash Birch", surname)
    page.get_by_role("link", name=f"Birch {surname}").click()
    expect(page.get_by_role("heading", name=f"Birch {surname}", level=1)).to_be_visible()
    person = urlsplit(page.url).path
    page.locator("a.back").click()
    expect(page).to_have_url(re.compile(f"q={surname}&sort=name"))
    found(page, "Ash Birch", surname)

    page = visit(person, email=admin)
    expect(page.locator("a.back")).to_have_attribute("href", "/admin/people")


def test_after_an_action_the_history_shows_its_newest_page(visit, admin, crowd, site):
    surname = crowd("Ash")
    page = visit(f"/admin/people?q={surname}", email=admin)
    for _ in range(15):
        suspend(site, f"Ash {surname}")
        reinstate(site, f"Ash {surname}")
    page.get_by_role("link", name=f"Ash {surname}").click()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("link", name="Previous")).to_be_visible()
    page.get_by_role("button", name="Suspend").click()
    page.get_by_label("Reason").fill("Spam")
    page.get_by_role("dialog").get_by_role("button", name="Suspend").click()

    expect(page.get_by_text(f"Ash {surname} is suspended.")).to_be_visible()
    expect(page.locator(".history-entry").first).to_contain_text("Suspended by Ada Admin")
    expect(page).to_have_url(re.compile(r"/admin/people/[0-9a-f-]+$"))
    expect(page.locator(".suspension")).to_contain_text("Suspended until somebody reinstates them")


def test_a_phone_shows_the_whole_address_of_everybody(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd('Ash')}", email=admin, **SCREENS["phone"])
    mail = page.locator(".ledger-mail")
    expect(mail).to_be_visible()
    assert mail.evaluate("mail => mail.scrollWidth <= mail.clientWidth")


def test_a_refusal_is_told_in_the_dialog_and_nothing_is_lost(visit, admin, crowd, site):
    surname = crowd("Ash", "Birch")
    page = visit(f"/admin/people?q={surname}", email=admin)
    tick(page, "Ash", "Birch")
    bar(page).get_by_role("button", name="Suspend").click()
    dialog = page.get_by_role("dialog", name="Suspend 2 people?")
    dialog.get_by_label("Reason").fill("Spam")
    suspend(site, f"Birch {surname}")

    dialog.get_by_role("button", name="Suspend 2 people").click()

    expect(dialog.get_by_text(f"Birch {surname} is already suspended.")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("Spam")
    assert statuses(site, surname) == {"active": 1, "suspended": 1}
    dialog.get_by_role("button", name="Cancel").click()
    expect(bar(page)).to_contain_text("2 people selected")


def test_another_filter_is_another_selection(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd('Ash', 'Birch')}", email=admin)
    tick(page, "Ash")
    page.get_by_role("link", name="Name", exact=True).click()  # another order is the same people
    expect(page).to_have_url(re.compile("sort=name"))
    expect(bar(page)).to_contain_text("1 person selected")

    page.get_by_role("button", name="Status").click()
    page.get_by_role("link", name="Active", exact=True).click()

    expect(bar(page)).not_to_contain_text("selected")
    tick(page, "Ash")
    bar(page).get_by_role("button", name="Clear").click()
    expect(bar(page)).not_to_contain_text("selected")


@pytest.mark.parametrize("options", [SCREENS["desktop"], PHONE_AT_NIGHT])
def test_every_state_of_both_pages_is_sound(visit, admin, crowd, findings, options):
    surname = crowd("Ash", "Birch")

    def sound(page: Page) -> None:
        assert findings(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page = visit("/admin/people?q=nobody-has-this-name&status=active", email=admin, **options)
    expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
    sound(page)
    page.goto(f"/admin/people?q={surname}")
    tick(page, "Ash", "Birch")
    expect(bar(page)).to_contain_text("2 people selected")
    joined = page.get_by_role("button", name="Joined", exact=True)
    joined.click()
    sound(page)
    page.keyboard.press("Escape")
    expect(joined).to_be_focused()
    bar(page).get_by_role("button", name="Suspend").click()
    expect(page.get_by_role("dialog", name="Suspend 2 people?")).to_be_visible()
    sound(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name=f"Ash {surname}").click()
    page.get_by_role("button", name="Change role").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    sound(page)


def test_many_are_suspended_by_keyboard_alone(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd('Ash', 'Birch')}", email=admin)
    page.get_by_role("checkbox", name="Select everybody on this page").focus()
    page.keyboard.press("Space")
    expect(bar(page)).to_contain_text("2 people selected")
    suspend = bar(page).get_by_role("button", name="Suspend")
    for _ in range(20):
        page.keyboard.press("Tab")
        if suspend.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("Spam")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("2 people are suspended.")).to_be_visible()


def test_a_range_is_selected_with_shift_by_mouse_and_by_keyboard(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd(*'BCDFGH')}&sort=name&order=asc", email=admin)
    box = {name: page.get_by_role("checkbox", name=f"Select {name} ") for name in "BCDFGH"}

    box["C"].click()
    box["G"].click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("4 people selected")
    box["F"].focus()
    page.keyboard.press("Shift+Space")
    expect(bar(page)).to_contain_text("2 people selected")
    expect(box["C"]).to_be_checked()
    box["H"].click()
    box["F"].click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("5 people selected")


def test_the_whole_row_leads_to_the_person_its_moments_too(visit, admin, crowd):
    page = visit(f"/admin/people?q={crowd('Ash')}", email=admin)
    moment, told = page.locator("tbody .of-joined time"), re.compile(r"20\d\d at \d\d:\d\d$")
    expect(moment).to_have_attribute("title", told)
    with page.context.expect_page() as opened:
        moment.click(modifiers=["ControlOrMeta"])
    expect(opened.value.get_by_role("heading", name="Ash", level=1)).to_be_visible()
    for cell in (".of-joined time", ".of-status", ".of-activity"):
        expect(moment).to_have_attribute("title", told)  # the page is back, and at work
        page.locator(f"tbody {cell}").click(force=True)  # the link lies above it
        expect(page.get_by_role("heading", name="Ash", level=1)).to_be_visible()
        page.go_back()


def test_the_heads_of_the_columns_stay_in_view_and_are_large_enough(visit, admin):
    page = visit("/admin/people", email=admin, viewport={"width": 1280, "height": 700})
    expect(page.locator(".ledger-name")).to_have_count(50)
    page.mouse.move(700, 400)
    page.mouse.wheel(0, 1200)

    for head in page.locator(".ledger th .sort").all():
        expect(head).to_be_in_viewport(ratio=1)
        assert head.bounding_box()["height"] >= 24
