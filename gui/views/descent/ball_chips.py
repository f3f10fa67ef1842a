"""A button for each optimizer, which puts its ball on the function or takes it away; first those that textbooks begin with."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from engine.core.translation import N_, _, joined
from engine.experiments.descent.descent_settings import DescentSettings
from engine.optim.optimizers import OPTIMIZERS, in_one_sentence, written_rule
from gui.plotting.legend import SWATCH, LegendEntry, paint_swatch
from gui.style import theme
from gui.style.text_size import follow, set_font
from gui.views.descent.ball_style import ball_style
from gui.views.descent.ball_words import TEXTBOOK
from gui.widgets.flow_row import flow_row
from gui.widgets.labels import note

CHOSEN = ("sgd", "momentum")  # at the first start
NOTHING_RANDOM = N_("Without gradient noise nothing here is random: each step has the exact gradient.")
HEIGHT = 24  # pixels of a chip with the gap that belongs to it: three rows of them in the slot of a small window


class BallChips(QWidget):
    """`chosen` are the names of those that are on. `changed` when one is switched.

    `others` are the buttons of optimizers that textbooks do not begin with: in a narrow column they stand elsewhere.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.buttons = {kind: _button(_(OPTIMIZERS[kind].label)) for kind in OPTIMIZERS.names()}
        for kind, button in self.buttons.items():
            button.setChecked(kind in CHOSEN)
            button.toggled.connect(lambda _on: self.changed.emit())
        self.purpose = note(_("Each button puts a ball at the same start."))
        self.others = flow_row(*(button for kind, button in self.buttons.items() if kind not in TEXTBOOK), across=3, down=0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.purpose)
        column.addWidget(flow_row(*(self.buttons[kind] for kind in TEXTBOOK), across=3, down=0))
        follow(self, self.retheme, "swatches")

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(kind for kind, button in self.buttons.items() if button.isChecked())

    def explain(self, settings: DescentSettings) -> None:
        """Say each rule with the present numbers in the tooltips."""
        for kind, button in self.buttons.items():
            rule = "\n".join(written_rule(settings.optimizer(kind)))
            exact = kind == "sgd" and not settings.noise
            summary = joined((in_one_sentence(OPTIMIZERS[kind]), _(NOTHING_RANDOM) if exact else ""))
            button.setToolTip(_("{summary}\n{rule}").format(summary=summary, rule=rule))

    def retheme(self) -> None:
        for kind, button in self.buttons.items():
            style = ball_style(kind)
            button.setIcon(_swatch(LegendEntry("", style.colour, mark=style.mark), button.devicePixelRatioF()))


class Chip(QToolButton):
    """As narrow as its swatch and its text, and low: Qt adds the width of two spaces, and the height of a button."""

    def sizeHint(self) -> QSize:
        width = super().sizeHint().width() - 2 * self.fontMetrics().horizontalAdvance(" ")
        return QSize(width, theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _button(name: str) -> QToolButton:
    button = Chip()
    button.setText(name)
    button.setAccessibleName(_("Ball of {optimizer}").format(optimizer=name))
    button.setCheckable(True)
    button.setProperty("chip", True)
    set_font(button, "small")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(QSize(round(SWATCH), round(SWATCH)))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _swatch(entry: LegendEntry, ratio: float) -> QIcon:
    picture = QPixmap(round(SWATCH * ratio), round(SWATCH * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_swatch(painter, entry, QPointF(0, SWATCH / 2))
    painter.end()
    return QIcon(picture)
