"""Launches a window in this fresh process, which prints when it was painted and ends.

    python -m bench.launch weir FOLDER     what `main.py gui` opens, with its preferences in FOLDER
    python -m bench.launch bare            a window of PySide6 with one plot of pyqtgraph

Everything is imported where the program itself would import it, so that the order is the same.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1440, 900
POINTS = 1_000


def weir(folder: Path) -> int:
    """Do what `main.py gui` does; only the window that it builds gets a stamp."""
    import main

    open_window = main.open_window

    def open_stamped(scenario: str | None) -> int:
        app: Any = importlib.import_module("gui.app")
        build = app.build

        def build_stamped(application: Any, name: str | None, _: Any) -> Any:
            from PySide6.QtCore import QSettings

            from bench.first_paint import FirstPaint

            kept = QSettings(str(folder / "launch.ini"), QSettings.Format.IniFormat)
            window = build(application, name, kept)
            FirstPaint(window)
            return window

        app.build = build_stamped
        return open_window(scenario)

    main.open_window = open_stamped
    sys.argv = ["main.py", "gui"]
    return main.main()


def bare() -> int:
    """Open a window with one plot and one curve."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    import pyqtgraph as pg  # isort: skip  (after PySide6, which it must find loaded)

    from bench.first_paint import FirstPaint

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    plot = pg.PlotWidget()
    plot.plot(range(POINTS))
    window.setCentralWidget(plot)
    window.resize(WIDTH, HEIGHT)
    FirstPaint(window)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(weir(Path(sys.argv[2])) if sys.argv[1] == "weir" else bare())
