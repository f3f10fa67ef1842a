"""The top line of a view: what it shows, in a quiet sentence, then its few controls, then '⋯' with what can be saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.arrays import Array
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from gui.plotting import image_export
from gui.style import theme
from gui.style.style_sheet import palette, style_sheet
from gui.views.base import View

LIGHT_PICTURES = "pictures/light"  # the name of the setting
Columns = Callable[[], Mapping[str, Array]]


class Elided(QWidget):
    """A muted line that ends in '…' where it does not fit; the tool tip has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = self._tip = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str, tip: str = "") -> None:
        """`tip` is what the tool tip says beyond the text."""
        if (text, tip) != (self.text, self._tip):
            self.text, self._tip = text, tip
            self.setToolTip(f"{text}. {tip}" if tip else text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().muted))
        text = QFontMetrics(self.font()).elidedText(self.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def header_over(view: QWidget, header: QWidget, body: QWidget) -> QVBoxLayout:
    """Lay a view out: its header, and below it all that there is room for; on the colour of panels."""
    view.setProperty("panel", True)
    view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(view)
    column.setContentsMargins(8, 4, 8, 4)
    column.setSpacing(2)
    column.addWidget(header)
    column.addWidget(body, 1)
    return column


def headed(
    view: View, title: QWidget, body: QWidget, columns: Columns, *controls: QWidget, saved: Sequence[QWidget] = ()
) -> Header:
    """The header of a view, laid out over its body; `saved` are the parts that a picture is made of, if not the body."""
    header = Header(title, view.title, saved or (body,), columns)
    header.problem.connect(view.problem)
    for control in controls:
        header.add(control)
    header_over(view, header, body)
    return header


def in_a_row(*controls: QWidget) -> QWidget:
    """Controls from the left, for the place of a header's title."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    for control in controls:
        line.addWidget(control)
    line.addStretch(1)
    return row


def below_each_other(*parts: QWidget) -> QWidget:
    """Parts of a view, the last with all the room that is left."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for part in parts:
        column.addWidget(part, 1 if part is parts[-1] else 0)
    return body


def wants_light() -> bool:
    """Whether pictures are to be light in a dark theme too: one choice for all views, remembered."""
    return QSettings().value(LIGHT_PICTURES, False, bool) is True


class Header(QWidget):
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
                with self._dressed():
                    data = image_export.png(self.parts) if kind == "png" else image_export.svg(self.parts, self._name)
            write_atomic(path, data)
        except FileProblem as problem:
            self.problem.emit(str(problem))
            return False
        return True

    def copy(self) -> None:
        with self._dressed():
            QGuiApplication.clipboard().setImage(image_export.picture(self.parts))

    @contextmanager
    def _dressed(self) -> Iterator[None]:
        """The view in the colours that pictures are wanted in."""
        view = self.parentWidget()
        if not wants_light() or theme.current() is theme.LIGHT or not isinstance(view, View):
            yield
            return
        try:
            with theme.lent(theme.LIGHT):
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
