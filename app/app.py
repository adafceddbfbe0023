"""Where everything meets: the pages, the walls, the look."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from starlette.types import ASGIApp

from app import routes
from app.auth import api
from app.components.states import broken
from app.edge import Edge
from app.errors import hear_browser, show_failure
from app.gate import install
from app.guard import Guard
from app.layout import titled
from app.logs import quiet_logs
from app.pages.not_found import not_found
from app.pages.people.state import People
from app.pages.people.view import people
from app.pages.person import Person, person
from app.pages.person import title as name_of_person
from app.pages.profile.state import Profile
from app.pages.profile.view import profile
from app.pages.sign_in import sign_in
from app.pages.sign_up import sign_up
from app.pages.statistics import Statistics, statistics


class Rollcall(rx.App):
    """Reflex's application behind our own outermost wall."""

    def __call__(self) -> ASGIApp:
        """Return what the server runs. Reflex wraps `api_transformer`, but never this."""
        return Edge(super().__call__())


quiet_logs()
app = Rollcall(
    api_transformer=api,
    backend_exception_handler=show_failure,
    frontend_exception_handler=hear_browser,
    html_lang="en",
    head_components=[rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml")],
    stylesheets=["fonts.css", "tokens.css", "frame.css", "controls.css", "pages.css"],
    # Everything that Reflex would load for its own look stays out of the bundle.
    reset_style=False,
    theme=None,
    toaster=None,
    app_wraps={(55, "ErrorBoundary"): lambda _: ErrorBoundary.create(fallback_render=broken())},
)
app.add_middleware(Guard(), index=0)  # before the middleware that sends the state to the page
install(app)

app.add_page(people, route=routes.PEOPLE, title=titled("People"), on_load=People.load)
app.add_page(person, route=routes.PERSON, title=name_of_person(), on_load=Person.load)
app.add_page(profile, route=routes.PROFILE, title=titled("Edit profile"), on_load=Profile.load)
app.add_page(
    statistics, route=routes.STATISTICS, title=titled("Statistics"), on_load=Statistics.load
)
app.add_page(sign_in, route=routes.SIGN_IN, title=titled("Sign in"))
app.add_page(sign_up, route=routes.SIGN_UP, title=titled("Sign up"))
app.add_page(not_found, route=routes.NOT_FOUND, title=titled("Page not found"))
