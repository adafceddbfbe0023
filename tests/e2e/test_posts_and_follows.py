"""People write, follow and are followed; every number moves with the click that moved it."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from commands.deactivate_user import DeactivateUser
from commands.delete_post import DeletePost
from commands.follow_user import FollowUser
from commands.publish_post import PublishPost
from commands.transaction import execute
from domain.access import SYSTEM, Actor, Role
from domain.ids import new_id


@pytest.fixture
def actor_of(site):
    def actor_of(email: str) -> Actor:
        with site.database.owner.connect() as connection:
            query = text("select id from users where email = :email")
            return Actor(Role.MEMBER, connection.scalar(query, {"email": email}))

    return actor_of


@pytest.fixture
def does(site):
    """What happens elsewhere meanwhile."""

    def does(actor: Actor, kind: type, **values: object) -> Any:
        return execute(kind(command_id=new_id(), **values), actor, site.database.writing)

    return does


@pytest.fixture
def everybody(site) -> list[Actor]:
    """The demo people."""
    with site.database.owner.connect() as connection:
        query = text("select id from users where password_hash is null and status = 'active'")
        return [Actor(Role.MEMBER, id_) for id_ in connection.scalars(query)]


def path(actor: Actor, show: str = "") -> str:
    return f"/people/{actor.user_id}" + (f"?show={show}" if show else "")


def expect_count(page: Page, count: str) -> None:
    expect(page.get_by_role("link", name=count, exact=True)).to_be_visible()


def click_twice(page: Page, button: Locator) -> None:
    """A double click whose first click is answered before the second comes."""
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for number in (1, 2):
        page.mouse.down(click_count=number)
        page.mouse.up(click_count=number)
        expect(button).to_have_count(0)


def test_a_member_writes_edits_and_deletes_and_sees_the_number_each_time(
    visit, member, actor_of, findings
):
    email = member("Ann")
    page = visit(path(actor_of(email)), email=email)
    expect_count(page, "0 Posts")

    page.get_by_label("Write a post").fill("The first line.\n\nAnother one.")
    page.get_by_label("Write a post").press("Control+Enter")
    expect_count(page, "1 Post")
    post = page.get_by_role("listitem").filter(has_text="The first line.")
    assert post.locator(".post-text").inner_text() == "The first line.\n\nAnother one."
    expect(page.get_by_label("Write a post")).to_have_value("")
    expect(post).not_to_contain_text("edited")

    post.get_by_role("button", name="Edit post").click()
    editing = page.get_by_role("dialog", name="Edit post")
    expect(editing.get_by_label("Text")).to_have_value("The first line.\n\nAnother one.")
    assert findings(page) == []
    editing.get_by_label("Text").fill("Another text.")
    editing.get_by_role("button", name="Save post").click()
    expect(editing).to_be_hidden()
    post = page.get_by_role("listitem").filter(has_text="Another text.")
    expect(post).to_contain_text(re.compile(r"just now \(.+\) \(edited\)"))

    post.get_by_role("button", name="Delete post").click()
    asking = page.get_by_role("dialog", name="Delete this post?")
    expect(asking).to_contain_text("This cannot be undone.")
    asking.get_by_role("button", name="Delete post").click()
    expect_count(page, "0 Posts")
    expect(post).to_have_count(0)
    assert findings(page) == []


def test_a_text_that_was_not_saved_is_there_when_the_dialog_opens_again(
    visit, member, actor_of, does
):
    email = member("Ann")
    ann = actor_of(email)
    does(ann, PublishPost, text="As it was.")
    page = visit(path(ann), email=email)
    edit = page.get_by_role("button", name="Edit post")
    editing = page.get_by_role("dialog", name="Edit post")
    edit.click()
    editing.get_by_label("Text").fill("Half a thought")

    page.keyboard.press("Escape")
    expect(editing).to_be_hidden()
    expect(edit).to_be_focused()
    edit.click()
    expect(editing.get_by_label("Text")).to_have_value("Half a thought")
    editing.get_by_role("button", name="Save post").click()
    expect(page.get_by_role("listitem").filter(has_text="Half a thought")).to_be_visible()

    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.go_back()
    edit.click()
    expect(editing.get_by_label("Text")).to_have_value("Half a thought")


def test_a_post_that_is_gone_meanwhile_leaves_the_page_and_one_sentence(
    visit, member, actor_of, does
):
    email = member("Ann")
    ann = actor_of(email)
    gone = does(ann, PublishPost, text="Soon gone.")
    page = visit(path(ann), email=email)
    page.get_by_role("button", name="Edit post").click()
    editing = page.get_by_role("dialog", name="Edit post")
    editing.get_by_label("Text").fill("Too late")
    does(ann, DeletePost, post_id=gone)

    editing.get_by_role("button", name="Save post").click()

    expect_count(page, "0 Posts")
    expect(editing).to_have_count(0)
    expect(page.get_by_text("This post is no longer there.")).to_have_count(1)
    expect(page.get_by_text("This post is no longer there.")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()


def test_a_dialog_that_is_left_while_it_is_sent_leaves_the_focus_on_the_page(
    visit, site, member, actor_of, does
):
    email = member("Ann")
    ann = actor_of(email)
    does(ann, PublishPost, text="Not for long.")
    page = visit(path(ann), email=email)
    page.get_by_role("button", name="Delete post").click()
    asking = page.get_by_role("dialog", name="Delete this post?")

    with site.database.owner.begin() as connection:
        connection.execute(text("lock table commands in access exclusive mode"))
        asking.get_by_role("button", name="Delete post").click()
        page.keyboard.press("Escape")
        expect(asking).to_be_hidden()
        expect(page.get_by_role("button", name="Delete post")).to_be_focused()

    expect_count(page, "0 Posts")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_post_without_words_is_refused_beside_its_field(visit, member, actor_of):
    email = member("Ann")
    page = visit(path(actor_of(email)), email=email)
    field = page.get_by_label("Write a post")

    page.get_by_role("button", name="Publish").click()
    expect(field).to_have_accessible_description("Write something first.")
    expect(field).to_be_focused()

    field.fill("x" * 5_001)
    page.get_by_role("button", name="Publish").click()
    expect(field).to_have_accessible_description(re.compile("Use at most 5,000 characters"))
    expect(field).to_have_value("x" * 5_001)


def test_a_follow_counts_once_and_is_there_in_another_browser(visit, member, actor_of):
    ann, bob = member("Ann"), member("Bob")
    page = visit(path(actor_of(bob)), email=ann)
    other = visit(path(actor_of(bob), "followers"), email=bob)
    expect(other.get_by_role("heading", name="Nobody follows you yet")).to_be_visible()

    click_twice(page, page.get_by_role("button", name="Follow Bob", exact=True))
    following = page.get_by_role("button", name="Following Bob")
    expect_count(page, "1 Follower")
    other.reload()
    expect_count(other, "1 Follower")
    expect(other.get_by_role("listitem").get_by_role("link", name="Ann")).to_be_visible()

    following.click()
    expect(page.get_by_role("button", name="Follow Bob", exact=True)).to_be_focused()
    expect_count(page, "0 Followers")
    other.reload()
    expect_count(other, "0 Followers")


def test_others_read_on_which_day_somebody_was_there_and_staff_read_more(
    visit, site, member, actor_of
):
    person, reader = actor_of(site.register("Mo", role="auditor")), member("Ann")

    for days, words in ((0, "Last seen today"), (3, "Last seen 3 days ago")):
        with site.database.owner.begin() as connection:
            for table in ("users", "user_summaries"):
                ago = f"now() - interval '{days} days'"
                seen = text(f"update {table} set last_activity_at = {ago} where id = :id")
                connection.execute(seen, {"id": person.user_id})
        page = visit(path(person), email=reader)
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("Auditor", exact=True)).to_have_count(0)

    page = visit(path(person), email=site.register("Mia", role="moderator"))
    expect(page.get_by_text("Auditor", exact=True)).to_be_visible()
    expect(page.get_by_text("Last seen 3 days ago")).to_be_visible()


def test_followers_are_paged_by_the_address_and_back_works(
    visit, member, actor_of, does, everybody, findings
):
    email = member("Ann")
    ann, gone, other = actor_of(email), everybody[0], everybody[21]
    for follower in everybody[:22]:
        does(follower, FollowUser, user_id=ann.user_id)
    does(SYSTEM, DeactivateUser, user_ids=frozenset({gone.user_id}))
    page = visit(path(ann), email=member("Reader"))

    page.get_by_role("link", name="22 Followers").click()
    expect(page).to_have_url(re.compile(r"\?show=followers$"))
    place = page.locator(".paging-place")
    expect(place).to_have_text("1–20 of 22")
    first = page.locator(".follow-row").all_inner_texts()
    page.get_by_role("link", name="Next").click()
    expect(place).to_have_text("21–22 of 22")
    expect(page.get_by_role("status").filter(has_text="21 to 22 of 22 followers")).to_have_count(1)
    no_longer = page.get_by_role("listitem").filter(has_text="No longer active")
    expect(no_longer).to_be_visible()
    expect(no_longer.get_by_role("link")).to_have_count(0)
    assert findings(page) == []
    page.reload()
    expect(place).to_have_text("21–22 of 22")

    page.go_back()
    expect(place).to_have_text("1–20 of 22")
    assert page.locator(".follow-row").all_inner_texts() == first
    page.locator(f"a[href='{path(other)}']").click()
    expect(page.get_by_role("link", name="22 Followers")).to_have_count(0)
    page.go_back()
    expect(place).to_have_text("1–20 of 22")


def test_a_moderator_removes_the_post_of_a_member(visit, site, member, actor_of, does):
    email = member("Ann")
    ann = actor_of(email)
    does(ann, PublishPost, text="Buy cheap watches.")
    moderator = visit(path(ann), email=site.register("Mia", role="moderator"))
    reader = visit(path(ann), email=member("Reader"))
    expect(reader.get_by_text("Buy cheap watches.")).to_be_visible()
    expect(reader.get_by_role("button", name="Remove post")).to_have_count(0)

    moderator.get_by_role("button", name="Remove post").click()
    asking = moderator.get_by_role("dialog", name="Remove this post?")
    asking.get_by_role("button", name="Remove post").click()

    expect_count(moderator, "0 Posts")
    expect(moderator.get_by_text("Ann has 0 posts now.")).to_be_visible()
    reader.reload()
    expect_count(reader, "0 Posts")


def test_staff_see_who_is_not_active_and_members_do_not(visit, site, member, actor_of, does):
    ann = actor_of(member("Ann"))
    does(SYSTEM, DeactivateUser, user_ids=frozenset({ann.user_id}))

    staff = visit(path(ann), email=site.register("Mia", role="moderator"))
    expect(staff.get_by_text("Only staff see this page.")).to_be_visible()
    expect(staff.get_by_role("button", name="Follow")).to_have_count(0)
    reader = visit(path(ann), email=member("Reader"))
    expect(reader.get_by_role("heading", name="This person is not here")).to_be_visible()
