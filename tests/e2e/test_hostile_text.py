"""Nasty values through the running product: by a raw websocket, and in a real browser."""

import json
from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from commands.publish_post import PublishPost
from commands.update_profile import UpdateProfile
from domain.ids import new_id
from tests.e2e.sockets import SESSION, Socket
from tests.hostile import corpus
from tests.site import Site

PAGES = f"{SESSION}.app___pages___"
SAVE = f"{PAGES}profile___state____profile.save"
PUBLISH = f"{PAGES}person___state____person.publish"
SUSPEND = f"{PAGES}admin_person___state____admin_person.change_status"
LOAD = f"{PAGES}people___state____people.load"
ON_ONE_SOCKET = 50  # events; the gate lets 60 pass at once
# What a page of ours never has: made of input, each of these would run or lead somewhere.
STRANGE = """
[...document.querySelectorAll('*')].filter(each =>
    each.matches('iframe, object, embed, details, meta[http-equiv=refresh]')
    || /^(javascript|data):/i.test(each.getAttribute('href') || '')
    || [...each.attributes].some(one => one.name.startsWith('on'))
).map(each => each.outerHTML)
"""


def column(site: Site, name: str, email: str) -> object:
    with site.database.owner.connect() as connection:
        query = text(f"select {name} from users where email = :email")
        return connection.scalar(query, {"email": email})


def answered(socket: Socket, handler: str, form: dict[str, object], path: str) -> str:
    """What the page is told of this form."""
    attempt = str(new_id())
    socket.say(handler, {"form": form | {"command_id": attempt}}, path)
    told = socket.heard_until(lambda said: attempt in said or "cannot be stored" in said, 10)
    assert "reference" not in json.loads(told[-1].partition(",")[2])[1].get("problem", {})
    return "".join(told)


def test_over_a_websocket_each_value_has_its_documented_outcome(
    connect: Callable[..., Socket], site: Site
) -> None:
    email = site.register("Ann")
    cookie, found = site.token(email), {}
    rows = [("name", row) for row in corpus.NAMES]
    rows += [("bio", row) for row in corpus.some(corpus.BIOS)]
    socket = connect(cookie)
    for number, (field, row) in enumerate(rows):
        if number % ON_ONE_SOCKET == 0:
            socket.close()
            socket = connect(cookie)
            socket.start("/profile", quiet=0.3)
        before = column(site, "version", email)
        form = {"name": "Ann", "bio": "", "version": str(before), field: row.value}
        told = answered(socket, SAVE, form, "/profile")
        is_stored = (
            '"errors_rx_state_":{}' in told.replace(" ", "") and "cannot be stored" not in told
        )
        found[field, row.kind] = column(site, field, email) if is_stored else None
        assert is_stored or column(site, "version", email) == before

    assert found == {(field, row.kind): row.stored for field, row in rows}


def test_over_a_websocket_what_is_no_text_is_dropped_and_the_socket_lives(
    connect: Callable[..., Socket], site: Site
) -> None:
    email = site.register("Ann")
    socket = connect(site.token(email))
    socket.start("/profile")
    form = {"name": "Eve", "bio": "", "version": "1", "command_id": str(new_id())}

    for value in corpus.NO_TEXT.values():
        socket.say(SAVE, {"form": form | {"name": value}}, "/profile")
        if not isinstance(value, dict):  # one of texts is a form, which lacks what it needs
            socket.say(SAVE, {"form": value}, "/profile")
        socket.say(SAVE, {"form": form, "more": value}, "/profile")
    assert socket.heard() == []
    answered(
        socket, SAVE, dict(corpus.EXTRAS) | form | {"id": corpus.ID, "version": "1"}, "/profile"
    )

    assert column(site, "name", email) == "Eve"
    kept = "role, status, email_verified_at"
    assert column(site, f"({kept})::text", email) == "(member,active,)"
    socket.say(LOAD)
    assert "Eve" in "".join(socket.heard_until(lambda said: "shown" in said, 10))


@pytest.fixture
def watched(visit: Callable[..., Page], site: Site) -> Callable[[str, str], Page]:
    """Opens a page and fails when a dialog opens or something of the input has become a part."""

    def watched(path: str, email: str) -> Page:
        page = visit("/statistics", email=email)
        page.on("dialog", lambda dialog: visit.complaints.append(dialog.message))
        page.goto(path)
        return page

    return watched


def test_scripts_are_text_wherever_they_are_shown(
    watched: Callable[[str, str], Page], site: Site
) -> None:
    admin = site.register("Ada", "admin")
    emails = {script: site.register(script) for script in corpus.SCRIPTS.values()}
    author = "<svg onload=alert(1)>"
    me = site.actor(emails[author])
    for script in corpus.SCRIPTS.values():
        site.do(PublishPost(command_id=new_id(), text=script), me)
    bio = "\n".join(corpus.SCRIPTS.values())
    assert isinstance(me.user_id, UUID)
    site.do(UpdateProfile(command_id=new_id(), user_id=me.user_id, bio=bio), me)

    for path, shown in (
        ("/", list(corpus.SCRIPTS.values())[-15:]),
        (f"/people/{me.user_id}", [author, *list(corpus.SCRIPTS.values())[-15:]]),
        ("/admin/people", list(corpus.SCRIPTS.values())),
        (f"/admin/people/{me.user_id}", [author]),
        ("/?q=%3Cscript%3Ealert(1)%3C/script%3E", ["<script>alert(1)</script>"]),
    ):
        page = watched(path, admin)
        for script in shown:
            expect(page.get_by_text(script, exact=True).first).to_be_visible()
        assert page.evaluate(STRANGE) == [], path
        assert "alert" not in page.title() or page.title().startswith("<svg onload=alert(1)>")


def test_what_is_refused_is_said_beside_the_field_and_the_text_stays(
    watched: Callable[[str, str], Page], site: Site
) -> None:
    page = watched("/profile", site.register("Ann"))
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Ann")

    for typed, sentence in (
        ("a\u202eb", "Remove the invisible control characters."),
        ("\u200b", "Enter a name."),
        ("Z" + "\u0348" * 50, "Use at most 10 accents upon one letter."),
    ):
        name.fill(typed)
        page.get_by_role("button", name="Save profile").click()
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(name).to_have_value(typed)
        expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Ann Lee")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Your name is saved.")).to_be_visible()
