"""Of each form so many are read a second, from one network address."""

import asyncio

import pytest

from app.http import post_limit
from app.http.post_limit import AT_ONCE, PostAllowance
from app.http.rejection import Refused


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(post_limit, "PAUSE", 0.01)


def post(allowance, path="/auth/sign-up", address="192.0.2.1", method="POST"):
    scope = {"path": path, "method": method, "client": (address, 1)}
    asyncio.run(allowance.require(scope))


def test_who_sends_more_is_refused_and_nobody_else():
    allowance = PostAllowance()
    for _ in range(AT_ONCE):
        post(allowance)

    with pytest.raises(Refused) as refused:
        post(allowance)
    assert refused.value.status == 429
    with pytest.raises(Refused):
        post(allowance, "/auth/sign-up/")
    post(allowance, "/auth/sign-in")
    post(allowance, address="192.0.2.2")


@pytest.mark.parametrize("path", ["/api/users", "/auth/strength", "/auth/verify", "/auth/unknown"])
def test_each_form_of_strangers_has_its_limit(path):
    allowance = PostAllowance()
    for _ in range(AT_ONCE):
        post(allowance, path)

    with pytest.raises(Refused):
        post(allowance, path)


def test_what_people_do_inside_is_not_counted():
    allowance = PostAllowance()
    for _ in range(2 * AT_ONCE):
        post(allowance, "/api/users/0199f3c2-6d1a-7c3e-9a55-0d5c8f1f2b7a", method="PATCH")
        post(allowance, "/people", method="GET")
