"""The strip of tools above the picture while points are drawn."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.params import Param
from engine.core.translation import N_, _
from engine.data.datasets.drawn_points import CLASSES, NUMBER
from engine.data.drawing.point_set import MOST_CLASSES
from gui.model.drawing import pad_actions
from gui.model.drawing.drawing_pad import BRUSH, ERASER, POINT, SELECT, DrawingPad
from gui.style import icons, theme
from gui.style.colour_schemes import class_colours
from gui.views.boundary.pad.point_marks import SIZE, mark
from gui.widgets.flow_row import flow_row
from gui.widgets.forms.editors import SliderNumber

TOOL_TEXTS = (
    (BRUSH, N_("Brush"), N_("Brush: press and move to draw many points. Radius and density say how wide and how many.")),
    (POINT, N_("Single point"), N_("Single point: each press draws one, exactly there.")),
    (ERASER, N_("Eraser"), N_("Eraser: press and move over points to take them away. Its radius is that of the brush.")),
    (SELECT, N_("Select and move"), N_("Select by a rectangle or a click (Ctrl+A: all); drag, arrow keys or Delete then act.")),
)
RADIUS = Param("radius", N_("Radius"), 0.6, 0.05, 3.0, True, help=N_("How wide brush and eraser are, in units of the axes."))
DENSITY = Param("density", N_("Density"), 6.0, 0.5, 60.0, True, help=N_("How many points the brush draws on a way of one unit."))
VALUE = Param("value", N_("Number"), 1.0, -30.0, 30.0, help=N_("The number that new points have, and selected ones get."))


class PadStrip(QWidget):
    """Changes the settings of the pad. `changed` carries whether points changed; `left`: the user has finished drawing."""

    changed = Signal(bool)
    left = Signal()

    def __init__(self, pad: DrawingPad) -> None:
        super().__init__()
        self._pad = pad
        self.tools = {tool: _button(f"draw_{tool}", _(name), _(tip)) for tool, name, tip in TOOL_TEXTS}
        self._group = QButtonGroup(self)
        for tool, button in self.tools.items():
            button.setCheckable(True)
            self._group.addButton(button)
            button.clicked.connect(lambda _on=False, tool=tool: self._choose(tool))
        self.jitter = _button("draw_jitter", _("Jitter"), _("Shake the selected points a little, or all if none is selected."))
        self.jitter.clicked.connect(lambda: self.changed.emit(pad_actions.jitter(self._pad)))
        self.clear = _button("trash", _("Clear"), _("Take all points away. Undo (Ctrl+Z) brings them back."))
        self.clear.clicked.connect(lambda: self.changed.emit(pad_actions.clear(self._pad)))
        self.done = _button("done", _("Finish drawing"), _("Finish drawing (Esc): the mouse reads the picture again."))
        self.done.clicked.connect(self.left)
        self.classes = [_class_button(k) for k in range(MOST_CLASSES)]
        for k, button in enumerate(self.classes):
            button.clicked.connect(lambda _on=False, k=k: self.changed.emit(self._pad.set_target(k)))
        self.radius, self.density, self.number = SliderNumber(RADIUS), SliderNumber(DENSITY), SliderNumber(VALUE)
        self.radius.value_changed.connect(lambda value, _gesture: self._set(radius=value))
        self.density.value_changed.connect(lambda value, _gesture: self._set(density=value))
        self.number.value_changed.connect(lambda value, _gesture: self.changed.emit(self._pad.set_target(value)))
        self._rows = [_named(RADIUS.label, self.radius), _named(DENSITY.label, self.density), _named(VALUE.label, self.number)]
        tools = *self.tools.values(), self.jitter, self.clear, self.done
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(flow_row(*tools, *self.classes, *self._rows, across=3, down=3))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        theme.events.changed.connect(self.show_pad)
        self.show_pad()

    def show_pad(self) -> None:
        """Show the pad's tool, class and number."""
        settings, draws = self._pad.settings, self._pad.data.draws
        self.tools[settings.tool].setChecked(True)
        self._rows[0].setVisible(settings.tool in (BRUSH, ERASER))
        self._rows[1].setVisible(settings.tool == BRUSH)
        self._rows[2].setVisible(draws == NUMBER)
        self.number.set_value(settings.number)
        colours = class_colours(MOST_CLASSES)
        for k, button in enumerate(self.classes):
            button.setVisible(draws == CLASSES)
            button.setChecked(k == settings.chosen_class)
            size = SIZE * theme.scale()
            button.setIcon(QIcon(QPixmap.fromImage(mark(k, colours[k], size, self.devicePixelRatioF(), theme.current()))))

    def _choose(self, tool: str) -> None:
        self._pad.choose(tool)
        self.show_pad()
        self.changed.emit(False)

    def _set(self, **values: float) -> None:
        self._pad.settings = replace(self._pad.settings, **values)


def _button(icon: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    icons.set_icon(button, icon)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    return button


def _class_button(number: int) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    name = _("Class {number}").format(number=number + 1)
    button.setAccessibleName(name)
    tip = _("{name} (key {key}): new points are of it, and selected ones become so.")
    button.setToolTip(tip.format(name=name, key=(number + 1) % 10))
    return button


def _named(label: str, editor: SliderNumber) -> QWidget:
    """A label with a slider and a field beside it."""
    row, text = QWidget(), QLabel(_(label))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    text.setBuddy(editor)
    editor.slider.setFixedWidth(64)
    line.addWidget(text)
    line.addWidget(editor, 1)
    return row
