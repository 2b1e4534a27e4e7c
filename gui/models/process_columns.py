"""The columns of the processes table: their headings, what they mean, where they are shown."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from gui.models.process_cells import Column

NARROW: Final = (Column.PROCESS, Column.PID, Column.OS, Column.ITEMS, Column.WAITS)
"""The columns for which there is room beside the timeline."""
WIDE: Final = tuple(Column)


def heading(column: Column) -> str:
    """Return the heading of a column."""
    match column:
        case Column.PROCESS:
            return QCoreApplication.translate("ProcessModel", "Process")
        case Column.ROLE:
            return QCoreApplication.translate("ProcessModel", "Role")
        case Column.PID:
            return QCoreApplication.translate("ProcessModel", "PID")
        case Column.PARENT:
            return QCoreApplication.translate("ProcessModel", "Parent")
        case Column.OS:
            return QCoreApplication.translate("ProcessModel", "OS")
        case Column.STATE:
            return QCoreApplication.translate("ProcessModel", "State")
        case Column.ITEM:
            return QCoreApplication.translate("ProcessModel", "In hand")
        case Column.ITEMS:
            return QCoreApplication.translate("ProcessModel", "Items")
        case Column.WAITS:
            return QCoreApplication.translate("ProcessModel", "Waits")
        case Column.CPU:
            return QCoreApplication.translate("ProcessModel", "CPU")
        case Column.MEMORY:
            return QCoreApplication.translate("ProcessModel", "Memory")
        case Column.EXIT:
            return QCoreApplication.translate("ProcessModel", "Exit")


def meaning(column: Column) -> str:
    """Return what a column tells, one sentence."""
    match column:
        case Column.PROCESS:
            return QCoreApplication.translate(
                "ProcessModel", "The window started the host, the host looks after the workers."
            )
        case Column.ROLE:
            return QCoreApplication.translate("ProcessModel", "What the worker is there for.")
        case Column.PID:
            return QCoreApplication.translate("ProcessModel", "The process id.")
        case Column.PARENT:
            return QCoreApplication.translate(
                "ProcessModel", "The parent's process id, as the operating system says."
            )
        case Column.OS:
            return QCoreApplication.translate(
                "ProcessModel",
                "The state that the operating system reports: R runs, S sleeps, "
                "D waits for a device, T is stopped, Z has ended and is not yet reaped. "
                "After its end its exit code, or the signal that killed it.",
            )
        case Column.STATE:
            return QCoreApplication.translate("ProcessModel", "What it does or waits for.")
        case Column.ITEM:
            return QCoreApplication.translate("ProcessModel", "The number of the item in hand.")
        case Column.ITEMS:
            return QCoreApplication.translate(
                "ProcessModel", "Items that a producer has put, or a consumer has finished."
            )
        case Column.WAITS:
            return QCoreApplication.translate(
                "ProcessModel", "How much of the time on show it was blocked."
            )
        case Column.CPU:
            return QCoreApplication.translate(
                "ProcessModel", "How much of one processor core it used just now."
            )
        case Column.MEMORY:
            return QCoreApplication.translate("ProcessModel", "Its resident memory.")
        case Column.EXIT:
            return QCoreApplication.translate(
                "ProcessModel", "Its exit code, or the signal that killed it."
            )
