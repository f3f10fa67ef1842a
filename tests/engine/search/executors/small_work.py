"""Small work for workers, and one item that none of them survives."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from engine.core.blas_threads import _blas_pool
from engine.data.datasets import DATASETS
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import OPTIMIZERS
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.search.work.work_item import WorkItem, WorkResult
from engine.training.prepare import prepare

RECIPE = Recipe(
    data=DATASETS["iris"](),
    blocks=(Block(1, Dense(8)), Block(2, Dropout(0.1))),
    optimizer=OPTIMIZERS["adam"](),
    validation_share=0.2,
    standardise=True,
)
DATA = prepare(RECIPE)


def items(count: int, epochs: int = 3) -> tuple[WorkItem, ...]:
    """Pieces of three folds, each trial with other start weights."""
    return tuple(WorkItem(i, i % 3, replace(RECIPE, seeds=Seeds(1, i, i)), i % 3, 3, "accuracy", epochs) for i in range(count))


def bits(results: Iterable[WorkResult]) -> list[tuple[Any, ...]]:
    """What must be equal wherever it was computed."""
    return [(one.trial, one.piece, one.score, one.state, one.epochs, one.problem) for one in results]


class DeadlyItem(WorkItem):
    """A process that reads it ends at once."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def deadly(number: int) -> DeadlyItem:
    return DeadlyItem(number, 0, RECIPE, 0, 0, "accuracy", 1)


def about_worker() -> dict[str, Any]:
    """Asked of a worker: what it has imported, and how it computes."""
    import signal
    import sys

    from threadpoolctl import threadpool_info

    assert _blas_pool()[0] >= 1
    return {
        "qt": sorted(name for name in sys.modules if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "gui"}),
        "threads": {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"},
        "ignores": signal.getsignal(signal.SIGINT) is signal.SIG_IGN,
    }
