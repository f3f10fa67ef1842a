"""Handwritten digits as small images: every input is a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from engine.core.resources import resource
from engine.core.translation import N_, _
from engine.data.datasets.base import DATASETS, Dataset
from engine.data.table import Table, make_table
from engine.files.file_problem import FileProblem

SIDE = 8  # pixels of an image
DARKEST = 16  # a pixel counts the black ones of 4 × 4 dots


@DATASETS.add("digits", "Digits")
@dataclass(frozen=True)
class Digits(Dataset):
    """1,797 handwritten digits, 32 × 32 black or white dots each; an input counts the black ones of 4 × 4 dots: 0 to 16."""

    order: ClassVar[int] = 205
    generated: ClassVar[bool] = False
    train_share: ClassVar[float] = 0.7
    image: ClassVar[tuple[int, int]] = (SIDE, SIDE)
    source: ClassVar[str] = N_(
        "E. Alpaydin and C. Kaynak, 1998; UCI Machine Learning Repository (optdigits, test part); CC BY 4.0."
    )

    def make(self, rng: np.random.Generator) -> Table:
        path = resource("datasets", "digits.npz")
        try:
            with np.load(path, allow_pickle=False) as file:
                counts, digits = file["counts"], file["digits"]
        except (OSError, ValueError, KeyError) as error:
            text = _('"{name}", which comes with the program, is missing or damaged: install the program again.')
            raise FileProblem(text.format(name=path.name)) from error
        names = tuple(f"r{row + 1}c{column + 1}" for row in range(SIDE) for column in range(SIDE))
        return make_table(counts.reshape(len(counts), -1), digits, names, _("digit"), tuple(map(str, range(10))))
