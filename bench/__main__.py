"""Measure every claim of speed, print the table, write it as JSON, refresh docs/benchmarks.md.

    python -m bench [NAME ...] [--long] [--pairs 15] [--json PATH]

NAME is one of observer, log, window, growth, start, live, export; without any, all are measured,
and only then the documentation is refreshed. The exit status is 1 when a target was missed.
"""

import argparse
import importlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench import report
from bench.rows import PAIRS, Options, Row

NAMES: Final = ("observer", "log", "window", "growth", "start", "live", "export")


def measure(names: list[str], options: Options) -> Iterator[Row]:
    """Yield the rows of each module, as they are measured."""
    for name in names:
        yield from importlib.import_module(f"bench.bench_{name}").rows(options)


def main() -> int:
    """Measure and report. Return 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--long", action="store_true", help="measure the long rows too")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--json", type=Path, default=report.JSON_PATH)
    arguments = parser.parse_args()
    names = arguments.names or list(NAMES)
    if unknown := set(names) - set(NAMES):
        parser.error(f"no benchmark is called {min(unknown)!r}; there are {', '.join(NAMES)}")
    options = Options(pairs=arguments.pairs, is_long=arguments.long)
    begun = time.monotonic()
    rows = []
    report.print_head()
    for row in measure(names, options):
        rows.append(row)
        report.print_row(row)
    seconds = time.monotonic() - begun
    missed = [row for row in rows if not row.is_met]
    print(f"\n{len(rows)} rows in {seconds / 60:.1f} minutes, {len(missed)} missed.")
    is_whole = names == list(NAMES) and options.pairs >= PAIRS
    if is_whole or arguments.json != report.JSON_PATH:
        found = report.as_json(rows, seconds)
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if is_whole:
        report.write_page(rows, seconds)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
