"""The top line of a plot or view: a title, a few controls, and the menu '⋯' that saves or copies the picture and its numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QMenu, QToolButton, QWidget

from engine.core.arrays import Array
from engine.core.translation import _
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.plotting import image_export
from gui.plotting.curves.spoken_curves import CurvePlot  # from there, so that it is registered
from gui.plotting.spoken_columns import columns_in_words
from gui.plotting.spoken_legend import Legend  # likewise
from gui.style import theme
from gui.style.plain_text import show_tip
from gui.style.style_sheet import palette, style_sheet
from gui.widgets.save_dialog import ask_save_path
from gui.widgets.shrinking_row import ACROSS, shrinking_row
from gui.widgets.spoken.announcement import announce
from gui.widgets.spoken.interfaces import sentences_in

COPY_KEYS = "Ctrl+Shift+C"
SAY_KEYS = "Ctrl+Shift+A"
LIGHT_PICTURES = "pictures/light"  # the name of the setting
Columns = Callable[[], Mapping[str, Array]]


@runtime_checkable
class Rethemed(Protocol):
    """What draws with colours of its own, which `retheme` sets again from the current theme."""

    def retheme(self) -> None: ...


def wants_light() -> bool:
    """Whether pictures are to be light in a dark theme too: one setting for all views."""
    return QSettings().value(LIGHT_PICTURES, False, bool) is True


class PlotHeader(QWidget):
    """`parts` are the widgets that make up a saved picture, from top to bottom; `columns` returns the numbers that are drawn.

    `title` is the widget on the left: a sentence, or controls. `name` is the file name that is suggested. `problem` carries a
    sentence for the user.
    """

    problem = Signal(str)

    def __init__(self, title: QWidget, name: str, parts: Sequence[QWidget], columns: Columns) -> None:
        super().__init__()
        self._name, self.parts, self.columns = name, tuple(parts), columns
        self.title = title
        self._view: QWidget | None = None  # whose header it is
        self.menu = QMenu(self)
        for label, kind in ((_("Save as PNG…"), "png"), (_("Save as SVG…"), "svg"), (_("Save numbers as CSV…"), "csv")):
            self.menu.addAction(label).triggered.connect(lambda _checked=False, k=kind: self._ask(k))
        self.menu.addSeparator()
        self.copy_action = self.menu.addAction(_("Copy picture"))
        self.copy_action.setShortcut(QKeySequence(COPY_KEYS))
        self.copy_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.copy_action.setToolTip(_("Put the picture on the clipboard, twice as sharp as on the screen."))
        self.copy_action.triggered.connect(self.copy)
        copy_numbers = self.menu.addAction(_("Copy numbers"))
        copy_numbers.setToolTip(_("Put the numbers that are drawn on the clipboard, as rows and columns for a spreadsheet."))
        copy_numbers.triggered.connect(self.copy_numbers)
        self.say_action = self.menu.addAction(_("Say the values"))
        self.say_action.setShortcut(QKeySequence(SAY_KEYS))
        self.say_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.say_action.setToolTip(
            _("The last value of each curve, and whether it falls or rises; of other pictures the values or how they are spread.")
        )
        self.say_action.triggered.connect(self.say)
        self.menu.addSeparator()
        self.light = self.menu.addAction(_("Save in light colours"))
        self.light.setCheckable(True)
        self.light.setToolTip(
            _("Save and copy pictures with a light ground, for paper and slides, whatever the window's theme is.")
        )
        self.light.triggered.connect(lambda on: QSettings().setValue(LIGHT_PICTURES, on))
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(lambda: self.light.setChecked(wants_light()))
        self.more = more = QToolButton()
        more.setText("⋯")
        more.setAccessibleName(_("Save or copy {picture}").format(picture=name))
        more.setToolTip(_("Save this picture or its numbers."))
        more.setProperty("quiet", True)
        more.setMenu(self.menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        shrinking_row(title, more, row=self, first_grows=True)

    def add(self, control: QWidget) -> None:
        """Add a control to the left of '⋯'."""
        for one in (control, self.more):  # the one that is added last is the last
            self.layout().removeWidget(one)
            self.layout().addWidget(one)

    def minimumSizeHint(self) -> QSize:
        """As high as its rows at this width: what is below them gives way."""
        least = super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def widths_of_controls(self) -> tuple[int, int]:
        """The least and the wanted width of all but a sentence."""
        row = self.layout()
        parts = [row.itemAt(k).widget() for k in range(row.count())]
        shown = [part for part in parts if not isinstance(part, QLabel) and not (part is self.more and part.isHidden())]
        gaps = ACROSS * max(0, len(shown) - 1)
        return sum(one.minimumSizeHint().width() for one in shown) + gaps, sum(one.sizeHint().width() for one in shown) + gaps

    def place_in(self, widget: QWidget, place: int) -> None:
        """Move into the layout of this widget, a row or a column."""
        layout = widget.layout()
        assert isinstance(layout, QBoxLayout)
        layout.insertWidget(place, self)

    def save(self, kind: str, path: str) -> bool:
        """Write a file of `kind` 'png', 'svg' or 'csv'. False, and `problem` emitted, when it cannot be written."""
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
        """Put the picture on the clipboard, and say so."""
        with self._in_export_colours():
            QGuiApplication.clipboard().setImage(image_export.picture(self.parts))
        self._answer(_("The picture is on the clipboard."))

    def copy_numbers(self) -> None:
        """Put the numbers that are drawn on the clipboard, columns set apart by tabs, and say so."""
        columns = self.columns()
        if not columns:
            self.problem.emit(_("There are no numbers to copy yet."))
            return
        QGuiApplication.clipboard().setText(image_export.table_text(columns, "\t").decode("utf-8"))
        self._answer(_("The numbers are on the clipboard."))

    def say(self) -> None:
        """Show what is drawn as a sentence; a screen reader says it."""
        view = self._view or self.parentWidget()
        curves = sentences_in(view, CurvePlot)
        found = curves or [*sentences_in(view, Legend), columns_in_words(self.columns())]
        text = " ".join(filter(None, found)) or _("There are no values to say yet.")
        announce(self, text)
        self._answer(text)

    def copy_by_keys(self, view: QWidget) -> None:
        """Let the shortcuts copy the picture and say its values while `view`, or part of it, has the focus; a click gives it."""
        self._view = view
        view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        view.setAccessibleName(view.accessibleName() or self._name)
        view.addActions((self.copy_action, self.say_action))

    def _answer(self, text: str) -> None:
        show_tip(self.mapToGlobal(self.rect().bottomLeft()), text, self)

    @contextmanager
    def _in_export_colours(self) -> Iterator[None]:
        """The plot or view around the header in the colours that pictures are to have."""
        view = self._view or self.parentWidget()
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
        path = ask_save_path(self, _("Save"), f"{self._name}.{kind}", {f".{kind}": kind.upper()}, "pictures/folder")
        if path is not None:
            self.save(kind, str(path))
