"""The pad in the window: mouse and keys over the picture become edits of the project's points, a few times a second."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.data.data_problem import TooFewPoints
from engine.data.datasets.drawn_points import CURVE, DrawnPoints
from engine.data.drawing.point_set import EDGE
from engine.inspection.snapshot import Snapshot
from gui.model.drawing import pad_actions
from gui.model.drawing.drawing_pad import DrawingPad
from gui.plotting.surfaces.surface_plot import SurfacePlot
from gui.style import theme
from gui.views.boundary.pad.pad_keys import DRAWS, Key, is_pad_key, press_key, way_of
from gui.views.boundary.pad.pad_painter import PadPainter
from gui.views.boundary.pad.pad_strip import PadStrip
from gui.views.intents import DrawPoints, FinishDrawing

SMALL = 300  # pixels at a text size of 100 % along the picture from which one draws at ease
INTERVAL = 200  # ms between two edits of one stroke
REACH = 9.0  # pixels at a text size of 100 % from the mouse to a point that it means
MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
)
EVENTS = {*MOUSE, QEvent.Type.Leave, QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}
HELP = N_(
    "Draw points with the mouse, or with arrow keys and Space. Keys 1 to 9 and 0 choose the class; Delete, Ctrl+A and arrow keys "
    "act on selected points; Esc ends it."
)


class Pad(QObject):
    """`wanted` carries edits; `switched`: it is on, or off. `show_drawing` says which points the project has."""

    wanted = Signal(object)  # an Intent
    switched = Signal(bool)

    def __init__(self, plot: SurfacePlot) -> None:
        super().__init__(plot)
        self.model = DrawingPad(np.random.default_rng())
        self.strip, self.is_on = PadStrip(self.model), False
        self._plot, self._area = plot, plot.plot_area
        self._data: DrawnPoints | None = None
        self.painter = PadPainter(self.model, self._area)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._send)
        self.strip.changed.connect(self._after)
        self.strip.left.connect(self._finish)
        self.strip.hide()
        self._area.viewport().installEventFilter(self)
        plot.installEventFilter(self)

    def show_drawing(self, data: DrawnPoints | None) -> None:
        """The project's points; None where its data are others, on which one cannot draw."""
        if data is not None and data == self._data:  # another edit: what is not sent yet stays
            return
        self._data = data
        if data is None:
            self.switch(False)
        else:
            self._timer.stop()
            self.model.show(data)
            self.painter.sentence = self._what_to_draw()
            self.strip.show_pad()
            self._area.refresh()

    def switch(self, on: bool) -> None:
        """Draw, or read the picture with the mouse as before."""
        on = on and self._data is not None
        if on == self.is_on:
            return
        self._send()
        self.model.release()
        self.is_on = on
        self._area.over = self.painter.paint if on else None
        self.strip.setVisible(on)
        self.painter.place = None
        self.switched.emit(on)
        if on:
            self._plot.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_small(self) -> bool:
        """Whether the picture is too small to draw at ease."""
        return self._plot.side < SMALL * theme.scale()

    def is_drawn_by(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot is of points that are drawn here."""
        return self._data is not None and self._data.continues(snapshot.recipe.data)

    def take_keys(self) -> None:
        """The picture has the keyboard while the pad is on."""
        self._plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._plot.setAccessibleName(_("Pad for points"))
        self._plot.setAccessibleDescription(_(HELP))

    def read_out(self) -> str:
        """How many points there are, or why no more can be drawn."""
        count = len(self.model.points)
        text = ngettext(
            "Drawing: {count} point. Ctrl+Z undoes a stroke.", "Drawing: {count} points. Ctrl+Z undoes a stroke.", count
        )
        return self.model.note or text.format(count=format_count(count))

    def show_empty(self) -> None:
        """The axes of the pad without a network's predictions, while there are too few points for any."""
        plot, whole = self._plot, (-EDGE, EDGE)
        names = ("x", "y") if self.model.data.draws == CURVE else ("x₁", "x₂")
        plot.set_axes(names, whole, whole, square=self.model.data.draws != CURVE)
        plot.picture.clear()
        plot.show_lines(np.empty(0), ())
        plot.hatch(np.empty(0), np.empty(0), theme.current().muted)

    # -- inside
    def _what_to_draw(self) -> str:
        try:
            self.model.data.make(np.random.default_rng(0))
        except TooFewPoints as problem:
            return str(problem)
        return ""

    def _after(self, changed: bool) -> None:
        """The pad was acted on: show it, and let the network have the points now, or soon if a gesture goes on."""
        if changed and not self.model.is_drawing:
            self._send()
        elif changed and not self._timer.isActive():
            self._timer.start()
        self.strip.show_pad() if not self.model.is_drawing else None
        self._area.refresh()

    def _finish(self) -> None:
        self.switch(False)
        self.wanted.emit(FinishDrawing())

    def _send(self) -> None:
        self._timer.stop()
        drawing = self.model.drawing()
        if self._data is not None and drawing.points != self._data.points:
            self.wanted.emit(DrawPoints(drawing, self.model.text, f"points {id(self)} {self.model.stroke}"))

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at, model = event.type(), event.position(), self.model
        place = self._area.value_beyond(at)
        self.painter.place, self.painter.by_keys = place, False
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            if event.button() != Qt.MouseButton.LeftButton or not self._area.area()[2].contains(at):
                return True
            self._plot.setFocus(Qt.FocusReason.MouseFocusReason)
            (x0, x1), (y0, y1), rect = self._area.area()
            reach = REACH * theme.scale()
            reaches = reach * (x1 - x0) / rect.width(), reach * (y1 - y0) / rect.height()
            self._after(model.press(place, reaches, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)))
        elif kind == QEvent.Type.MouseMove:
            self._after(model.drag(place))
            return model.is_drawing
        elif kind == QEvent.Type.MouseButtonRelease and model.is_drawing:
            model.release()
            self._send()
            self._after(False)
        return True

    def _key(self, event: QKeyEvent) -> None:
        model, painter, way = self.model, self.painter, way_of(event)
        if event.key() == Key.Key_Escape:
            if model.selection.mask.any():
                model.selection.clear(len(model.points))
                self._after(False)
            else:
                self._finish()
        elif way is not None and model.selection.mask.any():
            self._after(pad_actions.nudge(model, way))
        elif way is not None or event.key() in DRAWS:
            x, y = painter.place or (0.0, 0.0)
            dx, dy = way or (0.0, 0.0)
            painter.place = min(max(x + dx, -EDGE), EDGE), min(max(y + dy, -EDGE), EDGE)
            painter.by_keys = True
            changed = way is None and model.press(painter.place)
            model.release()
            self._after(changed)
        else:
            self._after(press_key(model, event))

    # -- Qt
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_on or event.type() not in EVENTS:  # others come while the picture is being deleted
            return False
        if isinstance(event, QMouseEvent):
            return watched is not self._plot and self._mouse(event)
        if event.type() == QEvent.Type.Leave and watched is not self._plot:
            self.painter.place = None
            self._area.refresh()
        if watched is self._plot and isinstance(event, QKeyEvent) and is_pad_key(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._key(event)
                return True
        return False
