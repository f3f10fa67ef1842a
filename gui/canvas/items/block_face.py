"""What is written on a block: its name, size and activation above the neurons, parameter count and output shape below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from engine.core.number_format import format_count
from engine.core.translation import N_, _, ngettext
from engine.nn.activations import Activation
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.diagram import DiagramLayer
from gui.canvas.diagram.geometry import FOLDED_CELLS, MOST_CELLS, PAD, ROW, Box, Form
from gui.canvas.items.painting import CENTRE, rect, text_width, write
from gui.style.glyphs import draw_curve
from gui.style.icons import icon
from gui.style.theme import Theme

MINUS, PLUS, ACTIVATION, FOLD = "minus", "plus", "activation", "fold"  # the parts of a block that can be clicked
FROZEN, OFF = "frozen", "off"  # marks next to the name: a click removes them
DOCTOR = "doctor"  # the badge on the block that the doctor's first verdict is about
BUTTON, MARK, BADGE = 18.0, 16.0, 21.0
EDGE = 0.12  # share of the badge's width around its picture
INSIDE = 0.7  # share of the badge's width and height that is within the block
METER_LABEL = N_("grad")


@dataclass(frozen=True)
class Face:
    """The texts of one block. Equal faces look alike. `link` and `classes`, one for each unit, are the output's; `verdict` is
    what the doctor says of the block, if it is the first.
    """

    layer: DiagramLayer
    batch: int
    link: Activation
    classes: tuple[str, ...]
    verdict: str = ""

    def zones(self, form: Form) -> dict[str, Box]:
        """The parts that can be clicked, in the block's own coordinates."""
        zones, text = {}, form.text
        button, mark, across = BUTTON * text, MARK * text, form.width - 2 * PAD + 4
        if self.layer.resizable:
            zones[MINUS] = Box(PAD - 2, 28 * text, button, button)
            zones[PLUS] = Box(form.width - PAD + 2 - button, 28 * text, button, button)
        if self.layer.activation is not None:
            zones[ACTIVATION] = Box(PAD - 2, (49 if self.layer.has_neurons else 28) * text, across, ROW * text)
        if self.layer.foldable:
            zones[FOLD] = Box(PAD - 2, max(cell.bottom for cell in form.cells) + 3, across, 18 * text)
        if self.verdict:
            badge = BADGE * text
            zones[DOCTOR] = Box(form.width - INSIDE * badge, (INSIDE - 1) * badge, badge, badge)
        right = form.width - PAD + 3
        for name, there in ((OFF, not self.layer.enabled), (FROZEN, self.layer.frozen)):
            if there:
                zones[name] = Box(right - mark, 7 * text, mark, mark)
                right -= mark + 4
        return zones


def draw_face(painter: QPainter, face: Face, form: Form, theme: Theme, hovered: str) -> None:
    layer, inner, text = face.layer, form.width - 2 * PAD, form.text
    zones = face.zones(form)
    end = min([form.width - PAD, *(zones[mark].x - 4 for mark in (FROZEN, OFF) if mark in zones)])
    colour = theme.text if layer.enabled else theme.muted
    write(painter, Box(PAD, 5 * text, end - PAD, ROW * text), layer.name, colour, heading=True, scale=text)
    for name, box in zones.items():
        _draw_zone(painter, face, name, box, theme, hovered == name, text)
    if layer.has_neurons:
        if len(form.cells) < layer.units_out:
            _draw_rails(painter, form, theme)
        _draw_size(painter, face, form, theme)
        _draw_captions(painter, face, form, theme)
    elif layer.activation is None:
        write(painter, Box(PAD, 25 * text, inner, ROW * text), layer.setting, theme.muted, scale=text)
    if layer.has_neurons or layer.parameters:
        texts = _("{count} parameters"), _("{count} params"), "{count}"
        count = _first_that_fits(*(one.format(count=format_count(layer.parameters)) for one in texts), width=inner, scale=text)
        texts = (
            ngettext("{rows} row × {units} values", "{rows} rows × {units} values", face.batch),
            ngettext("{rows} row × {units}", "{rows} rows × {units}", face.batch),
            _("{rows} × {units}"),
        )
        numbers = {"rows": format_count(face.batch), "units": format_count(layer.units_out)}
        shape = _first_that_fits(*(one.format(**numbers) for one in texts), width=inner, scale=text)
        line = Box(PAD, form.band[1], inner, 16 * text)
        write(painter, line.moved(0, 4 * text), _(METER_LABEL), theme.muted, scale=text)
        write(painter, line.moved(0, 19 * text), count, theme.muted, scale=text)
        write(painter, line.moved(0, 35 * text), shape, theme.muted, scale=text)


