"""What is kept of a run that was left for other rows, so that its weights may be taken along later: little beside the weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.network.network import Network
from engine.network.transfer import Trained
from engine.recipe.recipe import Recipe


@dataclass(frozen=True, eq=False)
class LeftRun:
    """One side of a `Transfer` of weights. Its data have no rows, its gradient and optimizer_state are zeros without memory."""

    recipe: Recipe
    data: Data
    network: Network
    optimizer_state: Array

    @staticmethod
    def of(loop: Trained) -> LeftRun:
        """Of a loop that is not trained any more: the weights are its own, not copies."""
        data, zero = loop.data, loop.network.dtype.type(0)
        table = replace(data.table, inputs=data.table.inputs[:0].copy(), target=data.table.target[:0].copy())
        none = np.empty(0, data.train.dtype)
        slim = replace(data, table=table, train=none, test=none, validation=none)
        return LeftRun(loop.recipe, slim, loop.network.weights_alone(), np.broadcast_to(zero, loop.optimizer_state.shape))
