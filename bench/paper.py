"""Write the tables of docs/performance.md from the files that `./run bench --json` made.

    .venv/bin/python -m bench.paper FILE...

Of a figure that stands in several files, that of the last one counts.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from app.console.places import ROOT
from bench.report import Figure, amount, compared, times

PAPER: Final = ROOT / "docs" / "performance.md"
BEGIN: Final = "<!-- figures: written by `python -m bench.paper` -->"
END: Final = "<!-- end of figures -->"
_MET: Final = {True: "met", False: "**missed**", None: ""}
By = dict[str, dict[str, dict[int, Figure]]]  # part, what, people


def main(files: Sequence[str]) -> None:
    if not files:
        sys.exit("Name the files that ./run bench --json wrote.")
    runs = [json.loads(Path(file).read_text()) for file in files]
    text = PAPER.read_text()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    figures = "\n".join(written(runs))
    PAPER.write_text(f"{before}{BEGIN}\n\n{figures}\n{END}{after}")


def written(runs: Sequence[dict[str, Any]]) -> Iterable[str]:
    """The lines between the marks."""
    for machine in _machines(runs):
        yield ". ".join(f"{fact}: {value}" for fact, value in machine.items() if value) + "."
        yield ""
    parts = _merged(runs)
    yield from _losses(parts)
    for part, figures in parts.items():
        yield from _table(part, figures)


def _machines(runs: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Each once; what differs only by the day is told twice."""
    return [
        machine
        for number, machine in enumerate(r["machine"] for r in runs)
        if machine not in [run["machine"] for run in runs[:number]]
    ]


def _merged(runs: Sequence[dict[str, Any]]) -> By:
    merged: By = {}
    for run in runs:
        for figure in run["figures"]:
            people = figure.pop("people")
            one = Figure(**figure)
            merged.setdefault(one.part, {}).setdefault(one.what, {})[people] = one
    return merged


def _losses(parts: By) -> Iterable[str]:
    every = [sizes for figures in parts.values() for sizes in figures.values()]
    missed = [
        f"- {_name(figure)}, {people:,} people: {_told(figure)}; the goal: {figure.goal}"
        for sizes in every
        for people, figure in sizes.items()
        if figure.met is False
    ]
    grown = [
        f"- {_name(last)}: grows {grows:.1f}×; the goal: at most {last.may_grow:g}×"
        for sizes in every
        if (last := sizes[max(sizes)]).may_grow
        and (grows := _growth(sizes))
        and grows > last.may_grow
    ]
    yield "### Where a goal is missed\n"
    yield from missed + grown or ["Nowhere in this run."]
    yield ""
    yield "### Where the other one is faster\n"
    largest = [(max(sizes), sizes[max(sizes)]) for sizes in every]
    yield from [
        f"- {_name(figure)}, {people:,} people: {_told(figure)}"
        for people, figure in largest
        if figure.ratio and figure.ratio > 1 and figure.unit in {"ms", "s"}
    ] or ["Nowhere in this run."]
    yield ""


def _name(figure: Figure) -> str:
    return f"{figure.part}, {figure.what}"


def _told(figure: Figure) -> str:
    """As "12.0 ms (14.1), 0.48 of pgbench"."""
    return ", ".join(filter(None, (_cell(figure), compared(figure))))


def _table(part: str, figures: dict[str, dict[int, Figure]]) -> Iterable[str]:
    """Median and p95 at each size; comparison and goal are those of the largest."""
    sizes = sorted({people for by_size in figures.values() for people in by_size})
    heads = [*(f"{size:,}" for size in sizes), "growth", "compared", "goal", ""]
    yield f"### {part}\n"
    yield f"| | {' | '.join(heads)} |"
    yield f"|---|{'---:|' * (len(sizes) + 1)}---|---|---|"
    for what, by_size in figures.items():
        last = by_size[max(by_size)]
        cells = [_cell(by_size.get(size)) for size in sizes]
        grows = f"{growth:.1f}×" if (growth := _growth(by_size)) else ""
        row = [*cells, grows, compared(last), last.goal, _MET[last.met]]
        yield f"| {_plain(what)} | {' | '.join(map(_plain, row))} |"
    yield ""


def _cell(figure: Figure | None) -> str:
    if figure is None:
        return ""
    high = (
        f" ({amount(figure.p95, figure.unit).removesuffix(figure.unit).strip()})"
        if figure.p95 is not None
        else ""
    )
    return f"{amount(figure.median, figure.unit)}{high}"


def _growth(by_size: dict[int, Figure]) -> float | None:
    """From the smallest size to the largest, of times only."""
    timed = {people: figure.median for people, figure in by_size.items() if figure.unit == "ms"}
    medians = {people: median for people, median in timed.items() if median}
    return times(medians) if len(medians) > 1 else None


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main(sys.argv[1:])