def _draw_size(painter: QPainter, face: Face, form: Form, theme: Theme) -> None:
    """How many neurons; of the output, what makes its scores predictions, too."""
    layer, inner, text, count = face.layer, form.width - 2 * PAD, form.text, format_count(face.layer.units_out)
    neurons, button = ngettext("{count} neuron", "{count} neurons", layer.units_out).format(count=count), BUTTON * form.text
    size = _first_that_fits(neurons, count, width=inner - 2 * button + 2, scale=text)
    if layer.resizable:
        between = Box(PAD + button - 3, 27 * text, inner - 2 * button + 6, ROW * text)
        write(painter, between, size, theme.text, align=CENTRE, scale=text)
    else:
        write(painter, Box(PAD, 27 * text, inner, ROW * text), size, theme.text, scale=text)
    if layer.id == OUTPUT:
        draw_curve(painter, face.link, QRectF(PAD + 3 * text, 52.5 * text, 13 * text, 13 * text), theme)
        write(painter, Box(PAD + 21 * text, 49 * text, inner - 21 * text, ROW * text), _(face.link.label), theme.text, scale=text)


def _draw_rails(painter: QPainter, form: Form, theme: Theme) -> None:
    """Beside a folded layer: the line that the links of all its neurons meet, the first at its top, the last at its bottom."""
    painter.setPen(QPen(QColor(theme.outline), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for x in (form.in_x, form.out_x):
        painter.drawLine(QPointF(x, float(form.ports[0])), QPointF(x, float(form.ports[-1])))


def _draw_captions(painter: QPainter, face: Face, form: Form, theme: Theme) -> None:
    """The names of the classes."""
    units, cells = face.layer.units_out, form.cells
    if face.layer.id == OUTPUT and 1 < units <= MOST_CELLS:
        for name, box in zip(face.classes, cells, strict=False):
            write(painter, Box(box.right + 6, box.y, form.width - box.right - 8, box.h), name, theme.text, scale=form.text)


def _draw_zone(painter: QPainter, face: Face, name: str, box: Box, theme: Theme, hovered: bool, text: float) -> None:
    if name == FOLD:
        _draw_fold(painter, face.layer, box, theme.accent if hovered else theme.muted, text)
        return
    if name == DOCTOR:
        painter.setPen(QPen(QColor(theme.warning), 1.4))
        painter.setBrush(QColor(theme.raised if hovered else theme.surface))
        painter.drawEllipse(rect(box))
        icon("view_doctor", "warning").paint(painter, rect(box).adjusted(*(EDGE * box.w * s for s in (1, 1, -1, -1))).toRect())
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
        _draw_choice(painter, face, box, theme, text)
        return
    painter.drawLine(centre - QPointF(4 * text, 0), centre + QPointF(4 * text, 0))
    if name == PLUS:
        painter.drawLine(centre - QPointF(0, 4 * text), centre + QPointF(0, 4 * text))


def _draw_fold(painter: QPainter, layer: DiagramLayer, box: Box, colour: str, scale: float) -> None:
    """'12 of 200', or 'all 200', with an arrow down or up for what a click does."""
    text = _("all {count}") if layer.unfolded else _("{shown} of {count}")
    text = text.format(shown=FOLDED_CELLS, count=format_count(layer.units_out))
    middle, half, turn = box.x + box.w / 2, text_width(text, scale=scale) / 2, -1 if layer.unfolded else 1
    write(painter, Box(middle - half - 8, box.y, 2 * half + 2, box.h), text, colour, align=CENTRE, scale=scale)
    painter.setPen(QPen(QColor(colour), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    _draw_tip(painter, QPointF(middle + half + 3, box.y + box.h / 2 + 2 * turn), turn * scale)


def _draw_choice(painter: QPainter, face: Face, box: Box, theme: Theme, scale: float) -> None:
    """The activation's curve, its name and the mark of a menu; without the curve where the name needs its room."""
    assert face.layer.activation is not None
    activation = face.layer.activation[1]
    _draw_tip(painter, QPointF(box.right - 9 * scale, box.y + box.h / 2 + 2 * scale), scale)
    left, right = 10 + 13 * scale, 15 * scale
    if text_width(_(activation.label), scale=scale) <= box.w - left - right:
        draw_curve(painter, activation, QRectF(box.x + 5, box.y + 3.5 * scale, 13 * scale, 13 * scale), theme)
    else:
        left = 6
    write(painter, Box(box.x + left, box.y, box.w - left - right, box.h), _(activation.label), theme.text, scale=scale)


def _draw_tip(painter: QPainter, tip: QPointF, up: float) -> None:
    """An arrow head that points down to `tip`, or up where `up` is negative."""
    painter.drawPolyline([tip + QPointF(-3.5 * abs(up), -3.5 * up), tip, tip + QPointF(3.5 * abs(up), -3.5 * up)])


def _first_that_fits(*texts: str, width: float, scale: float) -> str:
    return next((text for text in texts if text_width(text, scale=scale) <= width), texts[-1])
