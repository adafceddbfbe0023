"""What was measured: figures, the table on the terminal, and the file that docs are made from."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from bench import timing

WIDTHS = (54, 11, 11, 28)  # what, median, p95, ratio; the goal takes the rest
SMALL = 0.1  # below it a ratio is told as a fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    `ratio` is this figure divided by that of `against`, in the same unit: 0.02 of "plain ILIKE".
    `may_grow` is the goal for the growth of the median from the smallest size to the largest.
    """

    part: str
    what: str
    median: float | None = None
    p95: float | None = None
    unit: str = "ms"
    ratio: float | None = None
    against: str = ""
    goal: str = ""  # in words: "at most 10 ms"
    met: bool | None = None  # None: there is no goal
    note: str = ""
    may_grow: float | None = None

    @classmethod
    def timed(cls, part: str, what: str, milliseconds: list[float], **more: Any) -> Self:
        """A figure of these durations."""
        middle, high = timing.p50(milliseconds), timing.p95(milliseconds)
        return cls(part=part, what=what, median=middle, p95=high, **more)

    @classmethod
    def right(cls, part: str, what: str, right: int, number: int) -> Self:
        """How many of so many are right; all have to be."""
        met = right == number
        return cls(part=part, what=what, median=right, unit=f"of {number}", goal="all", met=met)

    @classmethod
    def at_most(cls, part: str, what: str, value: float, most: float, unit: str) -> Self:
        """A figure with a bound."""
        goal = f"at most {most:g} {unit}"
        return cls(part=part, what=what, median=value, unit=unit, goal=goal, met=value <= most)


@dataclass
class Report:
    """All figures of a run, told as they come."""

    machine: dict[str, str]
    figures: list[tuple[int, Figure]] = field(default_factory=list)

    def add(self, people: int, figure: Figure) -> None:
        self.figures.append((people, figure))
        print(line(figure), flush=True)

    def save(self, path: Path) -> None:
        figures = [{"people": people, **asdict(figure)} for people, figure in self.figures]
        path.write_text(json.dumps({"machine": self.machine, "figures": figures}, indent=1) + "\n")

    def tell_growth(self) -> None:
        if grown := list(growth(self.figures)):
            print("\nGrowth of the medians with the number of people")
        for figure, by_size in grown:
            sizes = "".join(f"{by_size[size]:>12,.2f}" for size in sorted(by_size))
            goal = f"at most {figure.may_grow:g} times" if figure.may_grow else ""
            missed = figure.may_grow is not None and times(by_size) > figure.may_grow
            name = f"{figure.part}: {figure.what}"
            end = f"{goal} MISSED" if missed else goal
            print(f"{name:<58}{sizes}{times(by_size):>9.1f} times  {end}".rstrip())

    def tell_goals(self) -> None:
        decided = [(people, figure) for people, figure in self.figures if figure.met is not None]
        missed = [(people, figure) for people, figure in decided if not figure.met]
        print(f"\nGoals met: {len(decided) - len(missed)} of {len(decided)}")
        for people, figure in missed:
            print(f"  {people:,} people, {figure.part}: {' '.join(line(figure).split())}")


def header() -> str:
    names = ("", "median", "p95", "ratio")
    told = (f"{n:<{w}}" if not n else f"{n:>{w}}" for n, w in zip(names, WIDTHS, strict=True))
    return "".join(told) + "  goal"


def line(figure: Figure) -> str:
    """One line of the table."""
    what, median, p95, ratio = WIDTHS
    told = {True: "met", False: "MISSED", None: ""}[figure.met]
    end = "  ".join(filter(None, (figure.goal, told, figure.note and f"({figure.note})")))
    middle = (
        f"{amount(figure.median, figure.unit):>{median}}{amount(figure.p95, figure.unit):>{p95}}"
    )
    return f"{figure.what:<{what}}{middle}{compared(figure):>{ratio}}  {end}".rstrip()


def amount(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    counted = unit != "ms" and value == int(value)
    digits = 0 if counted or value >= 1000 else 1 if value >= 100 else 2  # noqa: PLR2004
    return f"{value:,.{digits}f} {unit}".rstrip()


def compared(figure: Figure) -> str:
    """Such as "1/120 of plain ILIKE" or "0.48 of pgbench"."""
    if figure.ratio is None:
        return ""
    small = 0 < figure.ratio < SMALL
    told = f"1/{1 / figure.ratio:,.0f}" if small else f"{figure.ratio:,.2f}"
    return f"{told} of {figure.against}" if figure.against else told


def growth(
    figures: Sequence[tuple[int, Figure]],
) -> Iterable[tuple[Figure, dict[int, float]]]:
    """Each timed figure that was measured at several sizes, with its median at each of them."""
    medians: dict[tuple[str, str], dict[int, float]] = {}
    latest: dict[tuple[str, str], Figure] = {}
    for people, figure in figures:
        if figure.median and figure.unit == "ms":
            key = figure.part, figure.what
            medians.setdefault(key, {})[people], latest[key] = figure.median, figure
    return [(latest[key], by_size) for key, by_size in medians.items() if len(by_size) > 1]


def times(by_size: dict[int, float]) -> float:
    """From the smallest size to the largest."""
    return by_size[max(by_size)] / by_size[min(by_size)]
