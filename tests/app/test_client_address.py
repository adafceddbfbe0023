import pytest
from starlette.datastructures import Headers

from app.http.client_address import subscriber, with_true_client

PEER = "192.0.2.1"


def client(*forwarded: str, hops: int = 0, peer: str = PEER) -> str:
    headers = Headers(raw=[(b"x-forwarded-for", line.encode()) for line in forwarded])
    return with_true_client({"type": "http", "client": (peer, 1)}, headers, hops)["client"][0]


@pytest.mark.parametrize("forged", [["203.0.113.9"], ["203.0.113.9, 203.0.113.8"], ["", "::1"]])
def test_by_default_nobody_says_where_they_come_from(forged):
    assert client(*forged) == PEER


def test_each_proxy_of_ours_is_believed_and_nobody_before_it():
    told = "10.9.9.9, 203.0.113.9, 198.51.100.2"

    assert client(told, hops=1) == "198.51.100.2"
    assert client(told, hops=2) == "203.0.113.9"
    assert client("10.9.9.9", "203.0.113.9, 198.51.100.2", hops=2) == "203.0.113.9"


@pytest.mark.parametrize("told", [[], [""], ["203.0.113.9"], ["nonsense, 10.0.0.1"]])
def test_who_came_past_the_proxies_is_who_connected(told):
    assert client(*told, hops=2) == PEER


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("nobody", ""),
    ],
)
def test_one_subscriber_is_one_address(address, stands_for):
    assert subscriber(address) == stands_for


def test_a_connection_without_an_address_is_left_as_it_is():
    assert with_true_client({"type": "http"}, Headers(), 0)["client"] == ("", 0)
