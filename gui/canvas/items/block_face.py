"""What is written on a block: its name, size and activation above the neurons, parameter count and output shape below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.core.translation import N_, _, ngettext
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import DiagramLayer
from gui.canvas.diagram.geometry import FOLDED_CELLS, MOST_CELLS, PAD, ROW, Box, Form
from gui.canvas.items.painting import CENTRE, rect, text_width, write
from gui.style.glyphs import draw_curve
from gui.style.icons import icon
from gui.style.theme import Theme

MINUS, PLUS, ACTIVATION, FOLD = "minus", "plus", "activation", "fold"  # the parts of a block that can be clicked
FROZEN, OFF = "frozen", "off"  # marks next to the name: a click removes them
BUTTON, MARK = 18.0, 16.0
METER_LABEL = N_("grad")


@dataclass(frozen=True)
class Face:
    """The texts of one block. Equal faces look alike. `classes`: the class of each unit of the output."""

    layer: DiagramLayer
    batch: int
    loss: str
    classes: tuple[str, ...]

    def zones(self, form: Form) -> dict[str, Box]:
        """The parts that can be clicked, in the block's own coordinates."""
        zones = {}
        if self.layer.resizable:
            zones[MINUS] = Box(PAD - 2, 28, BUTTON, BUTTON)
            zones[PLUS] = Box(form.width - PAD + 2 - BUTTON, 28, BUTTON, BUTTON)
        if self.layer.activation is not None:
            zones[ACTIVATION] = Box(PAD - 2, 49 if self.layer.has_neurons else 28, form.width - 2 * PAD + 4, ROW)
        if self.layer.foldable:
            zones[FOLD] = Box(PAD - 2, max(cell.bottom for cell in form.cells) + 3, form.width - 2 * PAD + 4, 18)
        right = form.width - PAD + 3
        for name, there in ((OFF, not self.layer.enabled), (FROZEN, self.layer.frozen)):
            if there:
                zones[name] = Box(right - MARK, 7, MARK, MARK)
                right -= MARK + 4
        return zones


def draw_face(painter: QPainter, face: Face, form: Form, theme: Theme, hovered: str) -> None:
    layer, inner = face.layer, form.width - 2 * PAD
    zones = face.zones(form)
    end = min([form.width - PAD, *(zones[mark].x - 4 for mark in (FROZEN, OFF) if mark in zones)])
    write(painter, Box(PAD, 5, end - PAD, ROW), layer.name, theme.text if layer.enabled else theme.muted, heading=True)
    for name, box in zones.items():
        _draw_zone(painter, face, name, box, theme, hovered == name)
    if layer.has_neurons:
        _draw_size(painter, face, form, theme)
        _draw_captions(painter, face, form, theme)
    elif layer.activation is None:
        write(painter, Box(PAD, 25, inner, ROW), layer.setting, theme.muted)
    if layer.has_neurons or layer.parameters:
        texts = _("{count} parameters"), _("{count} params")
        count = _first_that_fits(*(text.format(count=f"{layer.parameters:,}") for text in texts), width=inner)
        shape = _("out {rows} × {units}").format(rows=face.batch, units=f"{layer.units_out:,}")
        below = form.band[1]
        write(painter, Box(PAD, below + 4, 40, 16), _(METER_LABEL), theme.muted)
        write(painter, Box(PAD, below + 19, inner, 16), count, theme.muted)
        write(painter, Box(PAD, below + 35, inner, 16), shape, theme.muted)


def _draw_size(painter: QPainter, face: Face, form: Form, theme: Theme) -> None:
    """How many neurons; of the output, the loss too."""
    layer, inner, count = face.layer, form.width - 2 * PAD, f"{face.layer.units_out:,}"
    neurons = ngettext("{count} neuron", "{count} neurons", layer.units_out).format(count=count)
    size = _first_that_fits(neurons, count, width=inner - 2 * BUTTON + 2)
    if layer.resizable:
        write(painter, Box(PAD + BUTTON - 3, 27, inner - 2 * BUTTON + 6, ROW), size, theme.text, align=CENTRE)
    else:
        write(painter, Box(PAD, 27, inner, ROW), size, theme.text)
    if layer.id == OUTPUT:
        write(painter, Box(PAD, 49, inner, ROW), face.loss, theme.muted)


def _draw_captions(painter: QPainter, face: Face, form: Form, theme: Theme) -> None:
    """The names of the classes."""
    units, cells = face.layer.units_out, form.cells
    if face.layer.id == OUTPUT and 1 < units <= MOST_CELLS:
        for name, box in zip(face.classes, cells, strict=False):
            write(painter, Box(box.right + 6, box.y, form.width - box.right - 8, box.h), name, theme.text)


def _draw_zone(painter: QPainter, face: Face, name: str, box: Box, theme: Theme, hovered: bool) -> None:
    if name == FOLD:
        _draw_fold(painter, face.layer, box, theme.accent if hovered else theme.muted)
        return
    if name in (FROZEN, OFF):
        icon(name, "accent" if hovered else "muted").paint(painter, rect(box).toRect())
        return
    painter.setPen(QPen(QColor(theme.accent if hovered else theme.outline), 1))
    painter.setBrush(QColor(theme.surface))
    painter.drawRoundedRect(rect(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QPen(QColor(theme.text), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    centre = rect(box).center()
    if name == ACTIVATION:
        _draw_choice(painter, face, box, theme)
        return
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(4, 0))
    if name == PLUS:
        painter.drawLine(centre - QPointF(0, 4), centre + QPointF(0, 4))


def _draw_fold(painter: QPainter, layer: DiagramLayer, box: Box, colour: str) -> None:
    """'12 of 200', or 'all 200', with an arrow down or up for what a click does."""
    text = _("all {count}") if layer.unfolded else _("{shown} of {count}")
    text = text.format(shown=FOLDED_CELLS, count=f"{layer.units_out:,}")
    middle, half, turn = box.x + box.w / 2, text_width(text) / 2, -1 if layer.unfolded else 1
    write(painter, Box(middle - half - 8, box.y, 2 * half + 2, box.h), text, colour, align=CENTRE)
    tip = QPointF(middle + half + 3, box.y + box.h / 2 + 2 * turn)
    painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline([tip + QPointF(-3.5, -3.5 * turn), tip, tip + QPointF(3.5, -3.5 * turn)])


def _draw_choice(painter: QPainter, face: Face, box: Box, theme: Theme) -> None:
    """The activation's curve, its name and the mark of a menu."""
    assert face.layer.activation is not None
    activation = face.layer.activation[1]
    tip = QPointF(box.right - 9, box.y + box.h / 2 + 2)
    painter.drawPolyline([tip + QPointF(-3.5, -3.5), tip, tip + QPointF(3.5, -3.5)])
    draw_curve(painter, activation, QRectF(box.x + 5, box.y + 3.5, 13, 13), theme)
    write(painter, Box(box.x + 23, box.y, box.w - 23 - 15, box.h), activation.label, theme.text)


def _first_that_fits(*texts: str, width: float) -> str:
    return next((text for text in texts if text_width(text) <= width), texts[-1])
