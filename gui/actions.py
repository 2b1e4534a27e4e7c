"""The menus and their actions, and the dialogs they open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from engine import runs
from engine import scenario as scenarios
from engine.scenario import ScenarioError
from engine.version import VERSION
from gui.export_job import ExportJob
from gui.key_table import key_groups
from gui.language import LANGUAGES, current
from gui.layouts import OWN, Layout
from gui.opening_job import OpeningJob
from gui.panel_steps import step
from gui.sentences import translated
from gui.theme import Theme
from gui.widgets.help_button import page_of

LOG_LIMIT_CHOICES_GB = (0.5, 1, 2, 5, 10, 50)

if TYPE_CHECKING:
    from gui.help_window import HelpWindow
    from gui.keys_window import KeysWindow
    from gui.main_window import MainWindow


class Actions(QObject):
    """Everything that the menus offer."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._controller = window.controller
        self._job: ExportJob | None = None
        self._help: HelpWindow | None = None
        self._opening = OpeningJob(window.controller, window)
        self._keys: KeysWindow | None = None
        self.menus = {
            "file": self._menu(self.tr("&File")),
            "run": self._menu(self.tr("&Run")),
            "view": self._menu(self.tr("&View")),
            "help": self._menu(self.tr("&Help")),
        }
        self._fill_file_menu(self.menus["file"])
        self._fill_run_menu(self.menus["run"])
        self._fill_view_menu(self.menus["view"])
        self._fill_help_menu(self.menus["help"])

    def close(self) -> None:
        """Give up an export that is under way: the window is closing."""
        if self._job is not None:
            self._job.wait()

    def take_over(self, before: Actions) -> None:
        """Go on with what the window before was reading and writing."""
        self._opening.take_over(before._opening)
        job, before._job = before._job, None
        if job is not None:
            job.failed.disconnect()
            job.finished.disconnect()
            job.move_to(self._window)
            self._watch(job)

    def export_log(self) -> None:
        """Ask where to, and write the log of the run there."""
        if self._controller.run_dir is None:
            self._say(self.tr("There is no run to export yet: start one first."))
            return
        suggested = str(Path.home() / f"{self._controller.scenario.name}.csv")
        filters = self.tr("Table, one row a span (*.csv);;JSON lines with header (*.jsonl)")
        self._ask_path(self.tr("Export log"), suggested, filters, self._start_export)

    def export_plot(self) -> None:
        """Ask where to, and write the timeline as a PNG."""
        suggested = str(Path.home() / f"{self._controller.scenario.name}.png")
        self._ask_path(self.tr("Export plot"), suggested, "PNG (*.png)", self._write_plot)

    def save_scenario(self) -> None:
        """Ask where to, and write the settings in force as a scenario file."""
        suggested = str(Path.home() / "my-scenario.json")
        self._ask_path(
            self.tr("Save settings as a scenario"), suggested, "JSON (*.json)", self._write_scenario
        )

    def open_scenario(self) -> None:
        """Ask for a scenario file and take it."""
        dialog = QFileDialog(self._window, self.tr("Open a scenario"), str(Path.home()))
        dialog.setNameFilter("JSON (*.json)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_scenario)
        dialog.open()

    def open_run(self) -> None:
        """Ask for the folder of a run that has ended and show it."""
        try:
            folder = str(runs.home())
        except OSError:  # a user without a home
            folder = ""
        dialog = QFileDialog(self._window, self.tr("Open a run"), folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_run)
        dialog.open()

    def take_run(self, path: str) -> None:
        """Show the run in a folder; how far it has been read stands in a dialog with a Cancel."""
        self._opening.begin(Path(path))

    def take_scenario(self, path: str) -> None:
        """Take the scenario in a file, or say what is wrong with it."""
        try:
            self._controller.choose_scenario(scenarios.load(Path(path)))
        except ScenarioError as error:
            self._say(translated(str(error)))

    def open_folder(self) -> None:
        """Show the folder of the run in the system's file manager."""
        if self._controller.run_dir is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._controller.run_dir)))

    def copy_command(self) -> None:
        """Put the command line that runs these settings on the clipboard."""
        QGuiApplication.clipboard().setText(self._controller.command())

    def _fill_file_menu(self, menu: QMenu) -> None:
        add = self._add
        add(menu, self.tr("Open run…"), self.open_run, QKeySequence.StandardKey.Open)
        add(menu, self.tr("Open scenario…"), self.open_scenario, "Ctrl+Shift+O")
        add(menu, self.tr("Save settings as scenario…"), self.save_scenario, "Ctrl+S")
        menu.addSeparator()
        add(menu, self.tr("Export log…"), self.export_log, "Ctrl+E")
        add(menu, self.tr("Export plot as PNG…"), self.export_plot, "Ctrl+Shift+E")
        add(menu, self.tr("Open run folder"), self.open_folder)
        menu.addSeparator()
        add(menu, self.tr("Copy as command"), self.copy_command, "Ctrl+Shift+C")
        menu.addSeparator()
        standard = QKeySequence.StandardKey.Quit  # without a key on Windows, for one
        quit_key = standard if QKeySequence.keyBindings(standard) else "Ctrl+Q"
        add(menu, self.tr("Quit"), self._window.close, quit_key)

    def _fill_run_menu(self, menu: QMenu) -> None:
        toolbar = self._window.toolbar
        self._add(menu, self.tr("Start or stop"), toolbar.start.click, "F5")
        self._add(menu, self.tr("Pause or resume"), toolbar.pause.click, "P")
        self._add(menu, self.tr("Restart"), toolbar.restart.click, "Ctrl+R")
        menu.addSeparator()
        self._add(menu, self.tr("Reset settings to the scenario"), self.reset, "Ctrl+0")
        menu.addSeparator()
        self._add_log_limits(menu.addMenu(self.tr("Size of the run log")))

    def reset(self) -> None:
        """Set everything back to the scenario; what was refused or waits for a run is given up."""
        self._window.controls.clear_errors()
        self._controller.reset()

    def _add_log_limits(self, menu: QMenu) -> None:
        """Offer how large a run log may grow before its oldest part is removed."""
        group = QActionGroup(self)
        self.log_limits: dict[int, QAction] = {}
        for gigabytes in LOG_LIMIT_CHOICES_GB:
            limit = round(gigabytes * 1e9)
            action = QAction(self.tr("{n} GB").format(n=f"{gigabytes:g}"), menu)
            action.setCheckable(True)
            action.setChecked(limit == self._controller.log_limit_bytes)
            action.triggered.connect(lambda _=False, limit=limit: self.limit_log(limit))
            group.addAction(action)
            menu.addAction(action)
            self.log_limits[limit] = action

    def limit_log(self, limit_bytes: int) -> None:
        """Let the log of the next run grow to `limit_bytes`."""
        self._controller.log_limit_bytes = limit_bytes
        if limit_bytes in self.log_limits:
            self.log_limits[limit_bytes].setChecked(True)

    def _fill_view_menu(self, menu: QMenu) -> None:
        toolbar = self._window.toolbar
        self._add(menu, self.tr("Hold or follow"), toolbar.hold.click, "H")
        self._add(menu, self.tr("Back to live"), self._window.presenter.back_to_live, "L")
        menu.addSeparator()
        self._add(menu, self.tr("Next panel"), partial(step, self._window, 1), "F6")
        self._add(menu, self.tr("Previous panel"), partial(step, self._window, -1), "Shift+F6")
        menu.addSeparator()
        self.details = self._add(menu, self.tr("Details"), None, "D")
        self.details.setCheckable(True)
        self.details.setChecked(True)
        self.details.triggered.connect(self._window.show_details)
        menu.addSeparator()
        words = {
            Layout.LEARN.value: self.tr("Learn"),
            Layout.ENGINEER.value: self.tr("Engineer"),
            Layout.PRESENTATION.value: self.tr("Presentation"),
            OWN: self.tr("My own"),
        }
        layouts = menu.addMenu(self.tr("Layout"))
        self.layouts = self._add_choices(layouts, words)
        for number, action in enumerate(self.layouts.values(), start=1):
            action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        self.layouts[OWN].setEnabled(self._window.has_own_layout)
        layouts.addSeparator()
        self.keep_layout = self._add(layouts, self.tr("Keep this as my own"), None)
        like_the_system = ("system", self.tr("Like the system"))
        themes = (like_the_system, ("light", self.tr("Light")), ("dark", self.tr("Dark")))
        self.themes = self._add_choices(menu.addMenu(self.tr("Theme")), dict(themes))
        languages = dict((like_the_system, *LANGUAGES.items()))
        self.languages = self._add_choices(menu.addMenu(self.tr("Language")), languages)

    def _add_choices(self, menu: QMenu, words: Mapping[str, str]) -> dict[str, QAction]:
        """Offer choices of which one is checked; return the action of each."""
        group = QActionGroup(self)
        found = {}
        for name, text in words.items():
            action = found[name] = self._add(menu, text, None)
            action.setCheckable(True)
            group.addAction(action)
        return found

    def open_help(self, page: str = "") -> None:
        """Open a page of the guide; without a name that of the panel that has the focus."""
        from gui.help_window import HelpWindow  # the window opens without it

        if self._help is None:
            self._help = HelpWindow(self._window.why.theme, current(), self._window)
        self._help.open_page(page or page_of(self._window.focusWidget()))
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()

    def set_theme(self, theme: Theme) -> None:
        """Take another theme: the guide's window stands beside the others."""
        if self._help is not None:
            self._help.set_theme(theme)

    def _fill_help_menu(self, menu: QMenu) -> None:
        self._add(menu, self.tr("Guide"), self.open_help, QKeySequence.StandardKey.HelpContents)
        self._add(menu, self.tr("Keys"), self.show_keys, "?")
        self._add(menu, self.tr("About Weir"), self._show_about)

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _add(
        self,
        menu: QMenu,
        text: str,
        slot: Callable[[], object] | None,
        keys: str | QKeySequence.StandardKey | None = None,
    ) -> QAction:
        action = QAction(text, self._window)
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.setAutoRepeat(False)  # a key that is held does its thing once
        if slot is not None:
            action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
        self._window.addAction(action)
        return action

    def _ask_path(
        self, title: str, suggested: str, filters: str, slot: Callable[[str], None]
    ) -> None:
        dialog = QFileDialog(self._window, title, suggested, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setDefaultSuffix(Path(suggested).suffix[1:])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.rpartition("*.")[2].rstrip(")"))
        )
        dialog.fileSelected.connect(slot)
        dialog.open()

    def _start_export(self, path: str) -> None:
        run_dir = self._controller.run_dir
        if run_dir is not None:
            self.close()
            job = ExportJob(run_dir, Path(path), self._window)
            self._watch(job)
            job.start()

    def _watch(self, job: ExportJob) -> None:
        self._job = job
        job.failed.connect(lambda sentence: self._say(translated(sentence)))
        job.finished.connect(self._forget_job)

    def _forget_job(self) -> None:
        if self._job is not None:
            self._job.deleteLater()
            self._job = None

    def _write_plot(self, path: str) -> None:
        if not self._window.timeline.export_png(path):
            self._say(self.tr("The picture cannot be written to {path}.").format(path=path))

    def _write_scenario(self, path: str) -> None:
        target = Path(path)
        try:
            scenarios.save(self._controller.scenario_of_settings(target.stem), target)
        except ScenarioError as error:
            self._say(translated(str(error)))

    def show_keys(self) -> KeysWindow:
        """Show all keys in a window beside this one."""
        if self._keys is None:
            from gui.keys_window import KeysWindow

            self._keys = KeysWindow(key_groups(self._window), self._window)
        self._keys.show()
        self._keys.raise_()
        self._keys.activateWindow()
        return self._keys

    def _show_about(self) -> None:
        words = self.tr(
            "Weir {version}: real processes that produce, consume and wait for each other, "
            "and a window that shows why."
        )
        self._say(words.format(version=VERSION), self.tr("About Weir"))

    def _say(self, sentence: str, title: str = "Weir") -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, sentence, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
