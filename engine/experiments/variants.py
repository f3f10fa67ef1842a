"""What may differ between the runners of a race, and usual sets of them. All else is the network's own recipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.core.number_format import format_number
from engine.core.translation import _, joined
from engine.data.table import Task
from engine.nn.activations import Activation, ReLU, Sigmoid, Tanh
from engine.nn.losses import CrossEntropy, Hinge, Huber, LogCosh, Loss, MeanAbsoluteError, MeanSquaredError, PerceptronLoss
from engine.optim.optimizers import SGD, AdaGrad, Adam, Momentum, Optimizer, RMSProp
from engine.recipe.layer_changes import with_hyperparameter
from engine.recipe.recipe import Recipe

RATES = (0.003, 0.03, 0.3, 3.0)
RACED = (CrossEntropy, MeanSquaredError, MeanAbsoluteError, Hinge, PerceptronLoss, Huber, LogCosh)
MOST_LOSSES = 5


@dataclass(frozen=True)
class Runner:
    """An optimizer, and the activation of all hidden layers; None leaves each layer its own. So does None the loss."""

    optimizer: Optimizer
    activation: Activation | None = None
    loss: Loss | None = None

    @property
    def name(self) -> str:
        """'Adam 0.01, ReLU'."""
        rate = format_number(self.optimizer.lr, 6)
        others = tuple(_(one.label) for one in (self.activation, self.loss) if one is not None)
        if not others:
            return _("{optimizer} {rate}").format(optimizer=_(self.optimizer.label), rate=rate)
        text = _("{optimizer} {rate}, {activation}")
        return text.format(optimizer=_(self.optimizer.label), rate=rate, activation=joined(others, ", "))

    def recipe(self, base: Recipe) -> Recipe:
        """The base with this runner's choices. Start weights stay as they are drawn: a fair race begins where the others do."""
        blocks = base.blocks
        if self.activation is not None:
            blocks = tuple(
                replace(block, layer=with_hyperparameter(block.layer, "activation", self.activation)) for block in blocks
            )
        return replace(base, optimizer=self.optimizer, blocks=blocks, loss=self.loss or base.loss)


def names_of(runners: Sequence[Runner]) -> tuple[str, ...]:
    """A name for each, none twice: those that are alike are numbered."""
    seen: Counter[str] = Counter()
    names = []
    for runner in runners:
        seen[runner.name] += 1
        names.append(runner.name if seen[runner.name] == 1 else f"{runner.name} ({seen[runner.name]})")
    return tuple(names)


def optimizers(base: Recipe) -> tuple[Runner, ...]:
    """The five of the text books, each with the learning rate it starts with everywhere in the program."""
    return tuple(Runner(cls()) for cls in (SGD, Momentum, AdaGrad, RMSProp, Adam))


def rates(base: Recipe) -> tuple[Runner, ...]:
    """The recipe's optimizer, from far too slow to far too fast."""
    optimizer: Any = base.optimizer
    return tuple(Runner(replace(optimizer, lr=lr)) for lr in RATES)


def activations(base: Recipe) -> tuple[Runner, ...]:
    """The recipe's optimizer with the three that text books begin with."""
    return tuple(Runner(base.optimizer, activation) for activation in (Sigmoid(), Tanh(), ReLU()))


def losses(base: Recipe, task: Task) -> tuple[Runner, ...]:
    """The recipe's optimizer with each loss that suits the task and can be trained with, up to five."""
    fitting = [cls() for cls in RACED if not cls().objection(task)]
    return tuple(Runner(base.optimizer, loss=loss) for loss in fitting[:MOST_LOSSES])


def can_vary_activation(base: Recipe) -> bool:
    """Whether there is a hidden activation that a runner could change."""
    return any(Runner(base.optimizer, other).recipe(base).blocks != base.blocks for other in (Tanh(), ReLU()))
