"""Writes a set of project files, each with the states of its run a few and many steps later.

    OPENBLAS_NUM_THREADS=1 python -m tests.golden.make_projects NAME

Run it with the version whose files are to open for good; NAME is the folder under `tests/golden/projects/`. The later states are
the same bit for bit where NumPy rounds alike: `arithmetic` is a fingerprint of how it does. Elsewhere only the sooner ones can be
compared, as rounding errors grow from step to step.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.schedules import SCHEDULES
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.model.project import Axes, Project
from gui.model.storage.project_file import open_project, save_project

FOLDER = Path(__file__).with_name("projects")
STEPS = {"soon": 3, "later": 137}  # after the file was opened

TABLE = "plants.csv"  # beside the project files; a project names it without a folder
EDITED = "edited"  # as "default", but edited into one that cannot be trained, with the state of before

PROJECTS = {
    "default": (Project(), 250),
    "residual": (
        Project(
            Recipe(
                data=DATASETS["spiral"](),
                blocks=(
                    Block(1, Dense(6, ReLU())),
                    Block(2, Residual((Dense(6, Tanh()), Dense(6, ReLU())))),
                    Block(3, BatchNorm()),
                    Block(5, Dropout(0.2)),
                    Block(4, Dense(4, Tanh()), name="Last", rate=0.5),
                ),
                optimizer=OPTIMIZERS["adam"](lr=0.01),
                schedule=SCHEDULES["cosine"](),
                batch=16,
                seeds=Seeds(3, 4, 5),
            ),
            unfolded=frozenset({1}),
            notes="A run in the middle.",
        ),
        733,
    ),
    "csv": (
        Project(
            Recipe(
                data=CsvFile(TABLE, "kind"),
                blocks=(Block(1, Dense(8, ReLU())), Block(2, Dense(5, Tanh()), frozen=True)),
                optimizer=OPTIMIZERS["rmsprop"](lr=0.003),
                batch=12,
                train_share=0.7,
                standardise=True,
            ),
            axes=Axes((2, 0), (), True),
        ),
        400,
    ),
    "formulas": (
        Project(
            Recipe(
                data=DATASETS["plane"](),
                loss=LOSSES["mse"](),
                inputs=("x1", "x2", "x1*x2", "sin(x1)**2", "log(1 + abs(x2))"),
                optimizer=OPTIMIZERS["momentum"](lr=0.01),
            ),
            axes=Axes((0, 1), (0.5, 1.0), False),
        ),
        300,
    ),
}


def arithmetic() -> str:
    """A fingerprint of how this machine's NumPy rounds: matrix products of several shapes, and the functions a network uses."""
    rng = np.random.default_rng(0)
    found = hashlib.sha256()
    for dtype in (np.float32, np.float64):
        for rows, inner, columns in ((4, 3, 10), (8, 9, 12), (6, 7, 16), (33, 17, 5), (1, 5, 100)):
            a, b = rng.normal(size=(rows, inner)).astype(dtype), rng.normal(size=(inner, columns)).astype(dtype)
            found.update(a.dot(b).tobytes() + a.T.dot(a.dot(b)).tobytes() + np.asfortranarray(a).dot(b.T.T).tobytes())
        z = (rng.normal(size=999) * 3).astype(dtype)
        for function in (np.tanh, np.exp, np.sin, np.square, np.sum, np.mean, np.std):
            found.update(np.asarray(function(z)).tobytes())
        found.update(np.log(np.abs(z)).tobytes() + np.sqrt(np.abs(z)).tobytes())
    return found.hexdigest()


def identified(project: Project) -> Project:
    """The project as a file holds it: its table, if it has one of its own, is known by its content. From the folder of that."""
    data = project.recipe.data
    return project if not isinstance(data, CsvFile) else replace(project, recipe=replace(project.recipe, data=data.identified()))


def edited() -> Project:
    """With an input that is not a number on all rows."""
    default = PROJECTS["default"][0]
    return replace(default, recipe=replace(default.recipe, inputs=("x1", "log(x2)")))


def continued(project: Project, state: Checkpoint, steps: int) -> Checkpoint:
    """The state of the project's run so many steps after `state`."""
    session = Session(project.recipe)
    session.restore(project.recipe, state)
    session.advance(steps)
    return session.checkpoint()


def main(name: str) -> None:
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    x = rng.normal(size=(90, 4)) * (1, 20, 0.1, 3) + (5, 100, 0, -2)
    kinds = np.array(["moss", "fern", "oak"])[(x[:, 0] > 5).astype(int) + (x[:, 3] > -2)]
    lines = [",".join([f"{value:.4f}" for value in row] + [kind]) for row, kind in zip(x, kinds, strict=True)]
    (folder / TABLE).write_text("\n".join(["height,width,leaf area,depth,kind", *lines, ""]), encoding="utf-8")
    os.chdir(folder)  # where the table is
    expected: dict[str, object] = {"arithmetic": arithmetic()}
    for title, (plain, steps) in PROJECTS.items():
        project = identified(plain)
        session = Session(project.recipe)
        session.advance(steps)
        save_project(project, f"{title}.npp", session.checkpoint())
        opened = open_project(f"{title}.npp")
        assert opened.checkpoint is not None
        for name, further in STEPS.items():
            end = continued(opened.project, opened.checkpoint, further)
            arrays = {key: array for key, array in end.to_arrays().items() if key in ("theta", "optimizer_state", "buffers")}
            np.savez(f"{title}_{name}.npz", **arrays)
        if title == "default":
            save_project(edited(), f"{EDITED}.npp", session.checkpoint(), trained=project.recipe)
        expected[title] = {"step": end.step, "epoch": end.epoch}
    Path("expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
