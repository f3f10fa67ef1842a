"""The points of TensorFlow Playground: the very ones that the page draws for a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.params import param
from engine.core.translation import _
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.datasets.shapes.points import INPUT_NAMES
from engine.data.playground_links.point_sets import POINT_SETS, REGRESSION, shuffled_points
from engine.data.table import Table, make_table


@DATASETS.add("playground_points", "TF points")
@dataclass(frozen=True)
class PlaygroundPoints(Dataset):
    """The datasets of playground.tensorflow.org, point by point: 500 of two classes, or 1,200 with a number.

    Its own seed draws them, whatever the data seed is; the first ones in the page's order are for training, as there.
    """

    order: ClassVar[int] = 300
    generated: ClassVar[bool] = False
    splits_in_order: ClassVar[bool] = True
    points: str = param("circle", "Points", choices=tuple(POINT_SETS), help="Which of the page's six datasets.")
    seed: str = param("0.17539", "Seed", help="The seed of a link, as a text: 0.5 and 0.50 are two seeds.")
    noise: float = param(0.0, "Noise", low=0.0, high=0.8, help="As on the page: 0.5 is the most that its slider has.")

    def make(self, rng: np.random.Generator) -> Table:
        rows, _random = shuffled_points(self.points, self.seed, self.noise)
        numbers = np.array(rows)
        if self.points in REGRESSION:
            return make_table(numbers[:, :2], numbers[:, 2], INPUT_NAMES, _("label"))
        return make_table(numbers[:, :2], numbers[:, 2] > 0, INPUT_NAMES, _("label"), ("−1", "+1"))
