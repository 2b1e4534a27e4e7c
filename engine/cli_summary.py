"""The summary of a run on the command line: text for people, one JSON object for programs."""

import json
from collections.abc import Mapping
from typing import Any

from engine.analysis.summary import Summary

_LEAST_SHARE = 0.01
"""A state under this share of its role's time is not listed."""


def as_json(summary: Summary) -> str:
    """Return the summary as one JSON object. Times in seconds."""
    fields: dict[str, Any] = {
        "attempted": summary.attempted,
        "refused": summary.refused,
        "produced": summary.produced,
        "consumed": summary.consumed,
        "in_flight": summary.in_flight,
        "lost": summary.lost,
        "ledger_closes": summary.ledger_closes,
        "seconds": round(summary.seconds, 3),
        "known_from_s": round(summary.known_from_s, 3),
        "throughput_hz": round(summary.throughput_hz, 3),
        "depth_max": summary.depth_max,
        "depth_mean": round(summary.depth_mean, 3),
        "blocked_s": {word: round(value, 3) for word, value in summary.blocked_s.items()},
        "workers": [
            {"name": one.name, "role": one.role, "pid": one.pid, "exit": one.exit}
            for one in summary.workers
        ],
    }
    return json.dumps(fields)


def as_text(summary: Summary) -> str:
    """Return the summary in a few lines."""
    closes = "the ledger closes" if summary.ledger_closes else "THE LEDGER DOES NOT CLOSE"
    lines = [
        f"time        {summary.seconds:,.1f} s" + _known_from(summary),
        f"items       {summary.attempted:,} attempted = {summary.refused:,} refused"
        f" + {summary.in_flight:,} in flight + {summary.consumed:,} done"
        f" + {summary.lost:,} lost · {closes}",
        f"throughput  {summary.throughput_hz:,.1f}/s",
        f"depth       mean {summary.depth_mean:,.1f} · max {summary.depth_max:,}"
        + _first_full(summary),
    ]
    for role, shares in summary.shares.items():
        lines.append(f"{role + 's':11} {_shares(shares)}")
    lines += [
        f"{one.name:11} {_ended(one.exit)} · process {one.pid}"
        for one in summary.workers
        if one.exit not in (0, None)
    ]
    return "\n".join(lines)


def _known_from(summary: Summary) -> str:
    if not summary.known_from_s:
        return ""
    return f" · states and depth are known from {summary.known_from_s:,.1f} s on"


def _first_full(summary: Summary) -> str:
    if summary.full_at_s is None or summary.known_from_s:  # it may have been full before
        return ""
    return f" · first full after {summary.full_at_s:.1f} s"


def _shares(shares: Mapping[str, float]) -> str:
    listed = sorted(shares.items(), key=lambda pair: -pair[1])
    words = [f"{word} {share:.0%}" for word, share in listed if share >= _LEAST_SHARE]
    return " · ".join(words) or "–"


def _ended(exitcode: int | None) -> str:
    if exitcode is None:
        return "still running"
    return f"killed by signal {-exitcode}" if exitcode < 0 else f"failed with exit code {exitcode}"
