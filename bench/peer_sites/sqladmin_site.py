"""sqladmin over the people of the directory, configured as its documentation does."""

import os

from sqladmin import Admin, ModelView
from sqladmin.authentication import AuthenticationBackend
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.requests import Request

from bench.peer_sites.person import ADDRESS, KEY, PASSWORD, ROWS, SEARCHED, SHOWN, Person


class Session(AuthenticationBackend):
    async def login(self, request: Request) -> bool:
        form = await request.form()
        request.session["signed_in"] = form.get("password") == os.environ[PASSWORD]
        return request.session["signed_in"]

    async def logout(self, request: Request) -> bool:
        request.session.clear()
        return True

    async def authenticate(self, request: Request) -> bool:
        return request.session.get("signed_in", False)


class People(ModelView, model=Person):
    column_list = list(SHOWN)
    column_searchable_list = list(SEARCHED)
    column_default_sort = ("created_at", True)
    page_size = ROWS


app = Starlette()
admin = Admin(app, create_engine(os.environ[ADDRESS]), authentication_backend=Session(KEY))
admin.add_view(People)
