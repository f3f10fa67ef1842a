"""The rows of the File menu."""

from __future__ import annotations

from engine.core.translation import N_
from gui.window.menus.menu_row import Row

OPEN_LINK = N_("Open a network of TensorFlow Playground by its address: the same points and the same start.")
COPY_LINK = N_("Copy an address that opens this network in TensorFlow Playground, where the page has all of it.")

FILE_ROWS = (
    Row(
        "new",
        N_("&New project"),
        "file",
        lambda to: to.file_controller.new(),
        "Ctrl+N",
        tip=N_("Start again with the built-in example."),
    ),
    Row(
        "open",
        N_("&Open project…"),
        "file",
        lambda to: to.file_controller.open(),
        "Ctrl+O",
        "open",
        N_("Open a saved project, trained weights and all."),
    ),
    Row("open_link", N_("Open l&ink…"), "file", lambda to: to.file_controller.links.ask(), "Ctrl+L", tip=OPEN_LINK),
    Row(
        "save",
        N_("&Save project"),
        "file",
        lambda to: to.file_controller.save(),
        "Ctrl+S",
        "save",
        N_("Save network, settings and trained weights."),
    ),
    Row(
        "save_as",
        N_("Save project &as…"),
        "file",
        lambda to: to.file_controller.save_as(),
        "Ctrl+Shift+S",
        tip=N_("Save under another name."),
    ),
    Row(
        "csv",
        N_("Open &CSV data…"),
        "file",
        lambda to: to.data_panel.open_csv(),
        "Ctrl+Shift+O",
        "csv",
        N_("Train on your own table."),
        separated=True,
    ),
    Row(
        "export",
        N_("&Export weights…"),
        "file",
        lambda to: to.export_controller.export(),
        "Ctrl+E",
        "export",
        N_("Write the trained weights to files."),
    ),
    Row(
        "import",
        N_("&Import weights…"),
        "file",
        lambda to: to.import_controller.ask(),
        "Ctrl+I",
        "open",
        N_("Go on with a trained network that is in a file, of this program or another one."),
    ),
    Row(
        "save_lesson",
        N_("Save as &lesson…"),
        "file",
        lambda to: to.lesson_controller.save_wanted.emit(),
        icon="lessons",
        tip=N_("For teachers: this window as a lesson, with your texts and goals, and controls locked or hidden."),
    ),
    Row("copy_link", N_("Copy as lin&k"), "file", lambda to: to.file_controller.links.copy(), tip=COPY_LINK),
    Row("quit", N_("&Quit"), "file", lambda to: to.close(), "Ctrl+Q", tip=N_("Close the window."), separated=True),
)
