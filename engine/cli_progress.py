"""Progress of a run on a terminal (one line, rewritten) or in a file (a line a second)."""

from collections import deque
from typing import Final, TextIO

from engine.snapshot import Snapshot

_RATE_SPAN_S: Final = 1.0


class Progress:
    """Shows snapshots on `stream`, and each notice of the run once, as a line of its own."""

    def __init__(self, stream: TextIO, is_quiet: bool = False) -> None:
        self._stream = stream
        self._is_quiet = is_quiet
        self._is_terminal = stream.isatty()
        self._counts: deque[tuple[float, int, int]] = deque()
        self._notices = 0
        self._second = -1
        self._width = 0

    def show(self, snapshot: Snapshot) -> None:
        """Show where the run is now."""
        self._tell(snapshot)
        if self._is_quiet:
            return
        self._count(snapshot)
        if self._is_terminal:
            self._rewrite(line_of(snapshot, *self._rates_hz()))
        elif int(snapshot.elapsed_s) > self._second:
            self._second = int(snapshot.elapsed_s)
            print(line_of(snapshot, *self._rates_hz()), file=self._stream, flush=True)

    def end(self, snapshot: Snapshot) -> None:
        """Show what is left to tell, and leave the line."""
        self._tell(snapshot)
        self._rewrite("")

    def _tell(self, snapshot: Snapshot) -> None:
        for notice in snapshot.notices[self._notices :]:
            self._rewrite("")
            print(notice, file=self._stream, flush=True)
        self._notices = len(snapshot.notices)

    def _rewrite(self, line: str) -> None:
        # Spaces wipe the longer line before: not every Windows console knows the escape codes.
        if self._width or line:
            self._stream.write("\r" + line.ljust(self._width) + ("" if line else "\r"))
            self._stream.flush()
        self._width = len(line)

    def _count(self, snapshot: Snapshot) -> None:
        ledger = snapshot.ledger
        entered = ledger.attempted - ledger.refused - ledger.waiting
        self._counts.append((snapshot.elapsed_s, entered, ledger.done))
        while len(self._counts) > 2 and self._counts[1][0] <= snapshot.elapsed_s - _RATE_SPAN_S:
            self._counts.popleft()

    def _rates_hz(self) -> tuple[float, float]:
        """Return items a second in and out over the last second."""
        since_s, entered, done = self._counts[0]
        now_s, entered_now, done_now = self._counts[-1]
        span_s = now_s - since_s
        if span_s <= 0:
            return 0.0, 0.0
        return (entered_now - entered) / span_s, (done_now - done) / span_s


def line_of(snapshot: Snapshot, in_hz: float, out_hz: float) -> str:
    """Return one line that says where a run is."""
    places = f" of {snapshot.maxsize:,}" if snapshot.maxsize else ""
    parts = [
        f"{clock(snapshot.elapsed_s)} {snapshot.phase.value:8}",
        f"depth {snapshot.depth:,}{places}",
        f"in {in_hz:,.1f}/s",
        f"out {out_hz:,.1f}/s",
        f"{snapshot.ledger.waiting:,} waiting in put",
        f"{snapshot.ledger.done:,} done",
    ]
    return " · ".join(parts)


def clock(seconds: float) -> str:
    """Return a time of a run as its clock shows it: 0:07.5, 12:00.0."""
    tenths = int(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
