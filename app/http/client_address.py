"""The one network address that a request counts for."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

_ONE_SUBSCRIBER: Final = 64  # bits of an IPv6 address: the rest anybody chooses for themselves


def with_true_client(scope: Scope, headers: Headers, hops: int) -> Scope:
    """The scope with the address of who asks, as our own proxies saw it.

    Each of `hops` proxies appends whom it was asked by. What stands before that is the word of a
    stranger, and without proxies the whole header is.
    """
    peer = scope.get("client") or ("", 0)
    told = [name.strip() for line in headers.getlist("x-forwarded-for") for name in line.split(",")]
    address = told[-hops] if hops and len(told) >= hops else peer[0]
    return {**scope, "client": (subscriber(address) or subscriber(peer[0]) or peer[0], peer[1])}


def subscriber(address: str) -> str:
    """The address that stands for one subscriber: an IPv6 network is cut to its /64.

    Empty for what is no address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _ONE_SUBSCRIBER), strict=False).network_address)
