"""The flow: what it shows of a run, where everything stands, and how calmly it changes."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.config import DEFAULT
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.panels.flow import FlowPanel
from gui.panels.flow_layout import Detail, FlowLayout, lay_out
from gui.panels.flow_picture import picture
from gui.panels.flow_vessel import place
from gui.panels.words import state_line
from gui.theme import DARK, LIGHT
from tests.gui.snapshots import FakeClock, running, slow_consumer, worker

COUNTS = [0, 1, 3, 5, 6, 12, 18, 19, 40, 64, 100, 128]
SIZES = [(800, 232), (720, 200), (1400, 380), (680, 190)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("producers", COUNTS)
@pytest.mark.parametrize("consumers", [1, 5, 128])
def test_nothing_overlaps(size: tuple[int, int], producers: int, consumers: int) -> None:
    at = lay_out(*size, producers, consumers)
    assert len(at.producers.blocks) == producers
    assert len(at.consumers.blocks) == consumers
    panel = QRectF(0, 0, *size)
    for block in (*at.producers.blocks, *at.consumers.blocks):
        assert panel.contains(block)
        assert block.width() >= 8
        assert block.height() >= 8
    for one, other in combinations(_parts(at), 2):
        assert not one.intersects(other)


def _parts(at: FlowLayout) -> list[QRectF]:
    blocks = [*at.producers.blocks, *at.consumers.blocks]
    tags = [*at.waiting, *at.hands]
    return [*blocks, *tags, at.vessel, at.wall, at.captions, at.producer_title, at.consumer_title]


@pytest.mark.parametrize(
    ("count", "detail"), [(3, Detail.FULL), (5, Detail.FULL), (12, Detail.CELL), (64, Detail.TILE)]
)
def test_blocks_show_as_much_as_fits(count: int, detail: Detail) -> None:
    assert lay_out(800, 232, count, 1).producers.detail == detail


def test_full_queue_numbers_its_items_those_that_wait_and_those_in_hand() -> None:
    view = picture(slow_consumer(), {})
    assert view.vessel.is_full
    assert view.vessel.oldest == 293
    assert [block.tag for block in view.producers] == [303, 304, 305]
    assert [block.tag for block in view.consumers] == [291, 292]


def test_oldest_item_stands_at_the_right() -> None:
    inner = QRectF(0, 0, 208, 52)
    assert place(inner, 0, 10).right() == pytest.approx(208)
    assert place(inner, 9, 10).left() == pytest.approx(0)


def test_before_start_the_workers_of_the_settings_are_outlined() -> None:
    view = picture(Snapshot(config=DEFAULT.changed({"consumers.count": 1})), {})
    assert [block.name for block in view.producers] == ["producer-1", "producer-2", "producer-3"]
    assert [block.state for block in view.consumers] == [None]
    assert view.vessel.places == 10
    assert not view.vessel.is_empty


def test_queue_is_empty_only_while_consumers_wait_for_it() -> None:
    waits = worker("consumer", 1, State.WAIT_ITEM)
    works = worker("consumer", 2, State.WORKING_IO, item=7)
    assert picture(running(DEFAULT, [waits]), {}).vessel.is_empty
    assert not picture(running(DEFAULT, [waits, works]), {}).vessel.is_empty


@pytest.mark.parametrize(
    ("maxsize", "depth", "places", "fraction"),
    [(12, 6, 12, 0.5), (64, 32, 64, 0.5), (65, 13, 0, 0.2), (0, 150, 0, 0.75), (5, 9, 5, 1.0)],
)
def test_queue_shows_places_or_one_bar(
    maxsize: int, depth: int, places: int, fraction: float
) -> None:
    config = DEFAULT.changed({"channel.maxsize": maxsize})
    works = worker("consumer", 1, State.WORKING_IO)
    vessel = picture(running(config, [works], depth=depth), {}).vessel
    assert vessel.places == places
    assert vessel.fraction == pytest.approx(fraction)


def test_pipe_is_measured_in_bytes() -> None:
    config = DEFAULT.changed({"channel.kind": "pipe", "producers.payload_bytes": 16_384})
    waits = worker("producer", 1, State.WAIT_PIPE, waiting_put=True)
    run = running(config, [waits], depth=3, pipe_bytes=49_152, pipe_capacity=65_536)
    vessel = picture(run, {}).vessel
    assert vessel.is_full
    assert vessel.places == 3
    assert vessel.fraction == pytest.approx(0.75)


def test_gate_shows_how_many_permits_are_held() -> None:
    config = DEFAULT.changed({"gate.consumer_permits": 2, "consumers.count": 3})
    works = [worker("consumer", n, State.WORKING_IO) for n in (1, 2)]
    gate = picture(running(config, [*works, worker("consumer", 3, State.WAIT_PERMIT)]), {})
    assert gate.producer_gate is None
    assert gate.consumer_gate is not None
    assert (gate.consumer_gate.permits, gate.consumer_gate.held) == (2, 2)


def test_worker_that_died_stays_with_its_reason_and_one_that_was_retired_goes() -> None:
    died = worker("consumer", 1, State.KILLED, exitcode=-9, since_s=12.0)
    retired = worker("consumer", 2, State.FINISHED, exitcode=0, asked=True, since_s=12.0)
    view = picture(running(DEFAULT, [died, retired]), {})
    assert [block.name for block in view.consumers] == ["consumer-1"]
    assert view.consumers[0].died
    assert state_line(died, State.KILLED) == "killed · SIGKILL"
    failed = replace(died, state=State.FAILED, exitcode=1)
    assert state_line(failed, State.FAILED) == "failed · exit 1"


def test_block_changes_its_state_at_most_twice_a_second(qtbot: QtBot) -> None:
    clock = FakeClock()
    panel = FlowPanel(DARK, clock=clock)
    qtbot.addWidget(panel)
    changes = 0
    last = None
    for step in range(60):
        clock.now_s += 1 / 30
        state = (State.WORKING_IO, State.WAIT_ITEM)[step % 2]
        panel.show_snapshot(running(DEFAULT, [worker("consumer", 1, state)], elapsed_s=step / 30))
        shown = panel.shown().consumers[0].state
        changes += shown != last
        last = shown
    assert changes <= 5


def test_block_shows_the_dominant_state_of_the_controller(qtbot: QtBot) -> None:
    panel = FlowPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_states({"consumer-1": State.WORKING_IO})
    panel.show_snapshot(running(DEFAULT, [worker("consumer", 1, State.WAIT_ITEM)]))
    block = panel.shown().consumers[0]
    assert block.state == State.WORKING_IO
    assert block.seconds is None


def test_click_on_a_block_selects_its_worker(qtbot: QtBot) -> None:
    panel = FlowPanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(800, 232)
    panel.show_snapshot(slow_consumer())
    middle = panel.layout_now().consumers.blocks[1].center().toPoint()
    with qtbot.waitSignal(panel.worker_selected, timeout=1000) as caught:
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=middle)
    assert caught.args == ["consumer-2"]
    with qtbot.assertNotEmitted(panel.worker_selected):
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 5))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("producers", [0, 1, 12, 128])
@pytest.mark.parametrize("phase", [Phase.READY, Phase.RUNNING, Phase.ENDED])
def test_it_paints_without_a_warning(
    qtbot: QtBot, theme: object, producers: int, phase: Phase
) -> None:
    panel = FlowPanel(DARK if theme is DARK else LIGHT)
    qtbot.addWidget(panel)
    panel.resize(800, 232)
    config = DEFAULT.changed(
        {
            "producers.count": producers,
            "gate.producer_permits": 9,
            "gate.consumer_permits": 2,
            "channel.maxsize": 64,
        }
    )
    waiting = [
        worker("producer", n, State.WAIT_SLOT, waiting_put=True) for n in range(1, producers + 1)
    ]
    frozen = worker("consumer", 1, State.FROZEN, item=1_234_567)
    panel.set_held(True)
    panel.show_rates(float("nan"), 12_000.0)
    panel.show_snapshot(running(config, [*waiting, frozen], phase=phase, depth=40))
    assert not panel.grab().isNull()


def test_unchanged_snapshot_asks_for_no_painting(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    panel = FlowPanel(DARK, clock=clock)
    qtbot.addWidget(panel)
    paints = 0

    def counted() -> None:
        nonlocal paints
        paints += 1

    monkeypatch.setattr(panel, "update", counted)
    panel.show_snapshot(slow_consumer())
    assert paints == 1
    clock.now_s += 0.03
    panel.show_snapshot(slow_consumer())
    assert paints == 1


def test_no_item_is_left_on_its_way_when_the_run_has_ended(qtbot: QtBot) -> None:
    pictures = []
    for items in (100, 101):
        panel = FlowPanel(DARK, clock=FakeClock())
        qtbot.addWidget(panel)
        panel.show_snapshot(running(DEFAULT, [worker("producer", 1, State.PACING, items=items)]))
        ended = [worker("producer", 1, State.FINISHED, items=101, exitcode=0)]
        panel.show_snapshot(running(DEFAULT, ended, phase=Phase.ENDED))
        pictures.append(panel.grab().toImage())
    assert pictures[0] == pictures[1]


def test_item_that_left_a_producer_moves_and_is_gone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    panel = FlowPanel(DARK, clock=clock)
    qtbot.addWidget(panel)
    panel.show_snapshot(running(DEFAULT, [worker("producer", 1, State.PACING)]))
    after = running(DEFAULT, [worker("producer", 1, State.PACING, items=101)])
    panel.show_snapshot(after)
    moving = panel.grab().toImage()
    clock.now_s += 0.31
    panel.show_snapshot(after)
    assert panel.grab().toImage() != moving
    paints: list[bool] = []
    monkeypatch.setattr(panel, "update", lambda: paints.append(True))
    panel.show_snapshot(after)
    assert not paints
