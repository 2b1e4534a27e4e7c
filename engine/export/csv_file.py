"""The exported log as CSV (RFC 4180, UTF-8, one header line). Columns: docs/formats.md."""

from collections.abc import Iterator

from engine.export import page
from engine.export.rows import RESULT_WORDS, STATE_WORDS, Rows
from engine.runlog.manifest import Manifest
from engine.runlog.marks import Mark

COLUMNS = (
    "t_s",
    "duration_s",
    "worker",
    "role",
    "pid",
    "state",
    "result",
    "count",
    "item",
    "depth_after",
    "note",
)


def header(_manifest: Manifest) -> bytes:
    """Return the line of column names."""
    return ",".join(COLUMNS).encode() + b"\r\n"


def spans(rows: Rows) -> bytes:
    """Return one line for each span."""
    comma = page.literal(",")
    return page.text_of(
        [
            page.seconds(rows.t_ns),
            comma,
            page.seconds(rows.duration_ns),
            comma,
            page.words(rows.thread, [_thread(*cells) for cells in _thread_cells(rows)]),
            comma,
            page.words(rows.state, STATE_WORDS),
            comma,
            page.words(rows.result, RESULT_WORDS),
            comma,
            page.integers(rows.count),
            comma,
            page.integers(rows.item),
            comma,
            page.integers(rows.depth_after),
            page.literal(",\r\n"),
        ]
    )


def mark(t_s: float, change: Mark) -> bytes:
    """Return the line of one mark: state "mark", and in words what was done as its note."""
    cells = [f"{t_s:.9f}", "", "", "", "", "mark", "", "", "", "", note(change)]
    return ",".join(cell_of(cell) for cell in cells).encode() + b"\r\n"


def note(change: Mark) -> str:
    """Return what a mark says in one cell: `consumers.count: 1 → 2`."""
    if change.kind == "setting":
        return f"{change.key}: {change.old} → {change.new}"
    subject = " ".join(word for word in (change.kind, change.key) if word)
    return f"{subject}: {change.text}" if change.text else subject


def cell_of(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, quoted where CSV needs it."""
    if text.startswith(("=", "+", "-", "@", "\t", "\r")):
        text = "'" + text
    if any(character in text for character in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def _thread_cells(rows: Rows) -> Iterator[tuple[str, str, str]]:
    return ((one.name, one.role, str(one.pid) if one.pid else "") for one in rows.threads)


def _thread(name: str, role: str, pid: str) -> str:
    return f"{cell_of(name)},{cell_of(role)},{pid}"
