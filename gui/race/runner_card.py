"""One runner of a race: its colour and name, its choices, its decision map, its standing, and the button that adopts it."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.core.translation import N_, _
from engine.experiments.race import Ranking
from engine.experiments.variants import Runner
from engine.nn.activations import ACTIVATIONS
from engine.optim.optimizers import OPTIMIZERS
from gui.plotting.surfaces.decision_map import DecisionMap
from gui.race import standings_text
from gui.race.race_frame import RaceFrame
from gui.style import icons, theme
from gui.style.text_size import follow, set_font
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.forms.number_box import NumberBox
from gui.widgets.forms.number_steps import LEARNING_RATES
from gui.widgets.labels import caption

ADOPT = N_("Make it the project's: its settings and its trained weights. Undo brings the present ones back.")
KEEP_OWN = N_("Each layer keeps the activation that it has in the network.")
REPLACE = N_("The activation of all hidden layers, in place of their own. Start weights stay as they are.")


class Swatch(QWidget):
    """A short line in the colour of the runner's curves."""

    def __init__(self) -> None:
        super().__init__()
        self.colour = theme.current().text
        self.setFixedSize(16, 16)

    def show_colour(self, colour: str) -> None:
        self.colour = colour
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect().adjusted(0, 5, 0, -5), QColor(self.colour))
        painter.end()


class RunnerCard(QWidget):
    """Shows `runner`; the user's wishes are emitted as signals."""

    changed = Signal()
    remove = Signal()
    adopt = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.runner = runner
        self.swatch, self.name = Swatch(), caption()
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.close_button = QToolButton()
        self.close_button.setProperty("quiet", True)
        self.close_button.setToolTip(_("Take this runner out of the race."))
        icons.set_icon(self.close_button, "close", "muted")
        self.close_button.clicked.connect(self.remove)
        self.optimizer = FamilyPicker(OPTIMIZERS, _("Optimizer"), _("A new one starts with its own learning rate."))
        self.optimizer.picked.connect(self._on_optimizer)
        self.lr = NumberBox(params_of(runner.optimizer)["lr"], LEARNING_RATES)
        self.lr.value_changed.connect(self._on_rate)
        self.activation = Choice(_("Activation of the hidden layers"))
        self.activation.setToolTip(_(REPLACE))
        self.activation.add(None, _("As in the network"), _(KEEP_OWN))
        for cls in ACTIVATIONS:
            self.activation.add(cls.kind, _(cls.label), summary(cls))
        self.activation.chosen.connect(self._on_activation)
        self.picture = DecisionMap(_("Decision boundary"))
        self.first, self.second = ElidedLabel(most=1), ElidedLabel(most=1)
        self.button = QPushButton(_("Adopt"))
        self.button.setToolTip(_(ADOPT))
        self.button.clicked.connect(self.adopt)
        self._lay_out()
        self.show_runner(runner, runner.name, theme.current().text)

    def show_runner(self, runner: Runner, name: str, colour: str) -> None:
        """Show the choices of a runner, without a signal."""
        self.runner = runner
        self.name.setText(name)
        self.name.setToolTip(name)
        self.picture.setAccessibleName(_("Decision boundary of {runner}").format(runner=name))
        self.button.setAccessibleName(_("Adopt {runner}").format(runner=name))
        self.close_button.setAccessibleName(_("Remove {runner}").format(runner=name))
        self.optimizer.combo.setAccessibleName(_("{runner}: optimizer").format(runner=name))
        self.lr.line.setAccessibleName(_("{runner}: learning rate").format(runner=name))
        self.activation.setAccessibleName(_("{runner}: activation of the hidden layers").format(runner=name))
        self.swatch.show_colour(colour)
        self.optimizer.set_value(runner.optimizer)
        self.lr.set_value(runner.optimizer.lr)
        self.activation.set_value(None if runner.activation is None else runner.activation.kind)

    def show_frame(self, frame: RaceFrame, index: int, ranking: Ranking) -> None:
        """`index` is this runner's in the frame."""
        self.picture.show_snapshot(frame.snapshots[index])
        first, second, tip = standings_text.card_lines(frame, index, ranking)
        self.first.set_text(first, tip)
        self.second.set_text(second)
        self._set_adoptable(bool(frame.step))

    def show_nothing(self) -> None:
        """Before the first frame: no picture and no standing."""
        self.picture.show_snapshot(None)
        self.first.set_text("")
        self.second.set_text("")
        self._set_adoptable(False)

    def _set_adoptable(self, can: bool) -> None:
        if self.button.isEnabled() is not can:
            self.button.setEnabled(can)

    def _on_optimizer(self, cls: type) -> None:
        self._change(optimizer=cls())

    def _on_rate(self, value: float, _gesture: str) -> None:
        optimizer: Any = self.runner.optimizer
        self._change(optimizer=dataclasses.replace(optimizer, lr=value))

    def _on_activation(self, kind: str | None) -> None:
        self._change(activation=None if kind is None else ACTIVATIONS[kind]())

    def _change(self, **choice: Any) -> None:
        after = dataclasses.replace(self.runner, **choice)
        if after != self.runner:
            self.runner = after
            self.changed.emit()

    def _lay_out(self) -> None:
        top, choices = QHBoxLayout(), QGridLayout()
        for part in (self.swatch, self.name, self.close_button):
            top.addWidget(part, 1 if part is self.name else 0)
        for picker in (self.optimizer.combo, self.activation):
            picker.setSizeAdjustPolicy(picker.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            picker.setMinimumContentsLength(6)
            picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        choices.setHorizontalSpacing(4)
        choices.setVerticalSpacing(2)
        choices.setColumnStretch(0, 1)
        follow(self.lr, lambda: self.lr.setFixedWidth(theme.px(72)))
        follow(self.optimizer.combo, lambda: self.optimizer.combo.setMinimumWidth(theme.px(80)))  # in the narrowest card
        for place, (title, control) in enumerate(
            ((_("Optimizer"), self.optimizer), (_("Learning rate"), self.lr), (_("Hidden activation"), self.activation))
        ):
            label, across = QLabel(title), (1, 2) if control is self.activation else (1, 1)
            label.setProperty("tone", "muted")
            label.setBuddy(control)
            set_font(label, "small")
            row, column_ = 2 * (place // 2), place % 2
            choices.addWidget(label, row, column_)
            choices.addWidget(control, row + 1, column_, *across)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(choices)
        column.addWidget(self.picture, 1)
        for part in (self.first, self.second, self.button):
            column.addWidget(part)
        follow(self, lambda: self.setMinimumWidth(theme.px(164)))
