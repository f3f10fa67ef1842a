"""A scaling that a network brought with it, instead of one that is measured on the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.params import is_finite_number
from engine.core.translation import _
from engine.data.formulas.input_list import MOST_INPUTS
from engine.data.preprocessing import Scaling


@dataclass(frozen=True)
class FixedScaling:
    """Mean and deviation of each of the network's inputs, and of a number to predict."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    target_mean: float = 0.0
    target_deviation: float = 1.0

    @classmethod
    def of(cls, inputs: Scaling, target: Scaling) -> FixedScaling:
        """That of arrays; `target` has one column."""
        mean, deviation = (tuple(map(float, values)) for values in (inputs.mean, inputs.deviation))
        return cls(mean, deviation, float(target.mean[0]), float(target.deviation[0]))

    def fits(self, inputs: int) -> bool:
        """Whether it is for so many inputs of a network."""
        return len(self.mean) == inputs

    @property
    def inputs(self) -> Scaling:
        return Scaling(np.array(self.mean), np.array(self.deviation))

    @property
    def target(self) -> Scaling:
        return Scaling(np.array([self.target_mean]), np.array([self.target_deviation]))


def scaling_to_data(scaling: FixedScaling) -> dict[str, Any]:
    """As plain data for JSON. `scaling_from_data` reads it back equal."""
    return {
        "mean": list(scaling.mean),
        "deviation": list(scaling.deviation),
        "target": [scaling.target_mean, scaling.target_deviation],
    }


def scaling_from_data(data: Any) -> FixedScaling | None:
    """Raises ValueError with a sentence when the data are not those of `scaling_to_data`, or None."""
    if data is None:
        return None
    lists = [data.get(name) for name in ("mean", "deviation", "target")] if isinstance(data, dict) else [None]
    damaged = ValueError(_("The scaling that its network brought with it is damaged."))
    if not all(isinstance(one, list) and len(one) <= MOST_INPUTS and all(map(is_finite_number, one)) for one in lists):
        raise damaged
    mean, deviation, target = (tuple(map(float, one)) for one in lists if one is not None)
    if not mean or len(mean) != len(deviation) or len(target) != 2 or min(*deviation, target[1]) <= 0:
        raise damaged
    return FixedScaling(mean, deviation, *target)
