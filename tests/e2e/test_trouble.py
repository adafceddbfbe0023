"""When something is away, the page says so, loses nothing, and recovers by itself or on a click."""

import re
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from commands.edit_post import EditPost
from commands.publish_post import PublishPost
from domain.ids import new_id

ID = re.compile(r'"command_id":"([0-9a-f-]{36})"')


class Line:
    """A wire between browser and server, which can be cut and mended."""

    def __init__(self, port: int) -> None:
        self._server = "127.0.0.1", port
        self._ends: list[socket.socket] = []
        self._is_cut = False
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        self._door.shutdown(socket.SHUT_RDWR)
        for end in (self._door, *self._ends):
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                if self._is_cut:
                    browser.close()
                    continue
                server = socket.create_connection(self._server)
                self._ends += [browser, server]
                for ends in ((browser, server), (server, browser)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(site):
    line = Line(int(site.url.rpartition(":")[2]))
    yield line
    line.close()


@contextmanager
def locked(site, table: str):
    """Nobody gets at the table meanwhile; queries give up after two seconds."""
    with site.database.owner.begin() as connection:
        connection.execute(text(f"lock table {table} in access exclusive mode"))
        yield


def test_a_lost_connection_is_said_and_unsaved_text_survives_it(visit, member, line):
    page = visit(f"{line.url}/profile", email=member("Ann"))
    page.get_by_label("Bio").fill("Written while the line was up.")

    line.cut()
    offline = page.get_by_role("alert").filter(has_text="No connection")
    expect(offline).to_be_visible(timeout=15_000)
    save = page.get_by_role("button", name="Save profile")
    expect(save).to_have_attribute("aria-disabled", "true")

    line.mend()
    expect(offline).to_be_hidden(timeout=20_000)
    expect(page.get_by_label("Bio")).to_have_value("Written while the line was up.")
    save.click()
    expect(page.get_by_text("Your bio is saved.")).to_be_visible()


def test_without_a_connection_no_link_takes_the_page_away(visit, site, member):
    email = member("Ann")
    page = visit(f"/people/{site.actor(email).user_id}", email=email)
    post = page.get_by_label("Write a post")
    post.fill("Half a thought")
    page.context.set_offline(True)
    offline = page.get_by_role("alert").filter(has_text="No connection")

    page.get_by_role("link", name="Statistics").click()
    expect(offline).to_contain_text("This page stays open")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/people/"))
    expect(post).to_have_value("Half a thought")

    page.context.set_offline(False)
    expect(offline).to_be_hidden(timeout=20_000)
    expect(post).to_have_value("Half a thought")
    page.get_by_role("link", name="Statistics").click()
    page.get_by_role("dialog").get_by_role("button", name="Leave").click()
    expect(page.get_by_role("heading", name="Statistics")).to_be_visible()


def test_a_refusal_in_a_dialog_is_said_once(visit, site, member):
    """The banner behind it is silent, also when it was closed."""
    page = visit("/account", email=member("Ann"))
    page.get_by_role("button", name="Leave the directory").click()
    dialog = page.get_by_role("dialog", name="Leave the directory?")
    with locked(site, "commands"):
        dialog.get_by_role("button", name="Leave the directory").click()
        expect(dialog.get_by_role("alert")).to_contain_text("it is not done twice")

    expect(page.locator(".banner")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".banner")).to_have_count(0)


def test_an_answer_that_comes_after_its_dialog_was_closed_is_in_the_banner(visit, site, member):
    page = visit("/account", email=member("Ann"))
    page.get_by_role("button", name="Leave the directory").click()
    dialog = page.get_by_role("dialog", name="Leave the directory?")
    with locked(site, "commands"):
        dialog.get_by_role("button", name="Leave the directory").click()
        page.keyboard.press("Escape")
        expect(page.locator(".banner")).to_contain_text("it is not done twice")


def test_back_from_a_person_leads_to_where_one_was_in_the_list(visit, member):
    page = visit("/", email=member("Ann"))
    row = page.locator(".person-row").nth(15)
    row.scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, 600)")
    before = page.evaluate("scrollY")
    assert before > 0
    page.wait_for_timeout(200)  # until the browser has told that it was scrolled

    row.click()
    expect(page.locator(".person-head")).to_be_visible()
    page.go_back()

    expect(row).to_be_visible()
    page.wait_for_function("y => Math.abs(scrollY - y) < 2", arg=before)


