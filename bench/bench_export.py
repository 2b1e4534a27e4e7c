"""A million spans to CSV: as the export writes them, and as csv.writer and pyarrow do.

    python -m bench export [--pairs 15] [--long]

All sides write the same rows to a file. Reading the log is on neither side: ours begins with the
rows as numbers (engine/export/rows.py) and spells them, the others begin with values ready to be
written, times spelled and words looked up, which is what costs a plain program most. `--long` adds
the whole way from a run folder to the file for both.
"""

import csv
import itertools
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pyarrow import Table, array
from pyarrow.csv import WriteOptions, write_csv

from bench import made_log
from bench.rows import Options, Row, alternate
from engine.export import csv_file
from engine.export.log import ROWS_AT_A_TIME, export_log
from engine.export.rows import RESULT_WORDS, STATE_WORDS, Rows, read_rows
from engine.runlog.reader import RunReader

SPANS: Final = 1_000_000
TARGET: Final = 0.5
_MEANING: Final = "How long a log takes to become a table that a spreadsheet or pandas opens."


def rows(options: Options) -> Iterator[Row]:
    """Yield the rows of the export."""
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as folder:
        log, files = Path(folder) / "run", Path(folder)
        made_log.make(log, SPANS)
        spans = list(read(log))
        yield _beside_plain(spans, log, files, options.pairs)
        yield _beside_arrow(spans, files, options.pairs)
        if options.is_long:
            yield _whole(log, files, options.pairs)


def _beside_plain(spans: list[Rows], log: Path, files: Path, pairs: int) -> Row:
    ours, peer = files / "ours.csv", files / "peer.csv"
    ready = list(plain(spans))
    taken = alternate(
        lambda: _timed(lambda: write_ours(ours, spans)),
        lambda: _timed(lambda: write_plain(peer, ready)),
        pairs,
    )
    assert ours.read_bytes() == peer.read_bytes(), "both must write the same"
    whole_s = _timed(lambda: export_log(log, files / "whole.csv"))
    return Row(
        section="Export",
        case="A million spans to CSV",
        target=TARGET,
        is_floor=False,
        samples=taken.ratios,
        noise=taken.noise,
        peer="`csv.writer` writes the same file from rows that are ready to be written; neither "
        "side reads the log",
        meaning=_MEANING,
        detail=f"{taken.own:.2f} s, csv.writer {taken.peer:.2f} s; from the run folder, reading "
        f"included, {whole_s:.2f} s",
    )


def _beside_arrow(spans: list[Rows], files: Path, pairs: int) -> Row:
    table = as_table(plain(spans))
    taken = alternate(
        lambda: _timed(lambda: write_ours(files / "ours.csv", spans)),
        lambda: _timed(lambda: write_arrow(files / "peer.csv", table)),
        pairs,
    )
    return Row(
        section="Export",
        case="The same beside pyarrow",
        target=1.0,
        is_floor=False,
        samples=taken.ratios,
        noise=taken.noise,
        peer="pyarrow writes a table that is ready to be written",
        meaning="The fastest writer known, for comparison; Weir does not need it.",
        detail=f"{taken.own:.2f} s, pyarrow {taken.peer:.2f} s",
        is_claim=False,
    )


def _whole(log: Path, files: Path, pairs: int) -> Row:
    ours, peer = files / "ours.csv", files / "peer.csv"
    taken = alternate(
        lambda: _timed(lambda: export_log(log, ours)),
        lambda: _timed(lambda: write_plain(peer, plain(read(log)))),
        pairs,
    )
    return Row(
        section="Export",
        case="The same from the run folder",
        target=TARGET,
        is_floor=False,
        samples=taken.ratios,
        noise=taken.noise,
        peer="`csv.writer`, with the log read as ours is and each row made in Python",
        meaning=_MEANING,
        detail=f"{taken.own:.2f} s, csv.writer {taken.peer:.2f} s",
    )


def read(log: Path) -> Iterator[Rows]:
    """Yield all rows of a log, in the chunks that the export writes."""
    with RunReader(log) as reader:
        for rows in read_rows(reader):
            for first in range(0, len(rows), ROWS_AT_A_TIME):
                yield rows.part(first, first + ROWS_AT_A_TIME)


def write_ours(path: Path, spans: Iterable[Rows]) -> None:
    """Write rows as the export does, chunk by chunk."""
    with open(path, "wb") as file:
        for rows in spans:
            file.write(csv_file.spans(rows))


def write_plain(path: Path, values: Any) -> None:
    """Write rows of values as a plain program does."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(values)


def write_arrow(path: Path, table: Table) -> None:
    """Write a table with pyarrow."""
    write_csv(table, path, WriteOptions(include_header=False, quoting_style="none"))


def plain(spans: Iterable[Rows]) -> Iterator[tuple[str | int, ...]]:
    """Yield rows as values that csv.writer writes: times spelled, words looked up."""
    return itertools.chain.from_iterable(map(_plain, spans))


def _plain(rows: Rows) -> Iterator[tuple[str | int, ...]]:
    workers = [rows.threads[number] for number in rows.thread.tolist()]
    columns: list[list[Any]] = [
        _times(rows.t_ns.tolist()),
        _times(rows.duration_ns.tolist()),
        [worker.name for worker in workers],
        [worker.role for worker in workers],
        [worker.pid for worker in workers],
        [STATE_WORDS[number] for number in rows.state.tolist()],
        [RESULT_WORDS[number] for number in rows.result.tolist()],
        *(
            ["" if value < 0 else value for value in column.tolist()]
            for column in (rows.count, rows.item, rows.depth_after)
        ),
        [""] * len(rows),
    ]
    return zip(*columns, strict=True)


def as_table(values: Iterable[tuple[str | int, ...]]) -> Table:
    """Return rows as a table of pyarrow, an empty cell as null."""
    columns = zip(*values, strict=True)
    return Table.from_pydict(
        {
            name: array([None if value == "" else value for value in column])
            for name, column in zip(csv_file.COLUMNS, columns, strict=True)
        }
    )


def _times(values_ns: list[int]) -> list[str]:
    return [f"{ns // 10**9}.{ns % 10**9:09d}" for ns in values_ns]


def _timed(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun
