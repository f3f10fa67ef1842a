"""What one chooses for a descent, as a value: learning rate, momentum, noise, the bowl's condition number, the start."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from engine.core.params import param, params_of
from engine.experiments.descent.descent import Descent
from engine.experiments.descent.example_functions import FUNCTIONS, Bowl, ExampleFunction
from engine.optim.optimizers import OPTIMIZERS, SGD, Momentum, Optimizer

MOMENTUM = "beta"  # the field of an optimizer with momentum
START_HELP = "Where all balls start. Drag the start in the picture, or move it with the arrow keys there."


def _as_in(cls: type[Any], name: str, default: float) -> Any:
    """A field like that hyperparameter, with a default of its own."""
    return dataclasses.field(default=default, metadata={"param": dataclasses.replace(params_of(cls)[name], default=default)})


@dataclass(frozen=True)
class DescentSettings:
    """One learning rate for all balls; `momentum` is for the optimizers that have it. `y` is for functions of two variables."""

    lr: float = _as_in(SGD, "lr", 0.01)
    momentum: float = _as_in(Momentum, MOMENTUM, 0.9)
    noise: float = param(
        0.0,
        "Gradient noise",
        low=0.0,
        high=100.0,
        log=True,
        help="How much chance is added to each gradient, the same for all balls, as mini-batches do. Try 1, then 10.",
    )
    condition: float = _as_in(Bowl, "condition", 10.0)
    x: float = param(2.2, "Start: x", low=-6.0, high=6.0, help=START_HELP)
    y: float = param(0.0, "Start: y", low=-6.0, high=6.0, help=START_HELP)

    def function(self, kind: str) -> ExampleFunction:
        """The example function of that name with its condition number, if it has one."""
        function = FUNCTIONS[kind]()
        return dataclasses.replace(function, condition=self.condition) if isinstance(function, Bowl) else function

    def optimizer(self, kind: str) -> Optimizer:
        """The optimizer of that name with the learning rate, and the momentum if it has one."""
        numbers = {"lr": self.lr, MOMENTUM: self.momentum} if has_momentum(kind) else {"lr": self.lr}
        optimizer: Optimizer = dataclasses.replace(cast(Any, OPTIMIZERS[kind]()), **numbers)
        return optimizer

    def start(self, function: ExampleFunction) -> tuple[float, ...]:
        """The start, moved into the function's domain where it is outside."""
        wanted = zip((self.x, self.y), function.domain, strict=False)
        return tuple(min(max(x, low), high) for x, (low, high) in wanted)

    def descent(self, kind: str, optimizers: Sequence[str]) -> Descent:
        """The descent of these optimizers on the example function of that name, before its first step."""
        function = self.function(kind)
        return Descent(function, self.start(function), [self.optimizer(one) for one in optimizers], self.noise)

    def at_start(self, start: Sequence[float]) -> DescentSettings:
        """The same from another start."""
        return dataclasses.replace(self, **dict(zip("xy", (float(x) for x in start), strict=False)))


def usual_settings(kind: str, before: DescentSettings | None = None) -> DescentSettings:
    """Good settings to begin with on a function; what does not depend on the function is as `before`."""
    cls = FUNCTIONS[kind]
    return dataclasses.replace(before or DescentSettings(), lr=cls.rate).at_start(cls.start)


def has_momentum(kind: str) -> bool:
    """Whether the optimizer of that name has a momentum to choose."""
    return MOMENTUM in params_of(OPTIMIZERS[kind])
