"""The runners in a row: a card for each, and the buttons that add one or line up a usual set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.experiments import variants as sets
from engine.experiments.race import LEAST, MOST, standings
from engine.experiments.variants import Runner, names_of
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from gui.race import standings_text
from gui.race.race_frame import RaceFrame
from gui.race.runner_card import RunnerCard
from gui.style import icons, theme

SETS: tuple[tuple[str, Callable[[Recipe], tuple[Runner, ...]], str], ...] = (
    ("Optimizers", sets.optimizers, "SGD, Momentum, RMSProp and Adam, each with its own usual learning rate."),
    ("Learning rates", sets.rates, "The present optimizer with 0.003, 0.03, 0.3 and 3: too slow, right, too fast."),
    ("Activations", sets.activations, "Sigmoid, tanh and ReLU in all hidden layers. Try it on a deep network."),
)


class RunnerRow(QWidget):
    """`runners` are the user's choices, `changed` says that they are others. `adopt` carries the number of a runner."""

    changed = Signal()
    adopt = Signal(int)

    def __init__(self, runners: Sequence[Runner]) -> None:
        super().__init__()
        self.cards: list[RunnerCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self.add_button = QPushButton("Add runner")
        self.add_button.setToolTip(f"One more runner, up to {MOST}.")
        icons.set_icon(self.add_button, "plus")
        self.add_button.clicked.connect(self.add)
        self.set_buttons = {name: _set_button(name, tip) for name, _, tip in SETS}
        self.show_runners(runners)

    @property
    def runners(self) -> tuple[Runner, ...]:
        return tuple(card.runner for card in self.cards)

    def show_runners(self, runners: Sequence[Runner]) -> None:
        """These and no others, without a signal."""
        while len(self.cards) > len(runners):
            self._take_out(self.cards[-1])
        for runner in runners[len(self.cards) :]:
            self._put_in(runner)
        for card, runner in zip(self.cards, runners, strict=True):
            card.runner = runner
        self.rename()

    def rename(self) -> None:
        """Names, colours and what can be added or removed, for the present runners and theme."""
        names, colours = names_of(self.runners), theme.layer_colours(len(self.cards))
        for card, name, colour in zip(self.cards, names, colours, strict=True):
            card.show_runner(card.runner, name, colour)
            card.close_button.setEnabled(len(self.cards) > LEAST)
        self.add_button.setEnabled(len(self.cards) < MOST)

    def retheme(self) -> None:
        self.rename()
        for card in self.cards:
            card.picture.retheme()
            for line in (card.first, card.second):
                line.update()

    def add(self) -> None:
        """One more, with the first optimizer that is not in the race yet."""
        if len(self.cards) >= MOST:
            return
        there = {type(runner.optimizer) for runner in self.runners}
        new = next((cls for cls in OPTIMIZERS if cls not in there), type(self.runners[-1].optimizer))
        self.show_runners((*self.runners, Runner(new(), self.runners[-1].activation)))
        self.cards[-1].optimizer.setFocus()
        self.changed.emit()

    def show_frame(self, frame: RaceFrame, rows: str, share: float) -> None:
        """A frame of other runners, from before a change, is not shown."""
        if frame.runners != self.runners:
            return
        found = standings(frame.snapshots, rows, standings_text.target_of(frame, rows, share))
        for place, (card, one) in enumerate(zip(self.cards, found, strict=True)):
            card.show_frame(frame, place, one)

    def show_nothing(self) -> None:
        for card in self.cards:
            card.show_nothing()

    def _put_in(self, runner: Runner) -> None:
        card = RunnerCard(runner)
        card.changed.connect(self._on_changed)
        card.remove.connect(lambda: self._remove(card))
        card.adopt.connect(lambda: self.adopt.emit(self.cards.index(card)))
        self.cards.append(card)
        self._row.addWidget(card, 1)

    def _take_out(self, card: RunnerCard) -> None:
        self.cards.remove(card)
        self._row.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _remove(self, card: RunnerCard) -> None:
        if len(self.cards) > LEAST:
            self._take_out(card)
            self._on_changed()

    def _on_changed(self) -> None:
        self.rename()
        self.changed.emit()


def _set_button(name: str, tip: str) -> QPushButton:
    button = QPushButton(name)
    button.setToolTip(tip)
    return button
