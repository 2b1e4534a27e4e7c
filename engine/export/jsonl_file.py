"""The exported log as JSON Lines: a header record, then spans and marks by time.

Fields: docs/formats.md. Each line is one object whose `type` is header, span or mark.
"""

import json
from dataclasses import asdict
from typing import Final

from engine.export import page
from engine.export.rows import RESULT_WORDS, STATE_WORDS, Rows
from engine.runlog.manifest import Manifest
from engine.runlog.marks import Mark

FORMAT: Final = "weir-log"
VERSION: Final = 1


def header(manifest: Manifest) -> bytes:
    """Return the first record: what was run, and by which versions."""
    return _line(
        {
            "type": "header",
            "format": FORMAT,
            "version": VERSION,
            "scenario": manifest.scenario,
            "started_at": manifest.started_at,
            "origin_ns": manifest.origin_ns,
            "settings": manifest.settings,
            "versions": manifest.versions,
            "trimmed": manifest.trimmed,
        }
    )


def spans(rows: Rows) -> bytes:
    """Return one record for each span."""
    threads = [
        f'"worker":{json.dumps(one.name)},"role":{json.dumps(one.role)},"pid":{one.pid or "null"}'
        for one in rows.threads
    ]
    return page.text_of(
        [
            page.literal('{"type":"span","t_s":'),
            page.seconds(rows.t_ns),
            page.literal(',"duration_s":'),
            page.seconds(rows.duration_ns),
            page.literal(","),
            page.words(rows.thread, threads),
            page.literal(',"state":"'),
            page.words(rows.state, STATE_WORDS),
            page.literal('","result":"'),
            page.words(rows.result, RESULT_WORDS),
            page.literal('","count":'),
            page.integers(rows.count, "null"),
            page.literal(',"item":'),
            page.integers(rows.item, "null"),
            page.literal(',"depth_after":'),
            page.integers(rows.depth_after, "null"),
            page.literal("}\n"),
        ]
    )


def mark(t_s: float, change: Mark) -> bytes:
    """Return the record of one mark."""
    fields = asdict(change)
    del fields["at_ns"]
    return _line({"type": "mark", "t_s": round(t_s, 9), **fields})


def _line(fields: dict[str, object]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"
