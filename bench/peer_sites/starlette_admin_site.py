"""starlette-admin over the people of the directory, configured as its documentation does."""

import os

from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette_admin.auth import AdminUser, AuthProvider
from starlette_admin.contrib.sqla import Admin, ModelView
from starlette_admin.exceptions import LoginFailed

from bench.peer_sites.person import ADDRESS, KEY, PASSWORD, ROWS, SEARCHED, SHOWN, Person


class Session(AuthProvider):
    async def login(
        self,
        username: str,
        password: str,
        remember_me: bool,  # noqa: ARG002 - as it is called
        request: Request,
    ) -> None:
        if password != os.environ[PASSWORD]:
            raise LoginFailed("Wrong password")
        request.session["signed_in"] = username

    async def logout(self, request: Request) -> None:
        request.session.clear()

    async def authenticate(self, request: Request) -> AdminUser | None:
        name = request.session.get("signed_in")
        return AdminUser(name) if name else None


class People(ModelView):
    fields = list(SHOWN)
    searchable_fields = list(SEARCHED)
    fields_default_sort = [("created_at", True)]
    page_size = ROWS


app = Starlette()
admin = Admin(
    create_engine(os.environ[ADDRESS]),
    auth_provider=Session(),
    middlewares=[Middleware(SessionMiddleware, secret_key=KEY)],
    secret_key=KEY,
)
admin.add_view(People(Person))
admin.mount_to(app)
