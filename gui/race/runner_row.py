"""The runners of a race in a row: a card for each, and the buttons that add one or choose a usual set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.core.translation import N_, _
from engine.data.table import Task
from engine.experiments import variants
from engine.experiments.race import LEAST, MOST, standings
from engine.experiments.variants import Runner, names_of
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Recipe
from gui.race import standings_text
from gui.race.race_frame import RaceFrame
from gui.race.runner_card import RunnerCard
from gui.style import icons
from gui.style.colour_schemes import run_colours


@dataclass(frozen=True)
class RunnerSet:
    """A usual set of runners, made from the network that is raced. `name` and `tip` are translated when shown."""

    name: str
    make: Callable[[Recipe, Task], tuple[Runner, ...]]
    tip: str


SETS = (
    RunnerSet(
        N_("Optimizers"),
        lambda base, task: variants.optimizers(base),
        N_("SGD, Momentum, AdaGrad, RMSProp and Adam, each with its own usual rate."),
    ),
    RunnerSet(
        N_("Learning rates"),
        lambda base, task: variants.rates(base),
        N_("The present optimizer with 0.003, 0.03, 0.3 and 3: too slow, right, too fast."),
    ),
    RunnerSet(
        N_("Activation functions"),
        lambda base, task: variants.activations(base),
        N_("Sigmoid, tanh and ReLU in all hidden layers. Try it on a deep network."),
    ),
    RunnerSet(
        N_("Losses"),
        variants.losses,
        N_("Each loss that suits the data. Their numbers have different units, so the metric says who leads."),
    ),
)


class RunnerRow(QWidget):
    """`runners` are the user's choices; `changed` is emitted when they change. `adopt` carries the index of a runner."""

    changed = Signal()
    adopt = Signal(int)

    def __init__(self, runners: Sequence[Runner]) -> None:
        super().__init__()
        self.cards: list[RunnerCard] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self.add_button = QPushButton(_("Add runner"))
        self.add_button.setToolTip(_("One more runner, up to {most}.").format(most=MOST))
        icons.set_icon(self.add_button, "plus")
        self.add_button.clicked.connect(self.add)
        self.set_buttons = {one.name: _set_button(one) for one in SETS}
        self.show_runners(runners)

    @property
    def runners(self) -> tuple[Runner, ...]:
        """The runners with the choices that the cards show."""
        return tuple(card.runner for card in self.cards)

    def show_runners(self, runners: Sequence[Runner]) -> None:
        """Show these and no others, without a signal."""
        while len(self.cards) > len(runners):
            self._remove_card(self.cards[-1])
        for runner in runners[len(self.cards) :]:
            self._add_card(runner)
        for card, runner in zip(self.cards, runners, strict=True):
            card.runner = runner
        self.rename()

    def rename(self) -> None:
        """Set names, colours and which buttons are enabled, for the current runners and theme."""
        names, colours = names_of(self.runners), run_colours(len(self.cards))
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
        """Add a runner with the first optimizer that is not in the race yet."""
        if len(self.cards) >= MOST:
            return
        there = {type(runner.optimizer) for runner in self.runners}
        new = next((cls for cls in OPTIMIZERS if cls not in there), type(self.runners[-1].optimizer))
        self.show_runners((*self.runners, replace(self.runners[-1], optimizer=new())))
        self.cards[-1].optimizer.setFocus()
        self.changed.emit()

    def show_frame(self, frame: RaceFrame, rows: str, share: float) -> None:
        """Show how the runners do; a frame of other runners, from before a change, is ignored."""
        if frame.runners != self.runners:
            return
        rankings = standings(frame.snapshots, rows, standings_text.target_of(frame, rows, share))
        for index, (card, ranking) in enumerate(zip(self.cards, rankings, strict=True)):
            card.show_frame(frame, index, ranking)

    def show_nothing(self) -> None:
        """Clear pictures and standings until the next frame."""
        for card in self.cards:
            card.show_nothing()

    def _add_card(self, runner: Runner) -> None:
        card = RunnerCard(runner)
        card.changed.connect(self._on_changed)
        card.remove.connect(lambda: self._remove(card))
        card.adopt.connect(lambda: self.adopt.emit(self.cards.index(card)))
        self.cards.append(card)
        self._row.addWidget(card, 1)

    def _remove_card(self, card: RunnerCard) -> None:
        self.cards.remove(card)
        self._row.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _remove(self, card: RunnerCard) -> None:
        if len(self.cards) > LEAST:
            self._remove_card(card)
            self._on_changed()

    def _on_changed(self) -> None:
        self.rename()
        self.changed.emit()


def _set_button(runners: RunnerSet) -> QPushButton:
    button = QPushButton(_(runners.name))
    button.setToolTip(_(runners.tip))
    return button
