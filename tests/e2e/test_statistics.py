"""The statistics: a chart that says how old it is, and who gained followers."""

import re

from playwright.sync_api import expect
from sqlalchemy import text

from commands.follow_user import FollowUser
from commands.transaction import execute
from domain.access import Actor, Role
from domain.ids import new_id
from projections import daily_activity


def test_the_chart_says_what_it_does_not_count_yet(visit, member, site):
    with site.database.owner.begin() as connection:
        connection.execute(text("lock table daily_activity in exclusive mode"))  # nobody counts
        page = visit("/statistics", email=member("Reader", role="auditor"))
        waiting = connection.scalar(text("select count(*) from waiting_activity"))
        told = re.compile(rf"^{waiting} events since \d+ \w+ ago are not counted yet$")
        expect(page.get_by_text(told)).to_be_visible()

    daily_activity.fold(site.database.writing)
    with site.database.owner.begin() as connection:  # whoever else is counting has finished then
        connection.execute(text("lock table waiting_activity in share mode"))
    page.reload()

    expect(page.get_by_text("Counted up to now")).to_be_visible()
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("region", name="Activity over time, as a table")
    for name in ("Sign-ups", "Posts", "Sign-ins"):
        expect(table.get_by_role("columnheader", name=name)).to_be_visible()
    today = table.get_by_role("row").nth(1).get_by_role("cell").all_inner_texts()
    with site.database.owner.connect() as connection:
        counted = connection.execute(
            text("select sign_ups, posts, sign_ins from daily_activity order by day desc limit 1")
        ).one()
    assert today == [f"{number:,}" for number in counted]


def test_the_figures_of_staff_lead_to_those_whom_they_count(visit, member):
    page = visit("/statistics", email=member("Counter", role="auditor"))
    for name in ("Active", "Inactive", "Suspended"):
        part = page.locator(".split-legend > div").filter(has_text=name).first
        number = part.locator(".number").inner_text()
        part.get_by_role("link", name=name).click()
        total = re.compile(rf"^{number} of ")
        expect(page.get_by_role("status").first).to_have_text(total)
        page.go_back()
    new = page.locator(".figure").filter(has_text="New people")
    number = new.locator(".figure-value").inner_text()
    new.get_by_role("link", name="See them").click()
    expect(page.get_by_role("status").first).to_have_text(re.compile(rf"^{number} of "))


def test_a_member_reads_no_number_of_those_who_are_not_active(visit, member):
    page = visit("/statistics", email=member("Reader"))
    expect(page.get_by_role("heading", name="Active people")).to_be_visible()
    expect(page.locator(".figure")).to_have_count(3)
    for name in ("Suspended", "Inactive"):
        expect(page.get_by_text(name, exact=True)).to_have_count(0)


def test_the_chart_is_read_by_keyboard_and_its_span_is_in_the_address(visit, member):
    page = visit("/statistics?span=12m", email=member("Reader"))
    chart = page.get_by_role("slider", name="Activity over time")
    chart.focus()
    page.keyboard.press("Home")
    said = re.compile(r"^\w+ \d{4}: [\d,]+ sign-ups?, [\d,]+ posts?, [\d,]+ sign-ins?$")
    expect(chart).to_have_attribute("aria-valuetext", said)
    page.keyboard.press("ArrowRight")
    expect(chart).to_have_attribute("aria-valuenow", "1")
    expect(chart).to_have_attribute("aria-valuemax", "11")

    page.get_by_role("link", name="30 days").click()
    expect(page).to_have_url(re.compile(r"\?span=30d$"))
    expect(chart).to_have_attribute("aria-valuemax", "29")
    page.go_back()
    expect(chart).to_have_attribute("aria-valuemax", "11")


def test_who_gained_the_most_followers_this_month_comes_first(visit, member, site):
    ann = member("Ann Most Followed")
    with site.database.owner.connect() as connection:
        ann_id = connection.scalar(text("select id from users where email = :ann"), {"ann": ann})
        demo = text("select id from users where password_hash is null and status = 'active'")
        people = connection.scalars(demo).all()
    for person in people:
        follow = FollowUser(command_id=new_id(), user_id=ann_id)
        execute(follow, Actor(Role.MEMBER, person), site.database.writing)

    page = visit("/statistics", email=ann)

    first = page.get_by_role("listitem").filter(has_text="new followers").first
    expect(first).to_contain_text(f"+{len(people)}")
    first.get_by_role("link", name="Ann Most Followed").click()
    expect(page.get_by_role("heading", name="Ann Most Followed", level=1)).to_be_visible()


def test_on_a_phone_each_day_of_the_table_is_one_line(visit, member):
    page = visit("/statistics", email=member("Ann"), viewport={"width": 360, "height": 740})
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("region", name="Activity over time, as a table")
    expect(table).to_be_visible()

    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")
    heights = table.get_by_role("row").evaluate_all("rows => rows.map(row => row.clientHeight)")
    assert len(heights) == 31
    assert max(heights) < 40
