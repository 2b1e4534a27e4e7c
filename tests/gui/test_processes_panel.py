"""The processes panel: sorted, searched, selected by name, and what can be done to workers."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from engine import scenario as scenarios
from engine.config import DEFAULT
from engine.runlog.manifest import End
from engine.session import Session
from engine.snapshot import Phase, Snapshot
from engine.states import State
from gui.controller import Controller
from gui.models.process_cells import Column
from gui.models.process_columns import NARROW, WIDE
from gui.panels.process_tree import NAME_ROOM
from gui.panels.processes import ProcessesPanel
from gui.theme import DARK, LIGHT
from tests.gui.conftest import delete
from tests.gui.fakes import FakeSession
from tests.gui.snapshots import FakeClock, running, slow_consumer, worker

HAPPENS_WITHIN_MS = 10_000


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def panel(qtbot: QtBot, clock: FakeClock) -> ProcessesPanel:
    made = ProcessesPanel(DARK, clock=clock)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def crowd() -> Snapshot:
    """Return 12 consumers, each with as many items as its number."""
    names = [worker("consumer", n, State.WORKING_IO, items=n) for n in range(1, 13)]
    return running(DEFAULT, names)


def show(panel: ProcessesPanel, clock: FakeClock, snapshot: Snapshot) -> None:
    clock.now_s += 1
    panel.show_snapshot(snapshot, {})


def workers(panel: ProcessesPanel) -> list[str]:
    """Return the names of the workers in sight, from top to bottom."""
    model = panel.view.model()
    host = model.index(0, 0, model.index(0, 0))
    return [str(model.index(row, 0, host).data()) for row in range(model.rowCount(host))]


def sort(panel: ProcessesPanel, column: Column, order: Qt.SortOrder) -> None:
    panel.view.header().setSortIndicator(column, order)


def click(panel: ProcessesPanel, name: str) -> None:
    """Click at the row of a worker."""
    row = workers(panel).index(name)
    model = panel.view.model()
    index = model.index(row, 0, model.index(0, 0, model.index(0, 0)))
    at = panel.view.visualRect(index).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)


def selected(panel: ProcessesPanel) -> list[str]:
    return [one.name for one in panel.view.selected_workers()]


def test_numbers_are_sorted_as_numbers_and_names_in_their_natural_order(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    show(panel, clock, crowd())
    sort(panel, Column.ITEMS, Qt.SortOrder.DescendingOrder)
    assert workers(panel)[:3] == ["consumer-12", "consumer-11", "consumer-10"]
    sort(panel, Column.PROCESS, Qt.SortOrder.AscendingOrder)
    assert workers(panel)[:3] == ["consumer-1", "consumer-2", "consumer-3"]


def test_sorted_rows_follow_their_figures_until_sorting_is_given_up(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    run = crowd()
    show(panel, clock, run)
    sort(panel, Column.ITEMS, Qt.SortOrder.DescendingOrder)
    first = replace(run.workers[0], items=99)
    show(panel, clock, replace(run, workers=(first, *run.workers[1:])))
    assert workers(panel)[0] == "consumer-1"
    sort(panel, Column.ITEMS, Qt.SortOrder.AscendingOrder)
    assert workers(panel)[-1] == "consumer-1"
    panel.view.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert workers(panel) == [one.name for one in run.workers]


def test_new_workers_stand_in_their_place(panel: ProcessesPanel, clock: FakeClock) -> None:
    run = slow_consumer()
    show(panel, clock, replace(run, workers=run.workers[1:4]))
    show(panel, clock, run)
    assert workers(panel) == [one.name for one in run.workers]


def test_search_keeps_the_tree_above_what_it_finds(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    QTest.keyClicks(panel.search, "CONSUMER")
    assert workers(panel) == ["consumer-1", "consumer-2"]
    panel.search.setText("waiting")  # the word of a state, though its column is not shown
    assert workers(panel) == ["producer-1", "producer-2", "producer-3"]
    panel.search.setText("nobody is called that")
    assert panel.view.model().rowCount() == 0
    panel.search.clear()
    assert len(workers(panel)) == 5
    assert panel.view.visualRect(panel.view.model().index(0, 0)).height() == 28


def test_a_search_that_finds_nothing_says_so(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    assert not panel.note()
    panel.search.setText("zebra")
    assert "“zebra”" in panel.note()
    panel.search.clear()
    assert not panel.note()


def test_how_each_ended_fits_in_its_column(panel: ProcessesPanel, clock: FakeClock) -> None:
    ends = [(State.KILLED, -9), (State.FINISHED, 0), (State.FAILED, 1), (State.KILLED, -11)]
    crew = [worker("consumer", n, state, exitcode=code) for n, (state, code) in enumerate(ends)]
    show(panel, clock, running(DEFAULT, crew))
    room = panel.view.header().sectionSize(Column.OS) - 2  # what a cell keeps at its sides
    words = ["KILL", "0", "1", "SEGV"]
    assert max(map(panel.view.fontMetrics().horizontalAdvance, words)) <= room


def test_search_follows_what_changes(panel: ProcessesPanel, clock: FakeClock) -> None:
    run = slow_consumer()
    show(panel, clock, run)
    panel.search.setText("paused")
    assert panel.view.model().rowCount() == 0
    paused = replace(run.workers[1], state=State.PAUSED, paused=True)
    show(panel, clock, replace(run, workers=(run.workers[0], paused, *run.workers[2:])))
    assert workers(panel) == ["producer-2"]


def test_selection_is_by_name_through_search_sorting_and_updates(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    run = slow_consumer()
    show(panel, clock, run)
    told: list[str] = []
    panel.worker_selected.connect(told.append)
    click(panel, "producer-2")
    assert told == ["producer-2"]
    panel.search.setText("consumer")
    assert selected(panel) == []
    panel.search.setText("producer")
    sort(panel, Column.PID, Qt.SortOrder.DescendingOrder)
    show(panel, clock, replace(run, workers=run.workers[1:]))
    panel.search.clear()
    assert selected(panel) == ["producer-2"]
    assert told == ["producer-2"]
    assert panel.view.currentIndex().data() == "producer-2"


def test_only_the_user_is_told_of(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    told: list[str] = []
    panel.worker_selected.connect(told.append)
    panel.select_worker("consumer-1")
    assert (selected(panel), told) == (["consumer-1"], [])
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert told == ["consumer-2"]
    panel.select_worker("nobody")
    assert (selected(panel), told) == ([], ["consumer-2"])


def test_rows_are_copied_as_they_stand_with_tabs(panel: ProcessesPanel, clock: FakeClock) -> None:
    clock.now_s += 1
    panel.show_snapshot(slow_consumer(), {"consumer-1": 0.04})
    panel.select_worker("consumer-1")
    panel.actions_.copy.trigger()
    assert QGuiApplication.clipboard().text() == "consumer-1\t4151\tS\t181\t4 %"
    panel.view.selectAll()
    panel.actions_.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Process\tPID\tOS\tItems\tWaits"
    assert len(lines) == 1 + 2 + 5 and "consumer-1\t4151\tS\t181\t4 %" in lines


def test_all_columns_are_shown_where_there_is_room(panel: ProcessesPanel, clock: FakeClock) -> None:
    def shown() -> list[Column]:
        return [column for column in Column if not panel.view.isColumnHidden(column)]

    show(panel, clock, slow_consumer())
    assert shown() == list(NARROW)
    panel.set_wide(True)
    assert shown() == list(WIDE)
    panel.column_menu(panel).actions()[0].toggle()
    assert Column.ROLE not in shown()
    sort(panel, Column.CPU, Qt.SortOrder.AscendingOrder)
    panel.set_wide(False)
    assert shown() == list(NARROW)
    assert panel.view.header().sortIndicatorSection() == -1
    other = ProcessesPanel(DARK, panel)
    other.apply_preferences(panel.preferences())
    other.set_wide(True)
    assert other.view.isColumnHidden(Column.ROLE)
    assert not other.view.isColumnHidden(Column.CPU)
    other.apply_preferences({"wide": ["PROCESS", "no column", 3]})
    assert not other.view.isColumnHidden(Column.PROCESS)


def test_names_fit_beside_the_usual_figures(panel: ProcessesPanel, clock: FakeClock) -> None:
    panel.resize(296, 386)
    clock.now_s += 1
    panel.show_snapshot(slow_consumer(), {"producer-1": 1.0})
    view = panel.view
    room = view.header().sectionSize(Column.PROCESS) - 3 * view.indentation() - 18 - 8
    assert view.fontMetrics().horizontalAdvance("consumer-1") <= room


def test_columns_give_way_before_names_do_and_come_back(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    view, header = panel.view, panel.view.header()
    show(panel, clock, slow_consumer())

    def hidden(width: int) -> list[Column]:
        panel.resize(width, 386)
        QApplication.processEvents()
        return [column for column in NARROW if view.isColumnHidden(column)]

    assert hidden(320) == []
    assert hidden(240) == [Column.PID]
    room = header.sectionSize(Column.PROCESS) - NAME_ROOM
    assert view.fontMetrics().horizontalAdvance("consumer-1") <= room
    assert hidden(320) == []


def test_a_wide_table_leaves_out_what_the_name_says_before_it_scrolls(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    panel.set_wide(True)
    show(panel, clock, slow_consumer())
    panel.resize(650, 300)
    QApplication.processEvents()
    assert panel.view.isColumnHidden(Column.ROLE) and not panel.view.isColumnHidden(Column.EXIT)
    assert panel.view.horizontalScrollBar().maximum() == 0


def test_rows_are_lower_in_a_wide_table(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    heights = []
    for is_wide in (False, True):
        panel.set_wide(is_wide)
        QApplication.processEvents()
        heights.append(panel.view.visualRect(panel.view.model().index(0, 0)).height())
    assert heights == [28, 24]


@pytest.mark.parametrize("width", [500, 1100])
def test_states_are_never_cut_off(panel: ProcessesPanel, clock: FakeClock, width: int) -> None:
    panel.set_wide(True)
    panel.resize(width, 300)
    show(panel, clock, slow_consumer())
    words = panel.view.fontMetrics().horizontalAdvance("working (I/O)")
    assert panel.view.header().sectionSize(Column.STATE) > words
    scrolls = panel.view.horizontalScrollBar().maximum() > 0
    assert scrolls == (width == 500)


def enabled(panel: ProcessesPanel) -> list[str]:
    actions = (panel.actions_.pause, panel.actions_.resume, panel.actions_.retire)
    return [one.text() for one in (*actions, panel.actions_.kill) if one.isEnabled()]


def test_actions_are_enabled_for_those_to_whom_they_apply(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    run = running(
        DEFAULT,
        [
            worker("producer", 1, State.PACING),
            worker("producer", 2, State.PAUSED, paused=True),
            worker("producer", 3, State.WORKING_IO, asked=True),
            worker("consumer", 1, State.KILLED, exitcode=-9),
        ],
    )
    show(panel, clock, run)
    assert enabled(panel) == []
    found = {}
    for one in run.workers:
        panel.select_worker(one.name)
        found[one.name] = enabled(panel)
    assert found == {
        "producer-1": ["Pause", "Retire", "Kill"],
        "producer-2": ["Resume", "Retire", "Kill"],
        "producer-3": ["Pause", "Kill"],
        "consumer-1": [],
    }
    panel.select_worker("producer-1")
    show(
        panel, clock, replace(run, end=End("stopped", "Stopped.", 0))
    )  # a past moment of an old run
    assert enabled(panel) == []
    show(panel, clock, Snapshot())
    assert enabled(panel) == []


@pytest.mark.parametrize(
    ("key", "modifier", "signal"),
    [
        (Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier, "pause_requested"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "retire_requested"),
    ],
)
def test_keys_ask_for_all_selected_workers(
    panel: ProcessesPanel,
    clock: FakeClock,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    signal: str,
) -> None:
    show(panel, clock, slow_consumer())
    panel.activateWindow()
    panel.view.setFocus()
    panel.select_worker("consumer-1")
    QTest.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(getattr(panel, signal), timeout=1000) as caught:
        QTest.keyClick(panel.view, key, modifier)
    assert caught.args == [["consumer-1", "consumer-2"]]


@pytest.mark.parametrize("is_sure", [True, False])
def test_kill_asks_before_it_takes_several(
    panel: ProcessesPanel, clock: FakeClock, is_sure: bool
) -> None:
    told: list[list[str]] = []
    panel.kill_requested.connect(told.append)
    show(panel, clock, slow_consumer())
    panel.activateWindow()
    panel.view.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    panel.select_worker("consumer-1")
    QTest.keyClick(panel.view, Qt.Key.Key_Delete, shift)
    assert told == [["consumer-1"]]
    QTest.keyClick(panel.view, Qt.Key.Key_Down, shift)
    QTest.keyClick(panel.view, Qt.Key.Key_Delete, shift)
    (box,) = panel.findChildren(QMessageBox)
    assert "Kill 2 processes" in box.text()
    cancel = box.button(QMessageBox.StandardButton.Cancel)
    kill = next(one for one in box.buttons() if one is not cancel)
    (kill if is_sure else cancel).click()
    assert told[1:] == ([["consumer-1", "consumer-2"]] if is_sure else [])


def test_menu_says_what_kill_does(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    menu = panel.menu()
    assert [one.text() for one in menu.actions() if one.text()] == [
        *("Pause", "Resume", "Retire", "Kill", "Copy", "Columns"),
    ]
    assert menu.toolTipsVisible()
    assert "SIGKILL" in panel.actions_.kill.toolTip()


def test_a_moment_that_stands_still_is_shown_at_once(
    panel: ProcessesPanel, clock: FakeClock
) -> None:
    run = slow_consumer()
    show(panel, clock, run)
    was = replace(run.workers[0], state=State.PACING, items=7)
    panel.set_wide(True)
    past = replace(run, workers=(was, *run.workers[1:]))
    panel.show_snapshot(past, {}, is_still=True)
    index = panel.model.index_of("producer-1")
    shown = [panel.model.data(index.siblingAtColumn(one)) for one in (Column.STATE, Column.ITEMS)]
    assert shown == ["pacing", "7"]


def test_it_paints_in_either_theme(panel: ProcessesPanel, clock: FakeClock) -> None:
    show(panel, clock, slow_consumer())
    panel.set_theme(LIGHT)
    assert not panel.grab().isNull()


def test_controller_asks_for_living_workers_only(
    controller: Controller, session: FakeSession
) -> None:
    controller.start()
    alive = worker("consumer", 1, State.WORKING_IO)
    gone = worker("consumer", 2, State.KILLED, exitcode=-9)
    session.now = replace(session.now, workers=(alive, gone))
    controller._tick()
    both = ["consumer-1", "consumer-2"]
    controller.pause_workers(both)
    controller.resume_workers(both)
    controller.kill_workers(both)
    controller.kill_workers(["consumer-2"])
    assert [session.told(name) for name in ("pause", "resume", "kill")] == 3 * [[("consumer-1",)]]
    count = controller.config.consumers_count
    controller.retire_workers(both)
    assert session.told("retire") == [("consumer-1",)]
    assert controller.config.consumers_count == count - 1


@pytest.fixture
def real(
    qapp: object, runs_home: Path, qtbot: QtBot
) -> Iterator[tuple[Controller, ProcessesPanel]]:
    """Return a panel on real processes."""

    controller = Controller(Session(), scenarios.load("balanced"))
    panel = ProcessesPanel(DARK)
    qtbot.addWidget(panel)
    controller.frame_ready.connect(lambda frame: panel.show_snapshot(frame.snapshot))
    panel.pause_requested.connect(controller.pause_workers)
    panel.resume_requested.connect(controller.resume_workers)
    panel.retire_requested.connect(controller.retire_workers)
    panel.kill_requested.connect(controller.kill_workers)
    yield controller, panel
    controller.close(3)
    delete(controller)


def test_real_workers_are_paused_resumed_retired_and_killed(
    real: tuple[Controller, ProcessesPanel], qtbot: QtBot
) -> None:
    controller, panel = real
    panel.set_wide(True)

    def cell(name: str, column: Column) -> str:
        return str(panel.model.data(panel.model.index_of(name).siblingAtColumn(column)))

    def until(name: str, column: Column, text: str) -> None:
        qtbot.waitUntil(lambda: cell(name, column) == text, timeout=HAPPENS_WITHIN_MS)

    controller.start()
    qtbot.waitUntil(lambda: controller.snapshot.phase is Phase.RUNNING, timeout=HAPPENS_WITHIN_MS)
    panel.select_worker("producer-1")
    qtbot.waitUntil(panel.actions_.pause.isEnabled, timeout=HAPPENS_WITHIN_MS)
    panel.actions_.pause.trigger()
    until("producer-1", Column.STATE, "paused")
    assert controller.snapshot.phase is Phase.RUNNING
    qtbot.waitUntil(panel.actions_.resume.isEnabled, timeout=HAPPENS_WITHIN_MS)
    panel.actions_.resume.trigger()
    qtbot.waitUntil(lambda: cell("producer-1", Column.STATE) != "paused", timeout=HAPPENS_WITHIN_MS)
    panel.actions_.retire.trigger()
    until("producer-1", Column.EXIT, "exit 0")
    assert controller.config.producers_count == 2
    panel.select_worker("producer-2")
    panel.actions_.kill.trigger()
    until("producer-2", Column.EXIT, "! SIGKILL")
    assert controller.config.producers_count == 2
    until("producer-3", Column.PARENT, str(controller.snapshot.host_pid))
    host = panel.model.index_of("producer-3").parent()
    assert panel.model.data(host.siblingAtColumn(Column.PARENT)) == str(os.getpid())
    assert str(panel.model.data(host.siblingAtColumn(Column.MEMORY))).endswith(" MB")
    qtbot.waitUntil(
        lambda: panel.model.data(host.parent().siblingAtColumn(Column.OS)) in tuple("RSD"),
        timeout=HAPPENS_WITHIN_MS,
    )
    assert psutil.pid_exists(controller.snapshot.host_pid)
