"""Administrators see what the worker has given up, and let it try again."""

import re

import pytest
from playwright.sync_api import Page, expect

from commands.retry_job import RetryJob
from domain.ids import new_id
from projections import daily_activity
from tests.e2e.test_every_page import SCREENS, check
from tests.jobs import failed_job

ERROR = "ProgrammingError (SQLSTATE 42P01) < projections/daily_activity.py:110 fold"


@pytest.fixture
def admin(site) -> str:
    return site.register("Ada Admin", role="admin")


def said(page: Page, sentence: str):
    return page.get_by_role("status").filter(has_text=sentence)


def test_a_failed_job_says_what_went_wrong_and_is_retried(visit, site, admin, findings):
    failed_job(site.do, "count_days", ERROR)
    failed_job(site.do, "end_suspensions", ERROR)
    page = visit("/admin/jobs", email=admin, color_scheme="dark", **SCREENS["phone"])
    days = page.get_by_role("listitem").filter(has_text="Count days")
    expect(days).to_contain_text("after 1 attempt")
    expect(days).to_contain_text(ERROR)
    check(page, "Jobs", findings)

    page.get_by_role("button", name="Retry: Count days").click()

    expect(said(page, "It is being tried again")).to_be_visible()
    expect(days).to_have_count(0)
    other = page.get_by_role("button", name="Retry: End suspensions")
    expect(other).to_be_focused()
    other.click()
    expect(page.get_by_text("No job has failed")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    check(page, "Jobs", findings)


def test_a_job_that_somebody_else_has_retried_leaves_the_page(visit, site, admin):
    job_id = failed_job(site.do, "tidy_up", ERROR)
    page = visit("/admin/jobs", email=admin)
    retry = page.get_by_role("button", name="Retry: Tidy up")
    expect(retry).to_be_visible()
    site.do(RetryJob(command_id=new_id(), job_id=job_id))

    retry.click()

    expect(page.get_by_role("alert")).to_contain_text("no longer waiting for a retry")
    expect(retry).to_have_count(0)


def test_the_page_says_how_late_the_days_are(visit, site, admin, findings):
    page = visit("/admin/jobs", email=admin, color_scheme="light", **SCREENS["desktop"])
    expect(page.get_by_text(re.compile(r"^[\d,]+ events wait, the first came "))).to_be_visible()
    check(page, "Jobs", findings)

    while daily_activity.fold(site.database.writing):
        pass
    page.reload()

    expect(page.get_by_text("Everything is counted", exact=True)).to_be_visible()


def test_who_is_no_administrator_does_not_find_the_page(visit, site):
    page = visit("/admin/jobs", email=site.register("Aud", role="auditor"))

    expect(page.get_by_role("heading", level=1)).to_have_text("This page does not exist")
    expect(page.get_by_role("link", name="Jobs")).to_have_count(0)
