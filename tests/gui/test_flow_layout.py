"""Where everything of the flow stands: nothing overlaps, at any size of window, type and crowd."""

from collections.abc import Iterator
from types import ModuleType

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.config import DEFAULT
from engine.ledger import Ledger
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui import theme
from gui.panels import (
    flow_blocks,
    flow_folded,
    flow_gate,
    flow_lines,
    flow_painting,
    flow_vessel,
)
from gui.panels.flow import FlowPanel
from gui.panels.flow_folded import HEIGHT, lay_out_folded
from gui.panels.flow_groups import Detail
from gui.panels.flow_layout import FlowLayout, lay_out
from gui.theme import DARK
from tests.gui.snapshots import running, slow_consumer, worker

COUNTS = (0, 1, 3, 6, 12, 24, 48, 128)
SIZES = ((800, 232, 1.0), (712, 200, 1.0), (680, 190, 1.0), (1024, 380, 1.5), (608, 200, 1.5))
"""The panel in windows of 1440 × 900 and 1024 × 640, at a desk and in a presentation."""
PERMITS = ((0, 0), (0, 2), (12, 12), (40, 5))
FOLDED = ((1168, 96, 1.0), (752, 96, 1.0), (1176, 144, 1.5))
PAINTERS = (flow_blocks, flow_folded, flow_gate, flow_lines, flow_painting, flow_vessel)
PRODUCING = (State.WAIT_SLOT, State.PACING, State.WAIT_PERMIT, State.WAIT_SLOT)
CONSUMING = (State.WORKING_IO, State.WAIT_ITEM, State.WAIT_READ_LOCK, State.WAIT_PERMIT)


def overlapping(rects: list[QRectF]) -> list[tuple[QRectF, QRectF]]:
    """Return the pairs that overlap, from left to right."""
    found: list[tuple[QRectF, QRectF]] = []
    open_: list[QRectF] = []
    for rect in sorted(rects, key=lambda one: one.x()):
        open_ = [one for one in open_ if one.right() > rect.x()]
        found += [(one, rect) for one in open_ if one.intersects(rect)]
        open_.append(rect)
    return found


def parts(at: FlowLayout) -> list[QRectF]:
    channel = at.channel
    rects = [*at.producers.blocks, *at.consumers.blocks, *at.waiting, *at.hands]
    rects += [channel.body, channel.wall, channel.head, channel.captions]
    rects += [at.producer_title, at.consumer_title, at.rate_in, at.rate_out]
    for gate in (at.producer_gate, at.consumer_gate):
        rects += [gate.ground, gate.label] if gate else []
    return rects


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("permits", PERMITS)
def test_nothing_overlaps(size: tuple[int, int, float], permits: tuple[int, int]) -> None:
    width, height, scale = size
    panel = QRectF(0, 0, width, height)
    for producers in COUNTS:
        for consumers in COUNTS:
            at = lay_out(width, height, producers, consumers, permits, scale)
            assert len(at.producers.blocks) == producers
            assert len(at.consumers.blocks) == consumers
            for block in (*at.producers.blocks, *at.consumers.blocks):
                assert min(block.width(), block.height()) >= (8 if scale == 1 else 5)
            assert [rect for rect in parts(at) if not panel.contains(rect)] == []
            assert overlapping(parts(at)) == []


@pytest.mark.parametrize(
    ("count", "detail", "columns"),
    [
        (3, Detail.FULL, 1),
        (5, Detail.FULL, 1),
        (6, Detail.CELL, 1),
        (12, Detail.CELL, 2),
        (64, Detail.TILE, 8),
    ],
)
def test_blocks_show_as_much_as_fits(count: int, detail: Detail, columns: int) -> None:
    group = lay_out(800, 232, count, 1).producers
    assert (group.detail, group.columns) == (detail, columns)


@pytest.mark.parametrize(("permits", "tokens"), [(1, 1), (6, 6), (12, 12), (13, 1), (400, 1)])
def test_a_token_stands_for_each_permit_while_they_are_few(permits: int, tokens: int) -> None:
    gate = lay_out(800, 232, 3, 2, (0, permits)).consumer_gate
    assert gate is not None
    assert len(set(map(QPointF.toTuple, gate.tokens))) == tokens
    assert all(gate.ground.contains(token) for token in gate.tokens)


