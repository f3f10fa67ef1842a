"""A run that is saved, opened in a new process and trained on is bit for bit the run that was never interrupted.

Every optimizer with every schedule, and with them dropout, norms, residual blocks, gradient clipping, penalties and stop rules
in turn. The 66 of them take about ten seconds:

    python -m tests.soak.resumes --count 66
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from engine.data.datasets import DATASETS
from engine.nn.activations import ELU, ReLU, Tanh
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Block, Recipe, Seeds
from engine.training.checkpoint import Checkpoint
from engine.training.session import Session
from gui.model.project import Project
from gui.model.storage.project_file import open_project, save_project
from tests.program_start import ROOT

LATER = 230  # steps after the file was opened
NETWORKS = (
    (Block(1, Dense(6, ReLU())), Block(2, Dropout(0.3)), Block(3, BatchNorm()), Block(4, Dense(4))),
    (Block(1, Dense(5)), Block(2, Residual((Dense(5, Tanh()), LayerNorm()))), Block(3, Dense(3, ELU()))),
    (Block(1, Dense(8)), Block(2, LayerNorm()), Block(3, Dropout(0.5)), Block(4, Dense(8, ReLU()), rate=0.5)),
)


def recipes() -> list[Recipe]:
    """One for every pair of an optimizer and a schedule. Stop rules are such that they watch, and do not end the run."""
    watching = (), (STOPS["no_improvement"](),), (STOPS["loss_below"](goal=1e-9), STOPS["no_improvement"]())
    made = []
    for number, (optimizer, schedule) in enumerate(product(OPTIMIZERS.classes(), SCHEDULES.classes())):
        made.append(
            Recipe(
                data=DATASETS["spiral"](),
                blocks=NETWORKS[number % len(NETWORKS)],
                optimizer=optimizer(lr=0.01),
                schedule=schedule(),
                clip=CLIPS.classes()[number % 3](),
                penalty=PENALTIES.classes()[number % len(PENALTIES.classes())](),
                stops=watching[number % len(watching)],
                batch=(10, 32, 7)[number % 3],
                seeds=Seeds(1, number, number + 1),
            )
        )
    return made


def digest(state: Checkpoint) -> str:
    """Of all that decides what comes next, the history and the schedule's and stop rules' memory, but for the seconds it took."""
    found = hashlib.sha256()
    for name, array in sorted(state.to_arrays().items()):
        found.update(name.encode() + array.tobytes())
    meta = state.meta()
    meta["course"] = {key: value for key, value in meta["course"].items() if key != "seconds"}
    found.update(repr(sorted(meta.items())).encode())
    return found.hexdigest()


def trained(recipe: Recipe, steps: int) -> Session:
    session = Session(recipe)
    session.advance(steps)
    return session


def resumed(path: Path) -> str:
    """The digest of the run in a project file, so many steps later."""
    opened = open_project(path)
    assert opened.checkpoint is not None
    session = Session(opened.project.recipe)
    session.restore(opened.project.recipe, opened.checkpoint)
    session.advance(LATER)
    return digest(session.checkpoint())


def compare(count: int) -> tuple[int, list[str]]:
    """How many runs were tried, and a line for each that came out differently in the new process."""
    with tempfile.TemporaryDirectory() as folder:
        expected = {}
        for number, recipe in enumerate(recipes()[:count]):
            session = trained(recipe, 60 + 37 * number % 200)
            path = Path(folder) / f"{number:03}.npp"
            save_project(Project(recipe), path, session.checkpoint())
            session.advance(LATER)
            expected[path.name] = digest(session.checkpoint())
        command = [sys.executable, "-m", "tests.soak.resumes", "--open", folder]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        found = dict(line.split() for line in ran.stdout.splitlines())
    names = [f"{recipe.optimizer.kind} with {recipe.schedule.kind}" for recipe in recipes()]
    return len(expected), [names[int(file[:3])] for file in expected if found.get(file) != expected[file]]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=len(recipes()))
    arguments.add_argument("--open", type=Path, help="print the digests of the project files in this folder")
    given = arguments.parse_args()
    if given.open is not None:
        for path in sorted(given.open.glob("*.npp")):
            print(path.name, resumed(path))
        return 0
    tried, wrong = compare(given.count)
    print(f"{tried} runs resumed in a new process, {len(wrong)} differ" + "".join(f"\n  {line}" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
