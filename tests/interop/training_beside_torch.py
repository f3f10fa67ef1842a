"""Trains networks here and by the exported script for PyTorch, in one process and in two, and prints the losses of both.

    python -m tests.interop.training_beside_torch      # needs torch: the extra [interop]

Ends with an error where the loss after 50 epochs is not within 2 % of this program's. The order of the rows is another one there,
so what is compared is the mean over three seeds.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.data.datasets import DATASETS
from engine.exporters.torch_training.training_script import TorchTraining
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.nn.activations import ReLU, Tanh
from engine.nn.layers.dense import Dense
from engine.nn.losses import MeanSquaredError
from engine.optim.optimizers import SGD, Adam, Momentum
from engine.optim.regularizers import L2
from engine.optim.schedules import Cosine
from engine.recipe.recipe import Recipe, Seeds
from engine.training.evaluation import Evaluator
from engine.training.session import Session
from tests.engine.builders import snapshot_of, stack

EPOCHS, WITHIN = 50, 0.02
RECIPES = {  # in which the order of the rows alone makes a difference of less than 1 %
    "circle": Recipe(DATASETS["circle"](), stack(Dense(8, Tanh()), Dense(4, Tanh())), optimizer=SGD(0.03)),
    "iris": Recipe(
        DATASETS["iris"](), stack(Dense(16, ReLU())), optimizer=Momentum(0.003), standardise=True, penalty=L2(0.001), batch=16
    ),
    "plane": Recipe(
        DATASETS["plane"](),
        stack(Dense(8, Tanh())),
        loss=MeanSquaredError(),
        optimizer=Adam(0.0005),
        schedule=Cosine(100),
        batch=16,
        inputs=("x1", "x2", "x1*x2"),
    ),
}


def losses(recipe: Recipe, folder: Path) -> tuple[float, float, float]:
    """The loss on the training rows after so many epochs: of this program, of one process of PyTorch, and of two."""
    session = Session(recipe)
    path = folder / "net_train.py"
    export(TrainedModel.of(snapshot_of(session)), TorchTraining(), path, session.data.table.inputs)
    session.advance(EPOCHS * session.batches.count)
    own = Evaluator(session.data, recipe.loss).scores(session.network).train_loss
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    return own, _loss_of([sys.executable, str(path)]), _loss_of([*launcher, str(path)])


def _loss_of(command: list[str]) -> float:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    ran = subprocess.run([*command, "--epochs", str(EPOCHS)], capture_output=True, text=True, env=environment, check=False)
    if ran.returncode:
        raise SystemExit(ran.stderr)
    return float(re.findall(rf"^epoch {EPOCHS}: loss train ([^,\n]+)", ran.stdout, re.MULTILINE)[0])


def main() -> None:
    far = []
    print(f"{'':8}{'here':>10}{'1 process':>12}{'2 processes':>13}{'off by':>9}")
    for name, recipe in RECIPES.items():
        found = []
        for seed in (1, 2, 3):
            with tempfile.TemporaryDirectory() as folder:
                found.append(losses(replace(recipe, seeds=Seeds(seed, seed, seed)), Path(folder)))
        own, one, two = np.mean(found, axis=0)
        off = max(abs(one - own), abs(two - own)) / own
        print(f"{name:8}{own:10.5f}{one:12.5f}{two:13.5f}{off:9.2%}")
        far += [name] if off > WITHIN else []
    if far:
        raise SystemExit(f"More than {WITHIN:.0%} off: {', '.join(far)}")


if __name__ == "__main__":
    main()
