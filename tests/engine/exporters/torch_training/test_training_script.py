"""The training script: every part of a recipe does there what it does here, alone and in two processes; its table; refusals."""

from __future__ import annotations

import csv
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.core.arrays import Array
from engine.core.scores import ROWS
from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data, no_scaling
from engine.data.source_columns import SourceColumn
from engine.data.table import Table
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import network_in
from engine.exporters.torch import torch_program
from engine.exporters.torch.torch_code import model_code
from engine.exporters.torch_training import recipe_code
from engine.exporters.torch_training.training_script import TorchTraining
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.files.file_problem import FileProblem
from engine.nn.activations import PReLU, ReLU, Sign
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual
from engine.nn.losses import LOSSES, CrossEntropy
from engine.optim.gradient_clipping import CLIPS, ClipNorm, ClipValue
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam, AdamW
from engine.optim.regularizers import PENALTIES, ElasticNet, MaxNorm, WeightDecay
from engine.optim.schedules import SCHEDULES, Cosine, OneCycle, Plateau, StepDown
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from tests.engine.builders import dense, small_data, snapshot_of, stack
from tests.interop import needs

EPOCHS = 3
RUN_ALL = """
import runpy, sys
from safetensors.torch import save_file

for path in sys.argv[1:]:
    net = runpy.run_path(path)
    model = net["load"]()
    net["train"](model, 3)
    save_file({key: values.contiguous() for key, values in model.state_dict().items()}, path + ".trained")
"""


@pytest.fixture(autouse=True)
def no_proof_by_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds to load; what is written here is run all at once, or read."""
    monkeypatch.setattr(torch_program, "python_with_torch", lambda: None)
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # of hundreds of files it would take most of the time


@dataclass(frozen=True)
class Trial:
    name: str
    changes: dict[str, Any]
    classes: int = 2
    before: int = 0  # epochs before it is exported

    def recipe(self) -> Recipe:
        blocks = stack(dense(5), dense(4, ReLU()))
        return Recipe(**{"blocks": blocks, "batch": 7, "shuffle": False, "optimizer": SGD(0.1), **self.changes})


def trials() -> Iterator[Trial]:
    for optimizer in OPTIMIZERS:
        yield Trial(f"optimizer {optimizer.kind}", {"optimizer": optimizer()})
    yield Trial("adamw, other settings", {"optimizer": AdamW(0.02, 0.8, 0.95, 1e-6, 0.1)})
    for penalty in (*(cls() for cls in PENALTIES), ElasticNet(0.05, 0.3), WeightDecay(0.3), MaxNorm(0.5)):
        yield Trial(f"penalty {penalty.kind}", {"penalty": penalty})
    for clip in (*(cls() for cls in CLIPS), ClipNorm(0.05), ClipValue(0.01)):
        yield Trial(f"clip {clip.kind}", {"clip": clip})
    for schedule in (*(cls() for cls in SCHEDULES), StepDown(1, 0.5), Cosine(2, True, 2, 1, 0.1), Cosine(1, False), OneCycle(2)):
        yield Trial(f"schedule {schedule}", {"schedule": schedule}, before=1)
    for rows in ROWS:
        yield Trial(f"plateau by {rows}", {"schedule": Plateau(0, 0.5, 0.4, 0, 0.0, rows)})
    for loss in LOSSES:
        for classes in (0, 2, 3):
            if not loss().objection(small_data(20, classes=classes).task):
                yield Trial(f"loss {loss.kind}, {classes}", {"loss": loss()}, classes)
    for classes in (2, 3):
        yield Trial(f"smoothing, {classes}", {"loss": CrossEntropy(0.2)}, classes)
        yield Trial(f"class weights, {classes}", {"class_weights": "balanced"}, classes)
    yield Trial("carry over", {"carry_over": True})
    yield Trial("carry over, whole batches", {"carry_over": True, "batch": 8})
    rates = (Block(1, dense(5), rate=0.3), Block(2, dense(4), frozen=True), Block(3, dense(4, PReLU()), rate=0.0))
    yield Trial("rates", {"blocks": rates, "clip": ClipNorm(0.05), "penalty": WeightDecay(0.1)})
    several = (BatchNorm(0.3), ActivationLayer(PReLU()), Residual((LayerNorm(), dense(3), Dropout(0.0))), dense(3, Sign(True)))
    yield Trial("layers", {"blocks": stack(dense(5), *several), "batch": 13})  # 40 rows: the last batch has one


def prepared(trial: Trial, folder: Path) -> tuple[Path, dict[str, Array]]:
    """A script, and the state dict that it should end with: this program's after the same epochs."""
    session = Session(trial.recipe(), small_data(40, classes=trial.classes))
    session.advance(max(1, trial.before * session.batches.count))
    if not trial.before:
        session.restart()
    model = TrainedModel.of(snapshot_of(session))
    path = folder / f"n{len(list(folder.iterdir()))}_train.py"
    assert TorchTraining().objection(model) == ""
    TorchTraining().write(model, path)
    session.optimizer_state[:] = 0  # its memory begins anew
    session.optimizer_step = 0
    session.advance(EPOCHS * session.batches.count)
    return path, state_of(TrainedModel.of(snapshot_of(session)))


