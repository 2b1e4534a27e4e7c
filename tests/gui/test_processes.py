"""The processes table: what it shows, and that it is updated in place."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from engine.config import DEFAULT
from engine.snapshot import Snapshot
from engine.states import State
from gui.models.processes import ITEMS, OS, PID, WAITS, ProcessModel
from gui.panels.processes import ProcessesPanel
from gui.theme import DARK, LIGHT
from tests.gui.snapshots import running, slow_consumer, worker


@pytest.fixture
def model(qapp: object) -> ProcessModel:
    return ProcessModel(DARK)


def row(model: ProcessModel, name: str) -> list[object]:
    index = model.index_of(name)
    return [model.data(index.siblingAtColumn(column)) for column in range(model.columnCount())]


def test_tree_is_window_host_workers(model: ProcessModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(slow_consumer(), {"producer-1": 0.54}, {})
    window = model.index(0, 0)
    host = model.index(0, 0, window)
    assert model.data(window) == "Weir window"
    assert (model.data(host), model.data(host.siblingAtColumn(PID))) == ("host", "4090")
    assert model.rowCount(host) == 5
    assert row(model, "producer-1") == ["producer-1", "4101", "S", "100", "54 %"]
    assert row(model, "consumer-2")[WAITS] == "–"


def test_before_start_it_shows_names_and_dashes(model: ProcessModel) -> None:
    model.show(Snapshot(), {}, {})
    assert row(model, "consumer-2") == ["consumer-2", "–", "–", "–", "–"]


def test_ended_workers_show_exit_code_or_signal(model: ProcessModel) -> None:
    fine = worker("producer", 1, State.FINISHED, exitcode=0)
    killed = worker("consumer", 1, State.KILLED, exitcode=-9)
    model.show(running(DEFAULT, [fine, killed]), {}, {})
    assert row(model, "producer-1")[OS] == "exit 0"
    assert row(model, "consumer-1")[OS] == "SIGKILL"


def test_selection_survives_workers_that_come_and_go(model: ProcessModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    run = slow_consumer()
    model.show(run, {}, {})
    kept = QPersistentModelIndex(model.index_of("consumer-1"))
    more = worker("producer", 4, State.PACING)
    model.show(replace(run, workers=(*run.workers[:3], more, *run.workers[3:])), {}, {})
    assert kept.isValid()
    assert row(model, "producer-4")[0] == "producer-4"
    model.show(replace(run, workers=run.workers[2:]), {}, {})
    assert model.index_of("producer-1") == QModelIndex()
    assert row(model, "consumer-1")[ITEMS] == "181"


def test_internal_order_follows_the_snapshot(model: ProcessModel) -> None:
    run = slow_consumer()
    model.show(replace(run, workers=run.workers[1:4]), {}, {})
    model.show(run, {}, {})
    host = model.index(0, 0, model.index(0, 0))
    names = [model.data(model.index(n, 0, host)) for n in range(model.rowCount(host))]
    assert names == [view.name for view in run.workers]


def test_selection_is_copied_with_tabs(qtbot: QtBot) -> None:
    panel = ProcessesPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_snapshot(slow_consumer(), {"consumer-1": 0.04})
    with qtbot.waitSignal(panel.worker_selected, timeout=1000) as caught:
        panel.select_worker("consumer-1")
    assert caught.args == ["consumer-1"]
    panel.copy_selection()
    assert QGuiApplication.clipboard().text() == "consumer-1\t4151\tS\t181\t4 %"


def test_it_paints_in_either_theme(qtbot: QtBot) -> None:
    panel = ProcessesPanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(320, 386)
    panel.show_snapshot(slow_consumer(), {})
    panel.set_theme(LIGHT)
    assert not panel.grab().isNull()
