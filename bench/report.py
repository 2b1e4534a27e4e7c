"""How measured rows are shown: a table in the terminal, JSON, and docs/benchmarks.md."""

import itertools
import os
import platform
import statistics
from pathlib import Path
from typing import Any, Final

from bench.rows import Row
from engine import version

DOCS: Final = Path(__file__).parent.parent / "docs"
JSON_PATH: Final = DOCS / "benchmarks.json"
PAGE_PATH: Final = DOCS / "benchmarks.md"

_HEAD: Final = """\
# Benchmarks: what Weir costs

Each row is a claim with its target, measured against a peer in the same run. `make bench` measures
them all, ends with a non-zero status when a target is missed, and writes this page and
[benchmarks.json](benchmarks.json). `make bench ARGS="--long"` adds the rows that take longer, and
`make bench ARGS="observer window"` measures some only.

Timings are ratios to the peer: absolute figures are those of one machine and stand beside them
for information. Each is the median of at least 15 alternated pairs (peer, Weir, peer again) with
its quartiles; *noise* is the peer against itself, what the machine alone does to a ratio. A row is
missed when even its better quartile is beyond the target; "met within noise" means that its median
is.
"""


def machine() -> str:
    """Say what machine this is, without naming it."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, Weir {version.VERSION}"
    )


def print_head() -> None:
    """Print the heading of the table."""
    print(machine())
    print(f"{'case':58} {'result':>9} {'quartiles':>15} {'target':>9} {'noise':>11}")


def print_row(row: Row) -> None:
    """Print one row, as soon as it is measured."""
    name = f"{row.section}: {row.case}"
    low, high = row.quartiles
    spread = f"{_number(low)}–{_number(high)}" if len(row.samples) > 1 else ""
    print(
        f"{name:58} {_figure(row):>9} {spread:>15} {_target(row):>9} {_noise(row):>11}"
        f"  {row.verdict}  {row.detail}",
        flush=True,
    )


def as_json(rows: list[Row], seconds: float) -> dict[str, Any]:
    """Return everything that was measured."""
    return {
        "machine": machine(),
        "seconds": round(seconds),
        "rows": [row.as_json() for row in rows],
    }


def write_page(rows: list[Row], seconds: float) -> None:
    """Write docs/benchmarks.md."""
    missed = sum(not row.is_met for row in rows)
    outcome = "all targets met" if not missed else f"**{missed} targets missed**"
    parts = [_HEAD, f"Measured on {machine()}, in {seconds / 60:.0f} minutes: {outcome}.\n"]
    for section, found in itertools.groupby(rows, key=lambda row: row.section):
        parts.append(_section(section, list(found)))
    PAGE_PATH.write_text("\n".join(parts))


def _section(section: str, rows: list[Row]) -> str:
    lines = [
        f"## {section}",
        "",
        "| case | result | quartiles | target | noise | | figures |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        low, high = row.quartiles
        spread = f"{_number(low)} – {_number(high)}" if len(row.samples) > 1 else ""
        cells = (row.case, _figure(row), spread, _target(row), _noise(row), row.verdict, row.detail)
        lines.append("| " + " | ".join(cells) + " |")
    lines.append("")
    for meaning, found in itertools.groupby(rows, key=lambda row: (row.meaning, row.peer)):
        cases = [row.case for row in found]
        what = cases[0] if len(cases) == 1 else f"{cases[0]} … {cases[-1]}"
        lines.append(f"* **{what}.** {meaning[0]} Peer: {meaning[1]}.")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.0f}"


def _figure(row: Row) -> str:
    return f"{_number(row.median)} {row.unit}"


def _target(row: Row) -> str:
    return f"{'≥' if row.is_floor else '≤'} {row.target:g}" if row.is_claim else "–"


def _noise(row: Row) -> str:
    if not row.noise:
        return ""
    low, high = min(row.noise), max(row.noise)
    if len(row.noise) > 3:
        low, _, high = statistics.quantiles(row.noise, n=4, method="inclusive")
    return f"{low:.2f}–{high:.2f}"
