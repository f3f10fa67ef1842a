"""The canvas with its heading: what kind of network it is, how many numbers it trains, and the zoom."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.diagram import Diagram
from gui.document import Document
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font, set_icon_size
from gui.training.frame import Frame
from gui.widgets.call_line import CallLine
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.past_mark import PastMark

LOOKING_BACK = N_("Step {past} of {now}: the past. Play leaves it and goes on from step {now}.")
DEEP = 5  # layers with weights from which a network is called deep


class NetworkPanel(QWidget):
    """`canvas` is the view of the network; `call` is the line in which the doctor calls."""

    fill_wanted = Signal()

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.canvas = Canvas(document)
        self._described: Diagram | None = None
        self._kind, self._zoom = ElidedLabel(), QLabel()
        self.call = CallLine(_("What keeps the network from learning, why, and what to try: show the Doctor."))
        set_font(self._kind, "small")
        set_font(self._zoom, "small", tabular=True)
        follow(self._zoom, lambda: self._zoom.setMinimumWidth(theme.px(44)))
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._zoom.setProperty("tone", "muted")
        title = QLabel(_("Network"))
        set_font(title, "heading")
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(4)
        row.addWidget(title)
        row.addSpacing(8)
        row.addWidget(self._kind, 1)
        row.addWidget(self.call)
        row.addSpacing(8)
        row.addWidget(self._zoom)
        row.addWidget(_button("minus", _("Zoom out (Ctrl+wheel)"), lambda: self.canvas.zoom_by(1 / 1.2)))
        row.addWidget(_button("plus", _("Zoom in (Ctrl+wheel)"), lambda: self.canvas.zoom_by(1.2)))
        row.addWidget(_button("fit", _("Show the whole network"), lambda: self.canvas.fit()))
        self.fill = _button("fill", _("Fill the window with the network, or show all panels again (Esc)"), self.fill_wanted.emit)
        row.addWidget(self.fill)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._past = PastMark(self)
        self._past.setContentsMargins(12, 0, 8, 4)
        column.addLayout(row)
        column.addWidget(self._past)
        column.addWidget(self.canvas, 1)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas.zoomed.connect(self._show_zoom)
        document.changed.connect(lambda change: self._show_kind())
        self._show_kind()

    def show_frame(self, frame: Frame) -> None:
        self._past.show_moment(frame.past_step, frame.now, _(LOOKING_BACK))
        self.canvas.show_frame(frame)
        self._show_kind()

    def show_filled(self, filled: bool) -> None:
        """Whether the network fills the window."""
        set_icon(self.fill, "unfill" if filled else "fill")

    def sizeHint(self) -> QSize:
        return QSize(660, 370)

    def _show_kind(self) -> None:
        diagram = self.canvas.net.diagram
        if diagram is not self._described:
            self._described = diagram
            self._kind.set_text(describe(diagram))

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(f"{100 * zoom:.0f} %")


def describe(diagram: Diagram) -> str:
    """'Shallow: 3 layers with weights · 25 parameters'."""
    depth = diagram.depth
    text = ngettext(
        "Shallow: {depth} layer with weights · {parameters} parameters",
        "Shallow: {depth} layers with weights · {parameters} parameters",
        depth,
    )
    if depth >= DEEP:
        text = _("Deep: {depth} layers with weights · {parameters} parameters")
    return text.format(depth=depth, parameters=format_count(diagram.parameters))


def _button(name: str, tip: str, act: object) -> QToolButton:
    button = QToolButton()
    set_icon(button, name)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (")[0])
    button.setProperty("quiet", True)
    set_icon_size(button, 16)
    button.clicked.connect(act)
    return button
