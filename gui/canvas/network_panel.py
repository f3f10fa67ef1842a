"""The canvas with its heading: what kind of network it is, how many numbers it trains, and the zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.diagram import Diagram
from gui.canvas.numbers.row_strip import RowStrip
from gui.document import Document
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font, set_icon_size
from gui.training.frame import Frame
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.notice_line import NoticeLine
from gui.widgets.past_mark import PastMark

LOOKING_BACK = N_("Step {past} of {now}: the past. Play leaves it and goes on from step {now}.")
LEFT, RIGHT = 12, 8  # pixels beside what the heading says
SHARE_OF_SUMMARY = 0.6  # of its length: with less it would not fit on two lines
DEEP = 5  # layers with weights from which a network is called deep


class NetworkPanel(QWidget):
    """`canvas` is the view of the network; `notice` is the line in which the doctor says what it has found."""

    fill_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.canvas = Canvas(document)
        self._described: Diagram | None = None
        self._summary = ""  # what kind of network it is
        self._moment = ""  # which step of the past is shown
        self._kind, self._zoom = ElidedLabel(), QLabel()
        self.notice = NoticeLine(_("What keeps the network from learning, why, and what to try: show the Doctor."))
        self.numbers = RowStrip(self.canvas)
        self.canvas.doctor_wanted.connect(self.notice.wanted)
        set_font(self._kind, "small")
        set_font(self._zoom, "small", tabular=True)
        follow(self._zoom, lambda: self._zoom.setMinimumWidth(theme.px(44)))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._zoom.setProperty("tone", "muted")
        title = self._title = QLabel(_("Network"))
        set_font(title, "heading")
        row = self._row = QHBoxLayout()
        row.setContentsMargins(LEFT, 2, RIGHT, 2)
        row.setSpacing(4)
        row.addWidget(title)
        row.addSpacing(8)
        row.addWidget(self._kind, 1)
        row.addStretch(0)  # in place of the summary while that is hidden
        row.addWidget(self.notice)
        row.addSpacing(8)
        show = self.canvas.net.numbers
        button = _button("numbers", _("Show numbers on the network (Ctrl+Shift+N)"), lambda: show.set_on(not show.is_on))
        button.setCheckable(True)
        show.changed.connect(lambda: button.setChecked(show.is_on))
        row.addWidget(button)
        row.addWidget(self._zoom)
        row.addWidget(_button("minus", _("Zoom out (Ctrl+wheel)"), lambda: self.canvas.zoom_by(1 / 1.2)))
        row.addWidget(_button("plus", _("Zoom in (Ctrl+wheel)"), lambda: self.canvas.zoom_by(1.2)))
        row.addWidget(_button("fit", _("Show the whole network"), lambda: self.canvas.fit()))
        self.fill = _button("fill", _("Fill the window with the network, or show all panels again (Esc)"), self.fill_wanted.emit)
        row.addWidget(self.fill)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._past = PastMark(self)  # a frame only: the header names the moment
        column.addLayout(row)
        self._below = QHBoxLayout()  # the notice, where the heading has no room for it
        self._below.setContentsMargins(LEFT, 0, RIGHT, 2)
        column.addLayout(self._below)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.numbers)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas.zoomed.connect(self._show_zoom)
        document.changed.connect(lambda change: self._show_kind())
        self._show_kind()

    def show_frame(self, frame: Frame) -> None:
        self._past.show_moment(frame.past_step, frame.now, named=False)
        self._moment = ""
        if frame.past_step is not None and frame.now is not None:
            past, now = format_count(frame.past_step), format_count(frame.now)
            self._moment = _(LOOKING_BACK).format(past=past, now=now)
        self.canvas.show_frame(frame)
        self.numbers.show_frame(frame)
        self._show_kind()

    def show_filled(self, filled: bool) -> None:
        """Whether the network fills the window."""
        set_icon(self.fill, "unfill" if filled else "fill")

    def sizeHint(self) -> QSize:
        return QSize(660, 370)

    def show_notice(self, text: str) -> None:
        """What the Doctor has found, in a few words, '' for nothing. The summary gives way where there is no room for both."""
        self.notice.show_text(text)
        self._make_room()

    def _show_kind(self) -> None:
        """The moment while the user looks back, else what kind of network it is."""
        diagram = self.canvas.net.diagram
        if diagram is not self._described:
            self._described, self._summary = diagram, describe(diagram)
            self._title.setToolTip(self._summary)
        text = self._moment or self._summary
        if text != self._kind.text:
            self._kind.set_text(text, tone="warning" if self._moment else "muted")
            self._make_room()

    def _make_room(self) -> None:
        """A notice stands below the heading where that has no room for it. Beside it the summary is hidden where too little room
        is left for two lines of it; the title's tooltip has it then.
        """
        row, place = self._row, self._row.indexOf(self._title) + 4  # behind the summary and its stretch
        if self.width() < self._least_of_heading() + self.notice.minimumSizeHint().width():
            row, place = self._below, 0
        if row.indexOf(self.notice) < 0:
            row.insertWidget(place, self.notice)
        others = sum(
            item.sizeHint().width() for item in map(self._row.itemAt, range(self._row.count())) if item.widget() is not self._kind
        )
        spaces = self._row.spacing() * (self._row.count() - 1) + 20
        text = self._kind.fontMetrics().horizontalAdvance(self._kind.text)
        tight = self.width() - others - spaces < SHARE_OF_SUMMARY * text
        self._kind.setVisible(bool(self._moment) or self.notice.isHidden() or not tight)
        self._zoom.setVisible(self.width() >= self.minimumSizeHint().width() + self._width_of_zoom())

    def _width_of_zoom(self) -> int:
        return self._zoom.sizeHint().width() + self._row.spacing()

    def _least_of_heading(self) -> int:
        """Pixels that it takes without what may go: the notice, and the zoom in per cent."""
        least = self._row.minimumSize().width() - (0 if self._zoom.isHidden() else self._width_of_zoom())
        has_call = self._row.indexOf(self.notice) >= 0 and not self.notice.isHidden()
        return least - (self.notice.minimumSizeHint().width() + self._row.spacing() if has_call else 0)

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{100 * zoom:.0f} %")

    def minimumSizeHint(self) -> QSize:
        """Without the zoom in per cent, which is left out where the header has no room for it, and a notice beside it."""
        parts = [one.minimumSizeHint().width() for one in (self.notice, self.numbers) if not one.isHidden()]
        least = max(self._least_of_heading(), self.canvas.minimumWidth(), *(LEFT + width + RIGHT for width in parts))
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()


def describe(diagram: Diagram) -> str:
    """'3 layers with weights: shallow (deep from 5) · 25 parameters'."""
    depth = diagram.depth
    text = ngettext(
        "{depth} layer with weights: shallow (deep from {deep}) · {parameters} parameters",
        "{depth} layers with weights: shallow (deep from {deep}) · {parameters} parameters",
        depth,
    )
    if depth >= DEEP:
        text = _("{depth} layers with weights: deep (from {deep}) · {parameters} parameters")
    return text.format(depth=depth, deep=DEEP, parameters=format_count(diagram.parameters))


def _button(name: str, tip: str, act: object) -> QToolButton:
    button = QToolButton()
    set_icon(button, name)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0])
    button.setProperty("quiet", True)
    set_icon_size(button, 16)
    button.clicked.connect(act)
    return button
