"""Items that move along the lines, while there are few enough to follow them by eye."""

from dataclasses import dataclass, field

from engine.snapshot import Snapshot

TRAVEL_S = 0.3


@dataclass
class Motion:
    """Which workers have an item on their line, and since when.

    An item leaves a producer when its count goes up; one comes to a consumer when the item in its
    hand changes.
    """

    enabled: bool = True
    _run_id: int = -1
    _seen: dict[str, int] = field(default_factory=dict)
    _started: dict[str, float] = field(default_factory=dict)

    def take(self, snapshot: Snapshot, now_s: float, calm: bool) -> None:
        """Note what has moved since the last snapshot; nothing does unless it is `calm`.

        Once the run has ended no later frame would take a moving item away: none is shown.
        """
        counts = {w.name: w.items if w.role == "producer" else w.item for w in snapshot.workers}
        if calm and self.enabled and snapshot.run_id == self._run_id:
            for name, count in counts.items():
                if count and count != self._seen.get(name, count):
                    self._started[name] = now_s
        self._seen, self._run_id = counts, snapshot.run_id
        live = snapshot.phase.is_live
        self._started = {n: t for n, t in self._started.items() if live and now_s - t < TRAVEL_S}

    def progress(self, now_s: float) -> dict[str, float]:
        """Return how far each moving item is, 0 to 1, by worker."""
        return {name: min(1.0, (now_s - t) / TRAVEL_S) for name, t in self._started.items()}