def state_of(model: TrainedModel) -> dict[str, Array]:
    return model_code(network_in(exported_from(model), keeps_dropout=True)).state


def assert_same(found: dict[str, Array], wanted: dict[str, Array], name: str) -> None:
    assert found.keys() == wanted.keys(), name
    for key in wanted:
        if not key.endswith("num_batches_tracked"):
            np.testing.assert_allclose(found[key], wanted[key], rtol=2e-3, atol=2e-5, err_msg=f"{name}: {key}")


@needs("torch")
def test_every_part_of_a_recipe_does_what_it_does_here(tmp_path: Path) -> None:
    made = [(trial.name, *prepared(trial, tmp_path)) for trial in trials()]
    subprocess.run([sys.executable, "-c", RUN_ALL, *(str(path) for _name, path, _state in made)], check=True, capture_output=True)
    for name, path, wanted in made:
        assert_same(load_file(f"{path}.trained"), wanted, name)


@needs("torch")
def test_two_processes_take_the_steps_of_one(tmp_path: Path) -> None:
    path, wanted = prepared(
        Trial("two $1", {"optimizer": Adam(), "penalty": WeightDecay(0.1), "clip": ClipNorm(0.5)}, 3), tmp_path
    )
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    for _attempt in range(3):  # the launcher looks for a free port, which another program may take before it does
        command = [*launcher, str(path), "--epochs", "3"]
        ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        if ran.returncode == 0:
            break
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("epoch 3: loss train") == 1
    trained = path.with_name(f"{path.stem}ed.safetensors")
    assert shlex.split(ran.stdout.splitlines()[-1])[-2:] == ["--weights", str(trained)]  # as it is typed, whatever is in its name
    assert_same(load_file(trained), wanted, "two processes")


def test_the_script_is_proven_formatted_and_complete(tmp_path: Path) -> None:
    for number, trial in enumerate(trials()):
        session = Session(trial.recipe(), small_data(40, classes=trial.classes))
        model = TrainedModel.of(snapshot_of(session))
        TorchTraining().write(model, tmp_path / f"n{number}_train.py")
        exact = model.predict(session.data.table.inputs, np.float64)
        found = TorchTraining().predict(tmp_path / f"n{number}_train.py", session.data.table.inputs, np.float64)
        np.testing.assert_allclose(found, exact, atol=1e-9, err_msg=trial.name)
    for task in (["format", "--check"], ["check"]):
        command = [sys.executable, "-m", "ruff", *task, "--isolated", "--line-length", "120", str(tmp_path)]
        assert subprocess.run(command, capture_output=True).returncode == 0, task
    text = (tmp_path / "n0_train.py").read_text(encoding="utf-8")
    assert "<" not in "".join(line for line in text.splitlines() if "<=" not in line and " < " not in line)


