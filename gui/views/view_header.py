"""The header of a view: the view laid out below the line with its title, its controls and the menu that saves it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.plotting.plot_header import Columns, PlotHeader
from gui.style import theme
from gui.style.text_size import follow
from gui.views.base import View
from gui.views.intents import ReportProblem
from gui.views.low_scroll import BodyScroll
from gui.widgets.past_mark import PastMark
from gui.widgets.shrinking_row import shrinking_row

LEAST_HEIGHT = 140  # pixels at a text size of 100 %, of every view: what does not fit into it scrolls


def header_over(view: View, header: PlotHeader, body: QWidget) -> QVBoxLayout:
    """Lay out a view: its header, where it looks back the moment, and below them the body, with all the room that is left."""
    view.setProperty("panel", True)
    view.setProperty("plot", True)
    header.copy_by_keys(view)
    view.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(view)
    column.setContentsMargins(8, 4, 8, 4)
    column.setSpacing(2)
    view.past_mark = PastMark(view)
    column.addWidget(header)
    column.addWidget(view.past_mark)
    column.addWidget(body, 1)
    _name_controls(view, header)
    return column


def _name_controls(view: View, header: PlotHeader) -> None:
    """Begin the names of the header's controls with the view's: several views have a Layer or Test points, side by side."""
    for kind in (QAbstractButton, QComboBox):
        for control in header.findChildren(kind):
            name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            if control is not header.more and name:
                control.setAccessibleName(_("{view}: {what}").format(view=_(view.title), what=name))


def headed(
    view: View, title: QWidget, body: QWidget, columns: Columns, *controls: QWidget, saved: Sequence[QWidget] = ()
) -> PlotHeader:
    """The header of a view, laid out over its body, which scrolls where it is too low for its parts. `saved` are the parts that
    a saved picture consists of, if not the body.
    """
    header = PlotHeader(title, _(view.title), saved or (body,), columns)
    header.problem.connect(lambda text: view.intent.emit(ReportProblem(text)))
    for control in controls:
        header.add(control)
    header_over(view, header, BodyScroll(_(view.title), body))
    follow(view, lambda: view.setMinimumHeight(theme.px(LEAST_HEIGHT)))
    return header


def in_a_row(*controls: QWidget) -> QWidget:
    """Controls from the left, instead of a header's title; in two rows where they do not fit into one."""
    return shrinking_row(*controls)


def below_each_other(*parts: QWidget, grows: QWidget | None = None) -> QWidget:
    """Parts of a view; `grows`, or else the last, has all the room that is left."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    for part in parts:
        column.addWidget(part, 1 if part is (grows or parts[-1]) else 0)
    return body
