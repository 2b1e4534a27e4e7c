"""The flow: what it shows of a run, where everything stands, and how calmly it changes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle
from pytestqt.qtbot import QtBot

from engine.config import DEFAULT
from engine.ledger import Ledger
from engine.snapshot import Phase, Snapshot, WorkerView
from engine.states import State
from gui.panels.flow import FlowPanel
from gui.panels.flow_keys import neighbour
from gui.panels.flow_picture import PIPE_HEADER_BYTES, Gate, picture, pipe_bytes
from gui.panels.flow_vessel import badge_state, pipe_captions, place
from gui.panels.flow_words import consuming, producing
from gui.panels.words import state_line
from gui.theme import DARK, LIGHT
from tests.gui.snapshots import FakeClock, running, slow_consumer, worker


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


def test_queue_that_has_drained_is_not_full_though_its_producer_was_blocked() -> None:
    blocked = worker("producer", 1, State.WAIT_SLOT)
    levels = {depth: picture(running(DEFAULT, [blocked], depth=depth), {}) for depth in (6, 9)}
    assert not levels[6].vessel.is_full
    assert levels[9].vessel.is_full  # its slot is taken again at once


def test_mark_of_full_does_not_flicker_where_puts_are_refused(qtbot: QtBot) -> None:
    clock, told = FakeClock(), []
    panel = opened(qtbot, running(DEFAULT, [worker("producer", 1, State.PACING)]), clock)
    for depth in (10, 9, 10, 9, 8):
        clock.now_s += 0.3
        panel.show_snapshot(running(DEFAULT, [worker("producer", 1, State.PACING)], depth=depth))
        told.append(panel.scene().calm.vessel.is_full)
    assert told == [True, True, True, True, False]


def test_the_word_empty_never_stands_beside_an_item(qtbot: QtBot) -> None:
    clock, waits = FakeClock(), worker("consumer", 1, State.WAIT_ITEM)
    panel = opened(qtbot, running(DEFAULT, [waits]), clock)
    assert badge_state(panel.scene().calm.vessel) is State.WAIT_ITEM
    clock.now_s += 0.3
    panel.show_snapshot(running(DEFAULT, [waits], depth=1))
    assert panel.scene().calm.vessel.is_empty  # its edge does not flicker
    assert badge_state(panel.scene().calm.vessel) is None


def test_titles_tell_of_those_who_are_there_and_able() -> None:
    producers = [worker("producer", n, State.PACING) for n in (1, 2)]
    paused = worker("producer", 3, State.PAUSED)
    staff = [*producers, paused, worker("consumer", 1, State.WORKING_IO)]
    dead = worker("consumer", 2, State.KILLED)
    run = running(DEFAULT, [*staff, dead], ledger=Ledger(refused=5))
    assert producing(run) == (
        "offer 8.0/s (2 of 3) · 5 refused",
        "offer 8.0/s · 5 refused",
        "offer 8.0/s (2 of 3)",
        "offer 8.0/s",
    )
    assert consuming(run) == ("can serve 8.0/s (1 of 2)", "can serve 8.0/s")


@pytest.mark.parametrize(
    ("first", "items", "offer", "serve"),
    [
        (worker("consumer", 1, State.FINISHED, asked=True), 0, "offer 12.0/s", "can serve 16.0/s"),
        (worker("consumer", 1, State.KILLED), 0, "offer 12.0/s", ""),
        (worker("producer", 1, State.FINISHED), 0, "", "can serve 16.0/s"),
        (worker("producer", 1, State.FINISHED), 50, "offer 12.0/s", "can serve 16.0/s"),
    ],
)
def test_titles_of_an_ended_run_claim_nothing_for_who_was_not_there_to_the_end(
    first: WorkerView, items: int, offer: str, serve: str
) -> None:
    run = running(DEFAULT.changed({"run.items": items}), [first], phase=Phase.ENDED)
    assert (producing(run), consuming(run)) == ((offer,), (serve,))


def test_longest_waiting_put_has_the_next_number() -> None:
    waits = [
        worker("producer", n, State.WAIT_SLOT, waiting_put=True, since_s=since)
        for n, since in ((1, 29.5), (2, 29.1), (3, 29.9))
    ]
    view = picture(running(DEFAULT, waits, depth=10, sequence_read=30), {})
    assert [block.tag for block in view.producers] == [42, 41, 43]


def test_workers_that_are_still_to_start_have_their_places() -> None:
    config = DEFAULT.changed({"producers.count": 3})
    there = worker("producer", 1, State.STARTING)
    view = picture(running(config, [there], phase=Phase.STARTING), {})
    assert [block.state for block in view.producers] == [State.STARTING, None, None]
    assert [block.name for block in view.consumers] == ["consumer-1", "consumer-2"]


def test_items_are_numbered_only_while_the_numbers_can_be_read(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    assert panel.scene().is_numbered
    panel.show_rates(20_000.0, 20_000.0)
    panel.show_snapshot(replace(slow_consumer(), depth=9))
    panel.show_snapshot(replace(slow_consumer(), phase=Phase.STOPPING))
    assert not panel.scene().is_numbered
    panel.set_held(True)
    assert panel.scene().is_numbered


def test_keys_copy_what_it_shows_folded_or_not(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    panel.show()
    panel.activateWindow()
    for folded in (False, True):
        panel.set_folded(folded)
        QGuiApplication.clipboard().clear()
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 5))
        qtbot.waitUntil(panel.hasFocus)
        QTest.keySequence(panel, "Ctrl+C")
        assert QGuiApplication.clipboard().text() == (
            "10 of 10 slots, FULL. Producers: 3 waiting: slot. Consumers: 2 working (I/O)"
        )


def test_click_shows_no_ring_of_the_keys_and_the_first_arrow_does(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.hasFocus)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 5))
    assert panel.scene().cursor == ""
    QTest.keyClick(panel, Qt.Key.Key_Down)
    assert panel.scene().cursor == "producer-2"


def test_consumer_that_has_had_no_item_holds_no_permit() -> None:
    config = DEFAULT.changed({"gate.consumer_permits": 2})
    begins = worker("consumer", 1, State.WORKING_CPU, items=0)
    assert picture(running(config, [begins]), {}).consumer_gate == Gate(2, 0, False)


def test_pipe_is_not_full_while_producers_only_wait_for_each_other() -> None:
    config = DEFAULT.changed({"channel.kind": "pipe", "producers.count": 2})
    waits = [worker("producer", n, State.WAIT_PIPE) for n in (1, 2)]
    run = running(config, waits, depth=1, pipe_bytes=1_500, pipe_capacity=65_536)
    assert not picture(run, {}).vessel.is_full
    assert picture(replace(run, depth=40, pipe_bytes=60_000), {}).vessel.is_full


def test_full_pipe_with_bytes_to_spare_says_that_no_item_fits() -> None:
    config = DEFAULT.changed({"channel.kind": "pipe", "producers.payload_bytes": 16_384})
    waits = worker("producer", 1, State.WAIT_PIPE, waiting_put=True)
    full = running(config, [waits], depth=3, pipe_bytes=49_236, pipe_capacity=65_536)
    caption = "Pipe · 48 of 64 KiB"
    assert captions(full) == ("48 of 64 KiB · no room for an item", caption)
    assert captions(replace(full, workers=())) == (caption,)
    assert captions(replace(full, pipe_bytes=40_000)) == ("Pipe · 39 of 64 KiB",)
    assert captions(replace(full, pipe_bytes=65_536)) == ("Pipe · 64 of 64 KiB",)


def captions(snapshot: Snapshot) -> tuple[str, ...]:
    return pipe_captions(picture(snapshot, {}).vessel, snapshot)


def test_gate_shows_how_many_permits_are_held() -> None:
    config = DEFAULT.changed({"gate.consumer_permits": 2, "consumers.count": 3})
    works = [worker("consumer", n, State.WORKING_IO, item=n) for n in (1, 2)]
    gate = picture(running(config, [*works, worker("consumer", 3, State.WAIT_PERMIT)]), {})
    assert gate.producer_gate is None
    assert gate.consumer_gate is not None
    assert (gate.consumer_gate.permits, gate.consumer_gate.held) == (2, 2)
    assert gate.consumer_gate.is_short


def test_permits_that_nobody_holds_are_free() -> None:
    config = DEFAULT.changed({"gate.consumer_permits": 4, "gate.producer_permits": 3})
    works = worker("consumer", 1, State.WORKING_IO, item=7)
    between_items = worker("consumer", 3, State.WORKING_IO)
    starves = worker("consumer", 2, State.WAIT_ITEM)
    view = picture(running(config, [works, starves, between_items]), {})
    assert view.consumer_gate == Gate(permits=4, held=1, is_short=False)
    assert view.producer_gate == Gate(permits=3, held=0, is_short=False)


def test_permit_of_a_killed_worker_is_not_shown_as_free() -> None:
    config = DEFAULT.changed({"gate.consumer_permits": 1})
    killed = worker("consumer", 1, State.KILLED, exitcode=-9)
    view = picture(running(config, [killed, worker("consumer", 2, State.WAIT_PERMIT)]), {})
    assert view.consumer_gate == Gate(permits=1, held=1, is_short=True)


def test_bytes_of_a_past_moment_are_those_that_its_items_take() -> None:
    config = DEFAULT.changed({"channel.kind": "pipe", "producers.payload_bytes": 16_384})
    then = running(config, [], depth=3, pipe_capacity=65_536)
    assert pipe_bytes(then) == (3 * (16_384 + PIPE_HEADER_BYTES), False)
    assert pipe_bytes(replace(then, pipe_bytes=49_152)) == (49_152, True)
    assert pipe_bytes(replace(then, depth=0)) == (0, True)


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


def opened(qtbot: QtBot, snapshot: Snapshot, clock: FakeClock | None = None) -> FlowPanel:
    panel = FlowPanel(DARK, clock=clock or FakeClock())
    qtbot.addWidget(panel)
    panel.resize(800, 232)
    panel.show_snapshot(snapshot)
    return panel


def test_selected_worker_has_a_ring(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    block = panel.layout_now().consumers.blocks[1]
    edge = QPoint(round(block.center().x()), round(block.top() - 1))
    assert panel.grab().toImage().pixelColor(edge) == DARK.panel
    panel.select_worker("consumer-2")
    assert panel.grab().toImage().pixelColor(edge) == DARK.text
    assert "consumer-2 · working (I/O) · 109" in panel.accessibleDescription()
    panel.select_worker("")
    assert panel.grab().toImage().pixelColor(edge) == DARK.panel


def test_keys_go_from_block_to_block_and_select(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    panel.show()
    panel.activateWindow()
    panel.setFocus()
    qtbot.waitUntil(panel.hasFocus)
    assert "producer-1" in panel.accessibleDescription()
    for key, name in (
        (Qt.Key.Key_Down, "producer-2"),
        (Qt.Key.Key_Left, "producer-2"),
        (Qt.Key.Key_Right, "consumer-1"),
        (Qt.Key.Key_Down, "consumer-2"),
    ):
        QTest.keyClick(panel, key)
        assert name in panel.accessibleDescription()
    with qtbot.waitSignal(panel.worker_selected, timeout=1000) as caught:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert caught.args == ["consumer-2"]


def test_arrows_reach_every_block(qtbot: QtBot) -> None:
    config = DEFAULT.changed({"producers.count": 48, "consumers.count": 7})
    panel = opened(qtbot, Snapshot(config=config))
    at = panel.layout_now()
    names = [block.name for block in (*panel.shown().producers, *panel.shown().consumers)]
    places = dict(zip(names, (*at.producers.blocks, *at.consumers.blocks), strict=True))
    found, new = set(), {"producer-1"}
    while new:
        found |= new
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        new = {neighbour(places, name, key) for name in new for key in keys} - found
    assert found == set(names)


def test_right_and_double_click_do_nothing(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    middle = panel.layout_now().consumers.blocks[1].center().toPoint()
    with qtbot.assertNotEmitted(panel.worker_selected):
        QTest.mouseClick(panel, Qt.MouseButton.RightButton, pos=middle)
        QTest.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=middle)


def test_moment_of_the_past_is_shown_at_once_and_without_rates_of_another(qtbot: QtBot) -> None:
    panel = opened(qtbot, slow_consumer())
    panel.show_rates(8.0, 8.0)
    panel.show_snapshot(slow_consumer())
    panel.set_held(True)
    panel.show_snapshot(slow_consumer())
    now = panel.grab().toImage()
    for state in (State.WAIT_ITEM, State.WORKING_IO, State.WAIT_ITEM):
        then = running(DEFAULT, [worker("consumer", 1, state, os_state="–")], elapsed_s=12.0)
        panel.show_snapshot(then)
        assert panel.shown().consumers[0].state == state
    assert panel.grab().toImage() != now
    unknown = panel.grab().toImage()
    panel.show_rates(3.0, 3.0)
    panel.show_snapshot(then)
    assert panel.grab().toImage() != unknown


@pytest.mark.parametrize("duration_ms", [0, 200])
def test_items_move_only_where_the_system_lets_things_move(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, duration_ms: int
) -> None:
    clock = FakeClock()
    panel = opened(qtbot, running(DEFAULT, [worker("producer", 1, State.PACING)]), clock)
    monkeypatch.setattr(panel, "style", lambda: _StyleThatSays(duration_ms))
    QApplication.sendEvent(panel, QEvent(QEvent.Type.StyleChange))
    after = running(DEFAULT, [worker("producer", 1, State.PACING, items=101)])
    paints: list[bool] = []
    clock.now_s += 0.5
    panel.show_snapshot(after)
    monkeypatch.setattr(panel, "update", lambda: paints.append(True))
    clock.now_s += 0.03
    panel.show_snapshot(after)
    assert bool(paints) == (duration_ms > 0)


class _StyleThatSays:
    """Stands for a style: a real one of Python's own is not safe to set on a styled widget."""

    def __init__(self, duration_ms: int) -> None:
        self._duration_ms = duration_ms

    def styleHint(self, hint: QStyle.StyleHint, *_: object) -> int:
        assert hint == QStyle.StyleHint.SH_Widget_Animation_Duration
        return self._duration_ms
