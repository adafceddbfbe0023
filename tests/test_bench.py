"""The bench runs, on few people and once around: it cannot rot."""

import json
from importlib import import_module
from importlib.util import find_spec

import pytest

from bench import __main__ as bench
from bench import databases, lists, paper, report, search, totals
from bench.report import Figure, Report
from bench.site import Unavailable

PEOPLE = 120
QUICK = "search", "lists", "totals", "statistics", "profiles", "beside"


@pytest.fixture(scope="module")
def site(server):
    with databases.database(server, PEOPLE, rounds=1) as site:
        yield site


@pytest.mark.parametrize("part", QUICK)
def test_a_part_measures_and_finds_the_product_right(part, site):
    figures = list(import_module(f"bench.{part}").measure(site))

    assert figures
    assert {figure.part for figure in figures} == {part}
    assert len({figure.what for figure in figures}) == len(figures)
    assert not [figure.note for figure in figures if "WRONG" in figure.note]
    assert all(figure.met for figure in figures if figure.goal == "all")


def test_a_part_that_fails_or_is_not_possible_does_not_end_the_others(site, monkeypatch, capsys):
    def broken(_):
        raise ZeroDivisionError

    def impossible(_):
        raise Unavailable("it needs a browser")

    def not_installed(_):
        raise ModuleNotFoundError(name="playwright")

    monkeypatch.setattr(lists, "measure", broken)
    monkeypatch.setattr(totals, "measure", impossible)
    monkeypatch.setattr(search, "measure", not_installed)
    told = Report({})

    bench.measure(told, site, ["lists", "totals", "search", "statistics"])

    told_of = [figure.what for _, figure in told.figures]
    assert told_of[:2] == ["broke off", "totals of people and posts"]
    out = capsys.readouterr().out
    assert "it needs a browser" in out
    assert "It needs playwright: `./run bench` installs it." in out


def test_every_part_is_a_module():
    for part in bench.PARTS:
        assert find_spec(f"bench.{part}"), part


def test_a_part_that_does_not_exist_is_refused_with_the_names_of_all():
    with pytest.raises(SystemExit, match="the parts are search, lists"):
        bench.main(["nonsense"])


def test_people_are_loaded_once(server, site, capfd):
    with databases.database(server, PEOPLE, keep=True):
        pass

    assert "loaded" not in capfd.readouterr().out


def test_a_copy_is_for_writing_and_leaves_the_directory_as_it_was(site):
    with site.copy() as copy:
        copy.sign_in(1)

        assert _people(copy) == PEOPLE + 1
    assert _people(site) == PEOPLE


def _people(site):
    with site.owner.connect() as connection:
        return connection.exec_driver_sql("select count(*) from users").scalar_one()


def test_a_line_says_how_it_compares_and_whether_the_goal_is_met():
    slow = Figure(
        *("search", "rare"),
        median=2.5,
        p95=4.0,
        ratio=0.004,
        against="plain ILIKE",
        goal="at most 1 ms",
        met=False,
    )

    words = " ".join(report.line(slow).split())

    assert words == "rare 2.50 ms 4.00 ms 1/250 of plain ILIKE at most 1 ms MISSED"


def test_growth_is_from_the_smallest_size_to_the_largest(capsys):
    sizes = {10: 1.0, 1_000: 6.0, 100: 2.0}
    told = Report({})
    for people, median in sizes.items():
        told.add(people, Figure("search", "rare", median=median, may_grow=5))
    capsys.readouterr()

    told.tell_growth()

    assert capsys.readouterr().out.endswith("6.0 times  at most 5 times MISSED\n")


def test_the_paper_shows_the_newest_figures_and_where_we_lose(tmp_path):
    run = tmp_path / "run.json"
    told = Report({"date": "2026-11-23"})
    for people, median in ((10, 1.0), (10, 2.0), (100, 12.0)):
        more = {"ratio": 1.5, "against": "ILIKE", "goal": "at most 10", "met": median < 10}
        told.add(people, Figure("search", "rare", median=median, may_grow=5, **more))
    told.save(run)

    lines = list(paper.written([json.loads(run.read_text())]))

    assert [line for line in lines if "rare" in line] == [
        "- search, rare, 100 people: 12.00 ms, 1.50 of ILIKE; the goal: at most 10",
        "- search, rare: grows 6.0×; the goal: at most 5×",
        "- search, rare, 100 people: 12.00 ms, 1.50 of ILIKE",
        "| rare | 2.00 ms | 12.00 ms | 6.0× | 1.50 of ILIKE | at most 10 | **missed** |",
    ]


def test_the_document_has_a_place_for_the_figures():
    before, _, rest = paper.PAPER.read_text().partition(paper.BEGIN)

    assert before
    assert paper.END in rest