def test_files_lie_together_and_nothing_else_is_written(tmp_path: Path) -> None:
    session = Session(Recipe(DATASETS["iris"](), stack(dense(3))))
    model = TrainedModel.of(snapshot_of(session))
    proof = export(model, TorchTraining(), tmp_path / "net_train.py", session.data.table.inputs)
    assert [one.name for one in proof.companions] == ["net_train.csv", "net_train.safetensors"]
    assert TorchTraining().usage(model, tmp_path / "net_train.py").startswith('python "')
    assert "python net_train.py --epochs" in (tmp_path / "net_train.py").read_text(encoding="utf-8")
    TorchTraining().write(model, tmp_path / "my net_train.py")
    assert 'python "my net_train.py" --epochs' in (tmp_path / "my net_train.py").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="the shells of POSIX")
def test_the_copied_command_names_the_file_whatever_is_in_its_name(tmp_path: Path) -> None:
    model = TrainedModel.of(snapshot_of(Session(Recipe(DATASETS["iris"](), stack(dense(3))))))
    path = tmp_path / "내 'net' \"1\" $x `y` \\_train.py"
    path.write_text("import sys\nprint(sys.argv[1:])", encoding="utf-8")
    line = TorchTraining().usage(model, path).splitlines()[0].replace("python", sys.executable, 1)
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['--epochs', '100']"


HOSTILE = 'a, "b"\nc'


def test_the_table_has_the_rows_of_each_part_in_order(tmp_path: Path) -> None:
    columns = (
        SourceColumn("키", "number", ("키",)),
        SourceColumn(HOSTILE, "category", tuple(f"{HOSTILE} {one}" for one in "abc"), ("x,y", "예", 'z"')),
        SourceColumn("n", "number", ("n", "n missing"), missing="level", fill=2.0),
    )
    names = tuple(name for column in columns for name in column.inputs)
    rows = np.array([[0.1, 1, 0, 0, 5, 0], [1e-300, 0, 1, 0, 2, 1], [-3, 0, 0, 1, 7, 0], [4, 0, 0, 1, 1 / 3, 0]])
    table = Table(rows, np.array([0, 1, 1, 0]), names, HOSTILE, ("고양이", HOSTILE), columns=columns)
    data = Data(table, np.array([2, 0]), np.array([1]), **_no_scaling(6), fixed_domain=None, validation=np.array([3]))
    session = Session(Recipe(blocks=stack(dense(2))), data)
    TorchTraining().write(TrainedModel.of(snapshot_of(session)), tmp_path / "net_train.py")
    with (tmp_path / "net_train.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["키", HOSTILE, "n", HOSTILE, "part"],
            ["-3.0", 'z"', "7.0", HOSTILE, "train"],
            ["0.1", "x,y", "5.0", "고양이", "train"],
            ["4.0", 'z"', "0.3333333333333333", "고양이", "validation"],
            ["1e-300", "예", "", HOSTILE, "test"],
        ]


def _no_scaling(columns: int) -> dict[str, Any]:
    return {"scaling": no_scaling(columns), "target_scaling": no_scaling(1)}


def test_test_rows_that_are_the_training_rows_are_no_part(tmp_path: Path) -> None:
    session = Session(Recipe(DATASETS["xor_gate"](), stack(dense(2))))
    TorchTraining().write(TrainedModel.of(snapshot_of(session)), tmp_path / "net_train.py")
    lines = (tmp_path / "net_train.csv").read_text(encoding="utf-8").splitlines()
    assert {line.rpartition(",")[2] for line in lines[1:]} == {"train"}


def test_what_a_script_cannot_do_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    session = Session(Recipe(blocks=stack(dense(2))))
    model = TrainedModel.of(snapshot_of(session))

    def says(changed: TrainedModel) -> str:
        with pytest.raises(FileProblem) as caught:
            export(changed, TorchTraining(), tmp_path / "net_train.py", session.data.table.inputs)
        return str(caught.value)

    assert says(replace(model, data=None)).startswith("The network came without its rows")
    blocks = tuple(replace(block, frozen=True) for block in model.recipe.blocks)
    monkeypatch.delitem(recipe_code.OPTIMIZERS, "sgd")
    assert says(replace(model, recipe=replace(model.recipe, blocks=blocks))).startswith("The training script does not know SGD")
    assert list(tmp_path.iterdir()) == []
