"""Opens the window as `main.py gui FILE` does, and says on standard output where things are.

The lines: `slider X Y 1 X Y 200`, the places of the service slider's handle at 1 and at 200 ms.
"""

import sys


def main() -> int:
    """Open the window and run until it closes."""
    from PySide6.QtCore import QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.app import build
    from gui.widgets.scale import Scale
    from gui.widgets.slider_field import SliderField

    scenario, preferences = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    theme.load_inter()
    window = build(app, scenario, QSettings(preferences, QSettings.Format.IniFormat))
    window.move(0, 0)
    window.show()

    def tell() -> None:
        row = window.controls.row("consumers.service_ms")
        assert isinstance(row, SliderField)
        assert row.slider is not None
        scale = Scale(row.spec)
        for value in (1, 200):
            center = row.slider.handle_center(scale.position(value)).toPoint()
            place = row.slider.mapToGlobal(center)
            print(place.x(), place.y(), flush=True)

    QTimer.singleShot(500, tell)  # once the layout has settled
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
