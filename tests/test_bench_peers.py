"""What the peers are asked for is what Rollcall is asked for; without them one is told how."""

from dataclasses import replace

import pytest

from bench import databases, peers
from bench.peer_sites.asked import everything
from bench.peer_sites.serving import PEERS
from bench.site import Unavailable

PEOPLE = 122


@pytest.fixture(scope="module")
def site(server):
    with databases.database(server, PEOPLE) as site:
        yield site


def test_without_the_peers_one_sentence_says_how_to_install_them(site, monkeypatch):
    monkeypatch.setattr(peers, "PEERS", [replace(PEERS[0], package="not_installed")])

    with pytest.raises(Unavailable, match=r"\./run bench peers"):
        next(peers.measure(site))


def test_the_deep_page_begins_where_that_of_the_peers_does(site):
    deep = everything(site)[1]

    with site.owner.connect() as connection:
        newest = connection.exec_driver_sql("select id from user_summaries order by id desc")
        assert list(newest.scalars())[:50][-1] == deep.after
    assert deep.page == 2


def test_each_is_asked_in_the_words_of_its_address(site):
    _, deep, search, *_ = everything(site)

    assert [peer.address(deep).partition("?")[2] for peer in PEERS] == ["p=2", "page=2", "page=2"]
    assert [peer.address(search).partition("?")[2] for peer in PEERS] == [
        *("q=qzx", "search=qzx", "q=qzx")
    ]
