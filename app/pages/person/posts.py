"""What a person wrote, newest first; and on one's own page the field to write more."""

from typing import Any

import reflex as rx

from app.components.actions import action_form, dialog_form
from app.components.forms import field
from app.components.lists import paging
from app.components.states import empty
from app.components.text import edited, when
from app.pages.person.state import Person
from domain.values import POST_LIMIT

PAGE: Any = Person.posts  # in the parts below both are Vars
SHOWN: Any = Person.shown
REMOVAL = (
    "The post is removed for everybody, and the number of posts goes down by one. "
    "This cannot be undone."
)


def posts() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Posts", class_name="unseen"),
        rx.cond(
            PAGE.rows.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(PAGE.rows, _post), class_name="posts"),
                paging(Person.place, Person.newer, Person.older, rows="posts", in_place=True),
            ),
            _nothing(),
        ),
    )


def composer() -> rx.Component:
    """The field above the newest posts, where what it publishes appears.

    Elsewhere on the page it is hidden, and asks for what it holds before that is left.
    """
    return rx.el.div(
        action_form(
            field(name="text", label="Write a post", rows=3, limit=POST_LIMIT),
            submit="Publish",
            on_submit=Person.publish,
            label="New post",
        ),
        class_name="composer",
        hidden=(Person.side != "") | (Person.newer != ""),
    )


def _post(post: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(post.text, class_name="post-text", dir="auto"),
        rx.el.div(
            rx.el.p(
                when(at=post.published_at),
                rx.cond(post.edited_at, edited(at=post.edited_at, since=post.published_at)),
            ),
            rx.el.div(
                rx.cond(
                    Person.is_own,
                    rx.fragment(_edit(post), _delete(post, "Delete")),
                    rx.cond(Person.may_remove, _delete(post, "Remove")),
                ),
                class_name="post-actions",
            ),
            class_name="post-foot",
        ),
        key=post.id,
        class_name="post",
    )


def _edit(post: Any) -> rx.Component:
    return dialog_form(
        field(name="text", label="Text", rows=8, limit=POST_LIMIT, initial=post.text),
        trigger="Edit",
        trigger_label="Edit post",
        trigger_class="button button-quiet",
        title="Edit post",
        text="Everybody sees that the post was edited.",
        submit="Save post",
        on_submit=Person.edit,
        fixed={"post_id": post.id},
        saved=post.text,
    )


def _delete(post: Any, verb: str) -> rx.Component:
    return dialog_form(
        trigger=verb,
        trigger_label=f"{verb} post",
        trigger_class="button button-quiet",
        title=f"{verb} this post?",
        text=REMOVAL,
        submit=f"{verb} post",
        on_submit=Person.delete,
        fixed={"post_id": post.id},
        danger=True,
    )


def _nothing() -> rx.Component:
    return rx.cond(
        Person.is_own,
        empty("You have not written anything yet", "What you publish above appears here."),
        empty("No posts yet", "What " + Person.called + " publishes appears here."),
    )
