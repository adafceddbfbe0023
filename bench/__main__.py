"""Measure the product: `./run bench`, or `./run bench search lists --people 100000`."""

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from app.console.refusal import Refusal
from bench import databases, machine
from bench.report import Figure, Report, header
from bench.site import Site, Unavailable

PARTS = (
    *("search", "lists", "totals", "statistics", "profiles", "beside", "commands", "rebuild"),
    *("api", "pages", "sockets", "event_loop", "peers"),
)
SIZES = (10_000, 100_000)


def main(arguments: Sequence[str] | None = None) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped, too
    asked = _parser().parse_args(arguments)
    unknown = [part for part in asked.parts if part not in PARTS]
    if unknown:
        sys.exit(f"There is no part {unknown[0]}; the parts are {', '.join(PARTS)}.")
    with databases.server() as url:
        report = Report(machine.facts(url))
        for fact, value in report.machine.items():
            print(f"{fact:<12}{value}")
        with suppress(KeyboardInterrupt):  # what was measured until then is told
            for people in sorted(set(asked.people or SIZES)):
                how = {"rounds": asked.rounds, "long": asked.long, "keep": asked.keep}
                with databases.database(url, people, **how) as site:
                    measure(report, site, asked.parts or PARTS)
                if asked.json:
                    report.save(asked.json)
        report.tell_growth()
        report.tell_goals()


def measure(report: Report, site: Site, parts: Sequence[str]) -> None:
    """These parts at this size; one that is not possible here says why."""
    for name in parts:
        print(f"\n{f'{name}, {site.people:,} people':<54}{header().lstrip()}", flush=True)
        began = time.monotonic()
        try:
            for figure in import_module(f"bench.{name}").measure(site):
                report.add(site.people, figure)
        except Unavailable as reason:
            print(reason)
        except ModuleNotFoundError as missing:
            print(f"It needs {missing.name}: `./run bench` installs it.")
        except Exception as error:  # noqa: BLE001 - the other parts may take an hour: they go on
            traceback.print_exc()
            report.add(site.people, Figure(name, "broke off", met=False, note=repr(error)))
        print(f"{time.monotonic() - began:.0f} s")
        site.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./run bench",
        description="Measures the product on invented people, with a PostgreSQL of its own.",
        epilog=f"Parts: {', '.join(PARTS)}. Each runs alone; without a name, all of them do.",
    )
    parser.add_argument("parts", nargs="*", metavar="PART")
    sizes = ", ".join(f"{size:,}" for size in SIZES)
    told = f"how many; may be given again (default: {sizes})"
    parser.add_argument("--people", type=int, action="append", metavar="N", help=told)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--rounds", type=int, default=20, metavar="N", help="of short calls (20)")
    parser.add_argument(
        "--long", action="store_true", help="a slow query of a minute, a soak of ten minutes"
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the people for the next time, in .bench/"
    )
    return parser


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(str(refusal))