@pytest.mark.parametrize("size", FOLDED)
@pytest.mark.parametrize("permits", PERMITS)
def test_folded_row_overlaps_nowhere(
    size: tuple[int, int, float], permits: tuple[int, int]
) -> None:
    at = lay_out_folded(size[0], size[1], permits, size[2])
    rects = [at.rate_in, at.rate_out, at.channel.head, at.channel.body, at.channel.captions]
    for place in (at.producers, at.consumers):
        rects += [place.title, place.mix, place.legend]
    assert overlapping(rects) == []
    assert all(QRectF(0, 0, size[0], size[1]).contains(rect) for rect in rects)


@pytest.fixture
def type_scale(app: QApplication) -> Iterator[None]:
    """Give type its size back."""
    yield
    theme.set_type_scale(1.0)


def crowd(count: int) -> Snapshot:
    """Return a busy run with long numbers and `count` workers a role."""
    config = DEFAULT.changed({"gate.consumer_permits": 3, "gate.producer_permits": 12})
    producers = [
        worker("producer", n, PRODUCING[n % 4], waiting_put=n % 4 == 0, items=n * 12_345)
        for n in range(1, count + 1)
    ]
    consumers = [
        worker("consumer", n, CONSUMING[n % 4], item=123_450 + n, items=n * 777)
        for n in range(1, count + 1)
    ]
    ledger = Ledger(waiting=count, in_hand=count)
    changes = {"depth": 10, "sequence_read": 123_440, "ledger": ledger}
    return running(config, producers + consumers, **changes)


def painted(panel: FlowPanel, monkeypatch: pytest.MonkeyPatch) -> list[QRectF]:
    """Return where a panel paints texts: as wide as they are, as high as capitals."""
    found: list[QRectF] = []
    real = flow_blocks.write

    def write(painter, rect, text, style, ink, flags=flow_blocks.LEFT):  # type: ignore[no-untyped-def]
        width = real(painter, rect, text, style, ink, flags)
        x = rect.x()
        if flags & Qt.AlignmentFlag.AlignRight:
            x = rect.right() - width
        elif flags & Qt.AlignmentFlag.AlignHCenter:
            x = rect.center().x() - width / 2
        high = QFontMetricsF(style).capHeight()
        place = QRectF(x, rect.center().y() - high / 2, width, high)
        if text:
            found.append(painter.transform().mapRect(place))
        return width

    with monkeypatch.context() as patch:
        for module in PAINTERS:
            patch_write(patch, module, write)
        panel.grab()
    return found


def patch_write(patch: pytest.MonkeyPatch, module: ModuleType, write: object) -> None:
    patch.setattr(module, "write", write)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.usefixtures("type_scale")
def test_no_text_is_painted_over_another(
    size: tuple[int, int, float], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_type_scale(size[2])
    panel = FlowPanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(size[0], size[1])
    for count in COUNTS:
        for held in (False, True):  # only then are items numbered at such a rate
            panel.set_held(held)
            panel.show_rates(12_345.0, 12_345.0)
            panel.show_snapshot(crowd(count))
            texts = painted(panel, monkeypatch)
            assert len(texts) > 5
            assert overlapping(texts) == []


@pytest.mark.parametrize("size", FOLDED)
@pytest.mark.usefixtures("type_scale")
def test_folded_row_has_its_texts_apart_and_no_block_to_click(
    size: tuple[int, int, float], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_type_scale(size[2])
    panel = FlowPanel(DARK)
    qtbot.addWidget(panel)
    panel.set_folded(True)
    panel.resize(size[0], size[1])
    assert panel.minimumSizeHint().height() == HEIGHT * size[2]
    for snapshot in (Snapshot(), slow_consumer(), crowd(6), crowd(128)):
        panel.show_rates(8.0, 8.0)
        panel.show_snapshot(snapshot)
        for name in ("", "consumer-1"):
            panel.select_worker(name)
            assert overlapping(painted(panel, monkeypatch)) == []
    ended = [worker("consumer", 1, State.KILLED, exitcode=-9)]
    panel.show_snapshot(running(DEFAULT, ended, phase=Phase.ENDED))
    assert not panel.grab().isNull()
    assert panel.worker_at(panel.rect().center().toPointF()) is None
    assert panel.focusPolicy() == Qt.FocusPolicy.StrongFocus  # to be copied
