"""The top line of a plot or view: a title, a few controls, and the menu '⋯' that saves or copies the picture and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QToolButton, QWidget

from engine.core.arrays import Array
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.plotting import image_export
from gui.style import theme
from gui.style.style_sheet import palette, style_sheet

LIGHT_PICTURES = "pictures/light"  # the name of the setting
Columns = Callable[[], Mapping[str, Array]]


@runtime_checkable
class Rethemed(Protocol):
    """What paints with colours of its own, and can take those of the theme in use again."""

    def retheme(self) -> None: ...


def wants_light() -> bool:
    """Whether pictures are to be light in a dark theme too: one choice for all views, remembered."""
    return QSettings().value(LIGHT_PICTURES, False, bool) is True


class PlotHeader(QWidget):
    """`parts` are the widgets that are saved, one below the other; `columns` gives the numbers that are drawn.

    `title` is the sentence, or the widget that stands in its place. `problem` carries a sentence for the user.
    """

    problem = Signal(str)

    def __init__(self, title: QWidget, name: str, parts: Sequence[QWidget], columns: Columns) -> None:
        super().__init__()
        self._name, self.parts, self.columns = name, tuple(parts), columns
        self.menu = QMenu(self)
        for label, kind in (("Save as PNG…", "png"), ("Save as SVG…", "svg"), ("Save numbers as CSV…", "csv")):
            self.menu.addAction(label).triggered.connect(lambda _=False, k=kind: self._ask(k))
        self.menu.addSeparator()
        self.menu.addAction("Copy picture").triggered.connect(self.copy)
        self.menu.addSeparator()
        self.light = self.menu.addAction("Light pictures")
        self.light.setCheckable(True)
        self.light.setToolTip("Save and copy pictures with a light ground, for paper and slides, whatever the window's theme is.")
        self.light.triggered.connect(lambda on: QSettings().setValue(LIGHT_PICTURES, on))
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(lambda: self.light.setChecked(wants_light()))
        more = QToolButton()
        more.setText("⋯")
        more.setAccessibleName("Save or copy this picture")
        more.setToolTip("Save this picture or its numbers.")
        more.setProperty("quiet", True)
        more.setMenu(self.menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(title, 1)
        self._row.addWidget(more)

    def add(self, control: QWidget) -> None:
        """Put a control before '⋯'."""
        self._row.insertWidget(self._row.count() - 1, control)

    def save(self, kind: str, path: str) -> bool:
        """Write 'png', 'svg' or 'csv'. What goes wrong is told by `problem`."""
        try:
            if kind == "csv":
                data = image_export.table_text(self.columns())
            else:
                with self._in_export_colours():
                    data = image_export.png(self.parts) if kind == "png" else image_export.svg(self.parts, self._name)
            write_atomic(path, data)
        except FileProblem as problem:
            self.problem.emit(str(problem))
            return False
        return True

    def copy(self) -> None:
        with self._in_export_colours():
            QGuiApplication.clipboard().setImage(image_export.picture(self.parts))

    @contextmanager
    def _in_export_colours(self) -> Iterator[None]:
        """The view in the colours that pictures are wanted in."""
        view = self.parentWidget()
        if not wants_light() or theme.current() is theme.LIGHT or not isinstance(view, Rethemed):
            yield
            return
        try:
            with theme.temporarily(theme.LIGHT):
                for part in self.parts:
                    part.setPalette(palette(theme.LIGHT))
                    part.setStyleSheet(f"QWidget {{ color: {theme.LIGHT.text}; }}\n{style_sheet(theme.LIGHT)}")
                view.retheme()
                yield
        finally:
            for part in self.parts:
                part.setStyleSheet("")
                part.setPalette(QPalette())
            view.retheme()

    def _ask(self, kind: str) -> None:
        pattern = f"{kind.upper()} (*.{kind})"
        path, _ = QFileDialog.getSaveFileName(self, "Save", f"{self._name}.{kind}", pattern)
        if path:
            self.save(kind, path if path.lower().endswith("." + kind) else f"{path}.{kind}")
