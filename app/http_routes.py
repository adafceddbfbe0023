"""What is reached by HTTP: plain form posts, because only an answer can set the cookie; JSON."""

from typing import Final

from starlette.applications import Starlette
from starlette.routing import Route

from app.api.app import ROUTES as OF_API
from app.forms import second_factor
from app.forms.mailed_links import confirm_email, forgot, reset, verify
from app.forms.passwords import change_password, confirm_password, judge_password
from app.forms.sign_in import sign_in, sign_out, sign_up
from app.http import health
from app.urls import routes

api: Final = Starlette(
    routes=[
        *OF_API,
        Route(routes.POST_SIGN_IN, sign_in, methods=["POST"]),
        Route(routes.POST_SIGN_UP, sign_up, methods=["POST"]),
        Route(routes.POST_SIGN_OUT, sign_out, methods=["POST"]),
        Route(routes.POST_PASSWORD, change_password, methods=["POST"]),
        Route(routes.POST_CONFIRM, confirm_password, methods=["POST"]),
        Route(routes.POST_STRENGTH, judge_password, methods=["POST"]),
        Route(routes.POST_FACTOR_START, second_factor.start, methods=["POST"]),
        Route(routes.POST_FACTOR_CONFIRM, second_factor.confirm, methods=["POST"]),
        Route(routes.POST_FACTOR_CODES, second_factor.renew_codes, methods=["POST"]),
        Route(routes.POST_FACTOR_REMOVE, second_factor.remove, methods=["POST"]),
        Route(routes.POST_FORGOT, forgot, methods=["POST"]),
        Route(routes.POST_RESET, reset, methods=["POST"]),
        Route(routes.POST_VERIFY, verify, methods=["POST"]),
        Route(routes.POST_CONFIRM_EMAIL, confirm_email, methods=["POST"]),
        *health.ROUTES,
    ]
)