def test_a_page_without_its_data_says_so_and_tries_again_on_a_click(visit, member, site, findings):
    email = member("Ann")
    page = visit("/statistics", email=email)
    with locked(site, "user_summaries, user_statistics"):
        page.goto("/")
        alert = page.get_by_role("alert").filter(has_text="cannot be reached right now")
        expect(alert).to_be_visible()
        assert findings(page) == []

    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".person-row").first).to_be_visible()
    expect(alert).to_be_hidden()


def test_a_save_that_could_not_be_done_keeps_the_text_and_works_later(visit, member, site):
    page = visit("/profile", email=member("Ann"))
    page.get_by_label("Bio").fill("Important.")
    with locked(site, "users"):
        page.get_by_role("button", name="Save profile").click()
        expect(page.get_by_role("alert")).to_contain_text("cannot be reached right now")

    expect(page.get_by_label("Bio")).to_have_value("Important.")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Your bio is saved.")).to_be_visible()


def test_a_save_of_which_nobody_knows_is_sent_again_under_the_same_id(visit, member, site):
    sent = []

    def note(frame) -> None:  # a method of a list is not enough for Playwright
        sent.append(frame)

    page = visit("/", email=member("Ann"))
    page.on("websocket", lambda socket: socket.on("framesent", note))
    page.goto("/profile")
    bio, save = page.get_by_label("Bio"), page.get_by_role("button", name="Save profile")
    bio.fill("Once.")
    with locked(site, "commands"):
        save.click()
        expect(page.get_by_role("alert")).to_contain_text("it is not done twice")
    save.click()
    expect(page.get_by_text("Your bio is saved.")).to_be_visible()

    bio.fill("Twice.")
    save.click()
    expect(save).to_have_attribute("aria-disabled", "true")

    first, again, second = (ID.search(frame)[1] for frame in sent if ID.search(frame))
    assert first == again != second


@pytest.fixture
def losing(line):
    """By the way in which a page loses its connection: how it goes, and how it comes back."""

    def offline(page, is_lost):
        page.context.set_offline(is_lost)

    def cut(_, is_lost):
        line.cut() if is_lost else line.mend()

    return {"the line is cut": cut, "the browser is offline": offline}


@pytest.mark.parametrize("how", ["the line is cut", "the browser is offline"])
@pytest.mark.parametrize("way", ["opened", "turned to"])
def test_after_a_lost_connection_a_page_shows_what_is_so_by_now(
    visit, member, site, line, losing, how, way
):
    email = member("Ann")
    ann = site.actor(email)
    page = visit(f"{line.url}/people/{ann.user_id}" if way == "opened" else line.url, email=email)
    if way == "turned to":
        page.get_by_role("link", name="Ann", exact=True).first.click()
    expect(page.get_by_text("You have not written anything yet")).to_be_visible()
    draft = page.get_by_label("Write a post")
    draft.fill("Half a thought")

    losing[how](page, True)
    offline = page.get_by_role("alert").filter(has_text="No connection")
    expect(offline).to_be_visible(timeout=15_000)
    site.do(PublishPost(command_id=new_id(), text="From elsewhere."), ann)
    losing[how](page, False)

    expect(page.get_by_text("From elsewhere.")).to_be_visible(timeout=20_000)
    expect(draft).to_have_value("Half a thought")


def test_a_post_that_is_being_edited_keeps_its_text_when_the_line_comes_back(
    visit, member, site, line
):
    email = member("Ann")
    ann = site.actor(email)
    post = site.do(PublishPost(command_id=new_id(), text="Good morning"), ann)
    page = visit(f"{line.url}/people/{ann.user_id}", email=email)
    page.get_by_role("button", name="Edit post").click()
    dialog = page.get_by_role("dialog", name="Edit post")
    dialog.get_by_label("Text", exact=True).fill("Good evening")

    line.cut()
    expect(page.get_by_role("alert").filter(has_text="No connection")).to_be_visible(timeout=15_000)
    site.do(EditPost(command_id=new_id(), post_id=post, text="Good night"), ann)
    line.mend()

    expect(page.locator(".post-text")).to_have_text("Good night", timeout=20_000)
    text_field = dialog.get_by_label("Text", exact=True)
    expect(text_field).to_have_value("Good evening")
    dialog.get_by_role("button", name="Save post").click()
    expect(dialog.get_by_role("radio", name="Theirs Good night")).to_be_visible()
    expect(text_field).to_have_value("Good evening")
