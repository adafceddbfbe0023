"""The frame of every page: rail or drawer, one main, one heading, notices."""

from typing import Any, Final

import reflex as rx
from reflex_components_core.react_router import link

from app.components.duties import duties
from app.components.forms import plain_form
from app.components.frame import (
    arrived,
    confirm_oneself,
    drawer,
    leave_guard,
    main,
    notice,
    offline_bar,
    skip_link,
    theme_choice,
)
from app.components.icons import emblem, icon
from app.components.states import banner, failed
from app.components.text import avatar
from app.identity.session_state import SessionState
from app.urls import routes
from domain.access import Permission

PRODUCT: Final = "Rollcall"
# Pages to which no entry of the navigation leads, and the entry to which each belongs.
_SECTIONS: Final = {
    routes.PERSON: routes.PEOPLE,
    routes.PROFILE: routes.ACCOUNT,
    routes.ADMIN_PERSON: routes.ADMIN_PEOPLE,
}
ME: Any = SessionState.me  # in the parts below both are Vars
SITE: Any = SessionState.site


def titled(name: Any) -> Any:
    """Return the title of the browser's tab."""
    return name + f" - {PRODUCT}"


def page(heading: rx.Component, *content: rx.Component, current: str = "") -> rx.Component:
    """Return a page in its frame; the navigation marks where the route `current` belongs."""
    return rx.el.div(
        skip_link(),
        offline_bar(),
        rx.el.header(drawer(_navigation(current)), _wordmark(), class_name="topbar"),
        rx.el.header(_navigation(current), class_name="rail"),
        main(duties(), heading, *content),
        notice(message=SessionState.message, occasion=SessionState.accepted),
        confirm_oneself(email=ME.email),
        leave_guard(),
        class_name="frame",
    )


def desk(*content: rx.Component) -> rx.Component:
    """Return a page without navigation: one card on a quiet ground."""
    return rx.el.div(
        skip_link(),
        offline_bar(),
        main(*content),
        rx.el.footer(theme_choice(), class_name="desk-foot"),
        class_name="desk",
    )


def heading(title: str | rx.Var[str], *beside: rx.Component) -> rx.Component:
    """Return the head of a page: its one h1 and what belongs beside it."""
    return rx.el.header(rx.el.h1(title, dir="auto"), *beside, class_name="page-head")


def loaded(ready: Any, content: rx.Component, waiting: rx.Component, retry: Any) -> rx.Component:
    """Return the content once it is there; a failure with a way out, or its shape, until then.

    What the tab held before a reload comes before the answer, and is not shown.
    """
    has_failed = SessionState.problem.sentence != ""
    shown = rx.cond(
        ready, rx.fragment(banner(), content), rx.cond(has_failed, failed(retry), waiting)
    )
    return arrived(waiting, shown, answered=SessionState.is_hydrated | has_failed)


def _wordmark() -> rx.Component:
    return link(emblem(), _label(PRODUCT), to=routes.PEOPLE, class_name="wordmark")


def _navigation(current: str) -> rx.Component:
    return rx.fragment(
        _wordmark(),
        rx.el.nav(
            rx.cond(
                ME.permissions.contains(Permission.READ_DIRECTORY.value),
                rx.fragment(
                    _entry("People", "people", routes.PEOPLE, current),
                    _entry("Statistics", "statistics", routes.STATISTICS, current),
                ),
            ),
            rx.cond(
                ME.permissions.contains(Permission.MANAGE_OWN_ACCOUNT.value),
                _entry("Account", "account", routes.ACCOUNT, current),
            ),
            rx.cond(
                ME.permissions.contains(Permission.SEE_PRIVATE.value),
                rx.fragment(
                    rx.el.p("Administration", class_name="rail-group"),
                    _entry("All people", "admin-people", routes.ADMIN_PEOPLE, current),
                    rx.cond(
                        ME.permissions.contains(Permission.MANAGE_JOBS.value),
                        _entry("Jobs", "jobs", routes.ADMIN_JOBS, current),
                    ),
                    rx.cond(
                        ME.permissions.contains(Permission.READ_MAILS.value),
                        _entry("Outbox", "outbox", routes.ADMIN_OUTBOX, current),
                    ),
                ),
            ),
            rx.cond(
                # Permissions are empty until the first answer: nobody is taken for a guest before.
                ME.permissions.contains(Permission.SIGN_UP.value) & ~ME.signed_in,
                rx.fragment(
                    _entry("Sign in", "sign-in", routes.SIGN_IN, current),
                    rx.cond(
                        SITE.sign_up != "closed",
                        _entry("Sign up", "sign-up", routes.SIGN_UP, current),
                    ),
                ),
            ),
            aria_label="Main",
        ),
        rx.el.div(_account(), theme_choice(), class_name="rail-foot"),
    )


def _entry(label: str, name: str, to: str, current: str) -> rx.Component:
    mark: dict[str, Any] = {}
    if to in {current, _SECTIONS.get(current)}:
        mark["aria_current"] = "page" if to == current else "true"
    return link(icon(name), _label(label), to=to, class_name="rail-link", **mark)


def _label(text: str) -> rx.Component:
    """Return a name that a narrow rail shows only on hover and on focus."""
    return rx.el.span(text, class_name="rail-label")


def _account() -> rx.Component:
    return rx.cond(
        ME.signed_in,
        rx.el.div(
            link(
                avatar(person_id=ME.id, name=ME.name),
                rx.el.span(ME.name, class_name="rail-label account-name", dir="auto"),
                to=routes.person(ME.id),
                class_name="account-link",
            ),
            plain_form(
                rx.el.button(
                    icon("sign-out"),
                    rx.el.span("Sign out", class_name="tip"),
                    class_name="icon-button",
                ),
                action=routes.POST_SIGN_OUT,
                method="post",
            ),
            class_name="account",
        ),
    )
