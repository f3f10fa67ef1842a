"""What is shown for a while: where a block would be inserted, the hint of an empty network, a problem at the foot of a block."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from engine.core.number_format import format_count
from engine.core.translation import N_, _
from engine.recipe.remedies import Remedy
from gui.canvas.diagram.geometry import Box, Layout
from gui.canvas.items.callout import Callout
from gui.canvas.items.painting import CENTRE, font, mix, rect
from gui.style.theme import current
from gui.training.frame import Frame

EMPTY = N_("Drag a layer here,\nor press Enter on one")


class Hint(QGraphicsItem):
    """A text in a rounded, dashed frame. `set` gives it text and place; an empty text hides it."""

    def __init__(self, z: float) -> None:
        super().__init__()
        self.setZValue(z)
        self.text, self._box, self._strong, self._scale = "", QRectF(), False, 1.0
        self.hide()

    def set(self, text: str, box: Box | None = None, strong: bool = False, scale: float = 1.0) -> None:
        """`strong` draws it in the accent colour, as the place where something would be inserted."""
        self.prepareGeometryChange()
        self.text, self._strong, self._scale = text, strong, scale
        self._box = QRectF() if box is None else rect(box)
        self.setVisible(box is not None)

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-2, -2, 2, 2)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        theme = current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(theme.accent if self._strong else theme.muted), 1.6 if self._strong else 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(mix(theme.surface, theme.accent, 0.12) if self._strong else QColor(theme.surface))
        painter.drawRoundedRect(self._box, 8, 8)
        painter.setPen(QColor(theme.accent if self._strong else theme.muted))
        painter.setFont(font(self._strong, self._scale))
        painter.drawText(self._box, CENTRE, self.text)


class Hints:
    """The hints of one scene."""

    def __init__(self) -> None:
        self.hint, self.ghost, self.problem, self.outcome = Hint(2), Hint(3), Callout(5), Callout(7)
        self.remedy: Remedy | None = None  # of the trouble that is shown
        self.problem_block: int | None = None

    @property
    def items(self) -> tuple[QGraphicsItem, ...]:
        return self.hint, self.ghost, self.problem, self.outcome

    def place(self, layout: Layout, landing: str, calm: bool = False) -> None:
        """`landing` is the text in the opening, where there is one. `calm`: numbers stand where an empty network has its hint."""
        scale = layout.text
        self.ghost.set(landing, layout.opening, strong=True, scale=scale)
        if len(layout.places) == 2 and layout.opening is None and not calm:
            left, right = layout.places[0].box.right, layout.places[1].x
            bottom = layout.bounds.bottom  # below all neurons, so that it covers no link
            self.hint.set(
                _(EMPTY), Box((left + right) / 2 - 84 * scale, bottom - 50 * scale, 168 * scale, 44 * scale), scale=scale
            )
        else:
            self.hint.set("")

    def show_problem(self, layout: Layout, frame: Frame | None) -> None:
        """Show the problem of a frame on its block, if that is in the row, and its remedy."""
        problem = None if frame is None else BlockProblem.of(frame)
        place = next((place for place in layout.places[1:] if problem is not None and place.id == problem.block), None)
        self.problem_block = None if place is None else place.id
        if problem is None or place is None:
            self.problem.set("")
            self.remedy = None
        else:
            self.remedy = problem.remedy
            action = "" if self.remedy is None else self.remedy.text
            text = problem.short or problem.text
            self.problem.set(text, place.box, layout.bounds, action=action, scale=layout.text, above=True)

    @property
    def height_above(self) -> float:
        """How far the problem reaches above its block."""
        return self.problem.boundingRect().height() if self.problem.isVisible() else 0.0


@dataclass(frozen=True)
class BlockProblem:
    """What keeps a block from being trained. `short` is what stands on the block where a message above gives the details."""

    text: str
    block: int | None
    remedy: Remedy | None
    short: str = ""

    @staticmethod
    def of(frame: Frame) -> BlockProblem | None:
        """A problem that keeps training from going on, or the number that was no longer finite; None when all is well."""
        if frame.problem:
            return BlockProblem(frame.problem, frame.problem_block, frame.remedy)
        divergence = None if frame.snapshot is None else frame.snapshot.divergence
        if frame.snapshot is None or divergence is None:
            return None
        text, step = (
            _("Training stopped here at step {step}: {where} was no longer a finite number."),
            format_count(divergence.step),
        )
        short = _("Not finite at step {step}").format(step=step)
        return BlockProblem(text.format(step=step, where=divergence.where), divergence.block, None, short)
