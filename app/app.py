"""Where everything meets: the pages, the walls, the look."""

import gc

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from starlette.types import ASGIApp, Receive, Scope, Send

from app.components.page_head import EVERYWHERE, head
from app.components.states import broken
from app.feedback.form_errors import hear_browser, show_failure
from app.http.exposed_routes import close_others
from app.http.middleware import Edge
from app.http.page_files import PageFiles
from app.http.rejection import API
from app.http.unread_connections import give_up_unread
from app.http_routes import api
from app.pages.account.state import Account
from app.pages.account.view import account
from app.pages.admin_people.state import AdminPeople
from app.pages.admin_people.view import admin_people
from app.pages.admin_person.state import AdminPerson
from app.pages.admin_person.view import admin_person
from app.pages.admin_person.view import title as name_for_staff
from app.pages.forgot_password import check_mail, forgot_password
from app.pages.jobs import Jobs, jobs
from app.pages.mailed_links import confirm_email, reset_password, verify_email
from app.pages.not_found import not_found
from app.pages.outbox import Outbox, outbox
from app.pages.people.state import People
from app.pages.people.view import people
from app.pages.person.state import Person
from app.pages.person.view import person
from app.pages.person.view import title as name_of_person
from app.pages.profile.state import Profile
from app.pages.profile.view import profile
from app.pages.sign_in import sign_in
from app.pages.sign_up import sign_up
from app.pages.statistics.state import Statistics
from app.pages.statistics.view import statistics
from app.runtime.logs import quiet_logs
from app.runtime.refusal_writer import keep_writing
from app.runtime.repeated_lines import keep_telling
from app.urls import routes
from app.websocket.authorization import Guard
from app.websocket.closed_tabs import forget_left_tabs
from app.websocket.event_filter import install
from app.websocket.revocation import watch


class Rollcall(rx.App):
    """Reflex's application behind our own outermost wall."""

    def __call__(self) -> ASGIApp:
        """Return what the server runs. Reflex wraps `api_transformer`, but never this.

        JSON does not pass through Reflex, whose layers would take a tenth of its time.
        """
        pages, files = super().__call__(), PageFiles()
        if self._api:
            close_others(self._api.routes)

        async def served(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await pages(scope, receive, send)
            elif scope["path"].startswith(API):
                await api(scope, receive, send)
            else:
                await pages(files.of(scope), receive, send)

        # What is here by now stays; each collection that looks through it takes 75 ms.
        gc.collect()
        gc.freeze()
        return Edge(served)


quiet_logs()
app = Rollcall(
    api_transformer=api,
    backend_exception_handler=show_failure,
    frontend_exception_handler=hear_browser,
    html_lang="en",
    head_components=[*EVERYWHERE],
    stylesheets=[
        "fonts.css",
        "tokens.css",
        "frame.css",
        "controls.css",
        "pages.css",
        "person.css",
        "admin.css",
        "account.css",
        "statistics.css",
        "jobs.css",
        "outbox.css",
        "modes.css",
    ],
    # Everything that Reflex would load for its own look stays out of the bundle.
    reset_style=False,
    theme=None,
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): lambda _: ErrorBoundary.create(fallback_render=broken())},
)
app.add_middleware(Guard(), index=0)  # before the middleware that sends the state to the page
install(app)
app.register_lifespan_task(watch)
app.register_lifespan_task(keep_writing)
app.register_lifespan_task(keep_telling)
app.register_lifespan_task(forget_left_tabs)
app.register_lifespan_task(give_up_unread)

app.add_page(people, route=routes.PEOPLE, on_load=People.load, **head("People"))
app.add_page(person, route=routes.PERSON, on_load=Person.load, **head(name_of_person()))
app.add_page(profile, route=routes.PROFILE, on_load=Profile.load, **head("Edit profile"))
app.add_page(statistics, route=routes.STATISTICS, on_load=Statistics.load, **head("Statistics"))
app.add_page(account, route=routes.ACCOUNT, on_load=Account.load, **head("Account"))
app.add_page(
    admin_people, route=routes.ADMIN_PEOPLE, on_load=AdminPeople.load, **head("All people")
)
app.add_page(
    admin_person, route=routes.ADMIN_PERSON, on_load=AdminPerson.load, **head(name_for_staff())
)
app.add_page(jobs, route=routes.ADMIN_JOBS, on_load=Jobs.load, **head("Jobs"))
app.add_page(outbox, route=routes.ADMIN_OUTBOX, on_load=Outbox.load, **head("Outbox"))
app.add_page(sign_in, route=routes.SIGN_IN, **head("Sign in", is_listed=True))
app.add_page(sign_up, route=routes.SIGN_UP, **head("Sign up", is_listed=True))
app.add_page(forgot_password, route=routes.FORGOT, **head("Forgot your password"))
app.add_page(check_mail, route=routes.CHECK_MAIL, **head("Check your mail"))
app.add_page(reset_password, route=routes.RESET, **head("Choose a new password"))
app.add_page(verify_email, route=routes.VERIFY, **head("Confirm your e-mail address"))
app.add_page(confirm_email, route=routes.CONFIRM_EMAIL, **head("Confirm the new address"))
app.add_page(not_found, route=routes.NOT_FOUND, **head("Page not found"))
