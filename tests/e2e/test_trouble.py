"""When something is away, the page says so, loses nothing, and recovers by itself or on a click."""

import re
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

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
