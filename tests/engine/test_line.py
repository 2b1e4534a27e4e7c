"""What the host counts in a channel that nobody uses any more."""

import os
from pathlib import Path
from typing import Any

import pytest

from engine.line import Line
from engine.platforms import IS_WINDOWS
from tests.engine.contexts import context_of
from tests.engine.running import config

KINDS = ("queue", "pipe")
ITEM_BYTES = 10_000


def with_two_items(kind: str, context: Any) -> tuple[Line, Any, Any]:
    """Return a channel with two items in its pipe, the reading end, and the lock at it."""
    line = Line(context, config(channel__kind=kind).values())
    channel = line.channel
    is_pipe = kind == "pipe"
    writer, reader, lock = (
        (channel.sender, channel.receiver, channel.read_lock)
        if is_pipe
        else (channel._writer, channel._reader, channel._rlock)
    )
    for _ in range(2):
        writer.send_bytes(bytes(ITEM_BYTES))
    return line, reader, lock


@pytest.mark.parametrize("kind", KINDS)
def test_whole_items_that_are_left_are_counted(kind: str, tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as context:
        line, reader, _ = with_two_items(kind, context)
        assert line.count_left() == 2
        reader.close()


@pytest.mark.skipif(IS_WINDOWS, reason="reads a descriptor")
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_counted_behind_an_item_that_was_half_read(kind: str, tmp_path: Path) -> None:
    with context_of("observed", "spawn", tmp_path) as context:
        line, reader, lock = with_two_items(kind, context)
        assert lock._acquire(False)  # by a process that is killed
        os.read(reader.fileno(), ITEM_BYTES // 2)
        assert line.count_left() is None
        reader.close()
