"""The model of the processes table: what it shows, and that it is updated in place."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from engine.config import DEFAULT
from engine.snapshot import ProcessView, Snapshot
from engine.states import State
from gui.models.process_cells import Column
from gui.models.process_columns import NARROW, WIDE
from gui.models.processes import ProcessModel
from gui.theme import DARK
from tests.gui.snapshots import running, slow_consumer, worker


@pytest.fixture
def model(qapp: object) -> ProcessModel:
    return ProcessModel(DARK)


def row(model: ProcessModel, name: str) -> list[Any]:
    """Return what stands in the columns for which there is room beside the timeline."""
    return [cell(model, name, column) for column in NARROW]


def cell(model: ProcessModel, name: str, column: Column) -> Any:
    return model.data(model.index_of(name).siblingAtColumn(column))


def test_tree_is_window_host_workers(model: ProcessModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(slow_consumer(), {"producer-1": 0.54}, {})
    window = model.index(0, 0)
    host = model.index(0, 0, window)
    assert model.data(window) == "Weir window"
    assert (model.data(host), model.data(host.siblingAtColumn(Column.PID))) == ("host", "4090")
    assert model.rowCount(host) == 5
    assert row(model, "producer-1") == ["producer-1", "4101", "S", "100", "54 %"]
    assert cell(model, "consumer-2", Column.WAITS) == "–"


def test_before_start_it_shows_names_and_dashes(model: ProcessModel) -> None:
    model.show(Snapshot(), {}, {})
    assert row(model, "consumer-2") == ["consumer-2", "–", "–", "–", "–"]


def test_all_columns_tell_what_the_system_knows(model: ProcessModel) -> None:
    model.set_shown(WIDE)
    known: dict[str, Any] = {"cpu_percent": 12.4, "memory_bytes": 9_120_000, "parent_pid": 4090}
    busy = worker("consumer", 1, State.WORKING_CPU, item=1291, os_state="R", **known)
    host = ProcessView("S", 3.0, 11_000_000, 4000)
    model.show(running(DEFAULT, [busy], host=host), {"consumer-1": 0.04}, {})
    assert [cell(model, "consumer-1", column) for column in Column] == [
        *("consumer-1", "consumer", "4151", "4090", "R", "working (CPU)"),
        *("1,291", "100", "4 %", "12 %", "9.1 MB", "–"),
    ]
    at_host = model.index_of("consumer-1").parent()
    assert [model.data(at_host.siblingAtColumn(column)) or "" for column in Column] == [
        *("host", "", "4090", "4000", "S", "", "", "", "", "3 %", "11.0 MB", ""),
    ]
    at_window = at_host.parent()
    unknown = (Column.PARENT, Column.OS, Column.CPU, Column.MEMORY)
    assert {model.data(at_window.siblingAtColumn(column)) for column in unknown} == {"–"}


def test_orders_that_a_worker_has_not_come_to_are_told(model: ProcessModel) -> None:
    model.set_shown(WIDE)
    pausing = worker("consumer", 1, State.WAIT_ITEM, paused=True)
    paused = worker("consumer", 2, State.PAUSED, paused=True)
    retiring = worker("consumer", 3, State.WORKING_IO, asked=True)
    model.show(running(DEFAULT, [pausing, paused, retiring]), {}, {})
    states = [cell(model, f"consumer-{n}", Column.STATE) for n in (1, 2, 3)]
    assert states == ["waiting: item · then pauses", "paused", "working (I/O) · then ends"]


def test_ended_workers_show_exit_code_or_signal(model: ProcessModel) -> None:
    fine = worker("producer", 1, State.FINISHED, exitcode=0)
    killed = worker("consumer", 1, State.KILLED, exitcode=-9, os_state="–")
    stopped = worker("consumer", 2, State.KILLED, exitcode=-9, asked=True)
    model.show(running(DEFAULT, [fine, killed, stopped]), {}, {})
    assert cell(model, "producer-1", Column.OS) == "0"
    assert cell(model, "consumer-1", Column.OS) == "KILL"
    assert cell(model, "consumer-2", Column.OS) == "KILL"
    model.set_shown(WIDE)
    assert cell(model, "consumer-1", Column.EXIT) == "! SIGKILL"
    assert cell(model, "consumer-1", Column.OS) == "–"


def test_only_cells_that_differ_are_written(model: ProcessModel) -> None:
    run = slow_consumer()
    model.show(run, {}, {})
    changed: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.column()))
    model.show(run, {}, {})
    assert changed == []
    one = replace(run.workers[0], items=101, memory_bytes=9_000_000, cpu_percent=1.0)
    model.show(replace(run, workers=(one, *run.workers[1:])), {}, {})
    assert changed == [Column.ITEMS]  # memory and CPU are not on show


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
    assert cell(model, "consumer-1", Column.ITEMS) == "181"


def test_internal_order_follows_the_snapshot(model: ProcessModel) -> None:
    run = slow_consumer()
    model.show(replace(run, workers=run.workers[1:4]), {}, {})
    model.show(run, {}, {})
    host = model.index(0, 0, model.index(0, 0))
    names = [model.data(model.index(n, 0, host)) for n in range(model.rowCount(host))]
    assert names == [view.name for view in run.workers]
