"""One runner: its colour and name, its choices, its picture, how it does, and the button that adopts it."""

from __future__ import annotations

import dataclasses
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.params import params_of
from engine.experiments.race import Ranking
from engine.experiments.variants import Runner
from engine.nn.activations import ACTIVATIONS
from engine.optim.optimizers import OPTIMIZERS
from gui.race import standings_text
from gui.race.decision_map import DecisionMap
from gui.race.race_frame import RaceFrame
from gui.style import icons, theme
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.forms.choice import Choice
from gui.widgets.forms.family_picker import FamilyPicker, summary
from gui.widgets.forms.number_box import NumberBox
from gui.widgets.forms.number_steps import LEARNING_RATES
from gui.widgets.labels import caption

ADOPT = "Make it the project's: its settings and its trained weights. Undo brings the present ones back."
OWN = "Each layer keeps its own activation."


class Swatch(QWidget):
    """The colour of a runner's lines."""

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
    """`runner` is what it shows. What the user wants leaves by the signals."""

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
        self.close_button.setToolTip("Take this runner out of the race.")
        self.close_button.setAccessibleName("Remove this runner")
        icons.set_icon(self.close_button, "close", "muted")
        self.close_button.clicked.connect(self.remove)
        self.optimizer = FamilyPicker(OPTIMIZERS, "Optimizer", "A new one starts with its own learning rate.")
        self.optimizer.picked.connect(self._on_optimizer)
        self.lr = NumberBox(params_of(runner.optimizer)["lr"], LEARNING_RATES)
        self.lr.value_changed.connect(self._on_rate)
        self.activation = Choice("Activation of the hidden layers")
        self.activation.setToolTip("The activation of all hidden layers, in place of their own. Start weights stay as they are.")
        self.activation.add(None, "As built", OWN)
        for cls in ACTIVATIONS:
            self.activation.add(cls.kind, cls.label, summary(cls))
        self.activation.chosen.connect(self._on_activation)
        self.picture = DecisionMap("Decision boundary")
        self.first, self.second = ElidedLabel(), ElidedLabel()
        self.button = QPushButton("Adopt")
        self.button.setToolTip(ADOPT)
        self.button.clicked.connect(self.adopt)
        self._lay_out()
        self.show_runner(runner, runner.name, theme.current().text)

    def show_runner(self, runner: Runner, name: str, colour: str) -> None:
        self.runner = runner
        self.name.setText(name)
        self.name.setToolTip(name)
        self.picture.setAccessibleName(f"Decision boundary of {name}")
        self.button.setAccessibleName(f"Adopt {name}")
        self.swatch.show_colour(colour)
        self.optimizer.set_value(runner.optimizer)
        self.lr.set_value(runner.optimizer.lr)
        self.activation.set_value(None if runner.activation is None else runner.activation.kind)

    def show_frame(self, frame: RaceFrame, place: int, found: Ranking) -> None:
        """`place` is this runner's in the frame."""
        self.picture.show_snapshot(frame.snapshots[place])
        first, second, tip = standings_text.card_lines(frame, place, found)
        self.first.set_text(first, tip)
        self.second.set_text(second)
        self._allow(bool(frame.step))

    def show_nothing(self) -> None:
        self.picture.show_snapshot(None)
        self.first.set_text("")
        self.second.set_text("")
        self._allow(False)

    def _allow(self, can: bool) -> None:
        if self.button.isEnabled() is not can:
            self.button.setEnabled(can)

    def _on_optimizer(self, cls: type) -> None:
        self._change(optimizer=cls())

    def _on_rate(self, value: float, _run: str) -> None:
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
        top, choices = QHBoxLayout(), QHBoxLayout()
        for part in (self.swatch, self.name, self.close_button):
            top.addWidget(part, 1 if part is self.name else 0)
        for picker in (self.optimizer.combo, self.activation):
            picker.setSizeAdjustPolicy(picker.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            picker.setMinimumContentsLength(6)
            picker.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        choices.setSpacing(4)
        self.lr.setFixedWidth(88)
        choices.addWidget(self.lr)
        choices.addWidget(self.activation, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.optimizer)
        column.addLayout(choices)
        column.addWidget(self.picture, 1)
        for part in (self.first, self.second, self.button):
            column.addWidget(part)
        self.setMinimumWidth(164)
