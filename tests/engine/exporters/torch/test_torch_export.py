"""PyTorch files: every pair of the matrix, read by NumPy alone and run by PyTorch where it is installed; names; refusals."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.core.arrays import Array
from engine.data.preprocessing import no_scaling
from engine.data.source_columns import decode, encode
from engine.exporters.hostile_rows import hostile_batches
from engine.exporters.source_code.golden_rows import golden_rows
from engine.exporters.torch import torch_program
from engine.exporters.torch.torch_export import Torch
from engine.exporters.torch.torch_in_numpy import predictions
from engine.exporters.torch.torch_program import run_in_torch
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, export, prove
from engine.files.file_problem import FileProblem
from engine.nn.activations import PReLU, ReLU, Sign
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.residual import Residual
from tests.engine.builders import dense
from tests.engine.exporters.matrix import Case, covering_cases, model_of
from tests.engine.exporters.test_exporters import X, trained
from tests.interop import needs

needs_torch = needs("torch")


@pytest.fixture(autouse=True)
def torch_only_where_needed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds to load, so most tests do as if it were not installed."""
    if "skipif" not in request.keywords:
        monkeypatch.setattr(torch_program, "python_with_torch", lambda: None)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Case, TrainedModel, Array, Path]]]:
    """The networks that have every pair of values, as files."""
    folder = tmp_path_factory.mktemp("matrix")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)  # of hundreds of files it would take most of the time
        yield _written(folder)


def _written(folder: Path) -> list[tuple[Case, TrainedModel, Array, Path]]:
    found = []
    for number, case in enumerate(covering_cases()):
        model, x_raw = model_of(case)
        assert Torch().objection(model) == ""
        Torch().write(model, folder / f"n{number}_torch.py")
        found.append((case, model, x_raw, folder / f"n{number}_torch.py"))
    return found


def test_every_pair_is_read_back_exactly(written: list[tuple[Case, TrainedModel, Array, Path]]) -> None:
    for case, model, x_raw, path in written:
        exact = model.predict(x_raw, np.float64)
        found = Torch().predict(path, x_raw, np.float64)
        assert np.abs(found - exact).max() <= 1e-9 * max(1.0, np.abs(exact).max()), case


@needs_torch
def test_every_pair_is_run_by_torch_on_hostile_rows_too(written: list[tuple[Case, TrainedModel, Array, Path]]) -> None:
    batches = [(x_raw, hostile_batches(model.columns, x_raw)[1]) for _case, model, x_raw, _path in written]
    jobs = [
        (path, [decode(model.columns, x) for x in given])
        for (_case, model, _x, path), given in zip(written, batches, strict=True)
    ]
    runs = run_in_torch(jobs)
    assert runs is not None
    for (case, model, _x, _path), given, run in zip(written, batches, runs, strict=True):
        assert all(compare(model, x, found).agrees for x, found in zip(given, run.predictions, strict=True)), case


def test_the_state_dict_is_as_torch_has_it(tmp_path: Path) -> None:
    model = trained(dense(5, PReLU()), BatchNorm(), Residual((dense(3), BatchNorm())), classes=3)
    Torch().write(model, tmp_path / "net_torch.py")
    state = load_file(tmp_path / "net_torch.safetensors")
    assert state["dense_1.weight"].shape == (5, 2)
    np.testing.assert_array_equal(state["dense_1.weight"].T, model.arrays(model.layers[0])["weights"])
    assert {key.rpartition(".")[0] for key in state} == {
        "",
        "dense_1",
        "dense_1_activation",
        "batch_norm_1",
        "residual_1.dense_1",
        "residual_1.batch_norm_1",
        "residual_1.output",
        "output",
    }
    assert state["batch_norm_1.num_batches_tracked"].shape == ()


def test_a_plain_network_is_a_sequential_of_torchs_own_modules(tmp_path: Path) -> None:
    model = replace(trained(dense(4), ActivationLayer(ReLU())), scaling=no_scaling(2))
    Torch().write(model, tmp_path / "net_torch.py")
    text = (tmp_path / "net_torch.py").read_text(encoding="utf-8")
    assert "dense_1=nn.Linear(2, 4),\n                dense_1_activation=nn.Tanh(),\n" in text
    assert "def forward" not in text
    assert "register_buffer" not in text


def test_the_code_is_formatted(tmp_path: Path) -> None:
    Torch().write(trained(dense(5), Residual((dense(3, Sign()),)), classes=3), tmp_path / "net_torch.py")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--check", str(tmp_path)]
    assert subprocess.run(command, capture_output=True).returncode == 0


HOSTILE = 'a"""\n\\N{x} \'b\' # -*- coding: utf-16 -*-\u2028\u202e%s {0} 은닉'


def test_names_of_any_letters_break_nothing(tmp_path: Path) -> None:
    model = trained(dense(3), dense(3), classes=2)
    names = ("class", "register_buffer")
    blocks = tuple(replace(block, name=name) for block, name in zip(model.recipe.blocks, names, strict=True))
    named = {"input_names": (HOSTILE, "키"), "classes": (HOSTILE, "b"), "columns": (), "features": ()}
    model = replace(model, recipe=replace(model.recipe, blocks=blocks), **named)
    proof = export(model, Torch(), tmp_path / "내 net_torch.py", X)
    assert [one.name for one in proof.companions] == ["내 net_torch.safetensors"]
    tree = ast.parse((tmp_path / "내 net_torch.py").read_bytes())
    lists = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.List))
    known = {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in lists if "NAN" not in ast.unparse(node)}
    assert known["INPUTS"] == [HOSTILE, "키"]
    assert known["CLASSES"] == [HOSTILE, "b"]
    assert "class_2=nn.Linear(2, 3)" in (tmp_path / "내 net_torch.py").read_text(encoding="utf-8")


def test_the_same_network_gives_the_same_bytes(tmp_path: Path) -> None:
    model, contents = trained(), []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        export(model, Torch(), folder / "net_torch.py", X)
        contents.append([one.read_bytes() for one in sorted(folder.iterdir())])
    assert contents[0] == contents[1]
    assert len(contents[0]) == 2


@needs_torch
def test_the_file_checks_itself_and_its_usage_runs(tmp_path: Path) -> None:
    model = trained(classes=0)
    path = tmp_path / "net_torch.py"
    proof = export(model, Torch(), path, X)
    assert proof.program.startswith("PyTorch ")
    own = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=True).stdout
    assert own.startswith("5 rows: predictions differ by ")
    said = subprocess.run([sys.executable, "-c", Torch().usage(model, path)], capture_output=True, text=True, check=True).stdout
    _values, expected = golden_rows(model, np.float32)
    assert float(said.split("[[")[1].split("]]")[0]) == pytest.approx(expected[0, 0], rel=1e-4)
    weights = path.with_suffix(".safetensors")
    damaged = bytearray(weights.read_bytes())
    damaged[-40:] = bytes(40)
    weights.write_bytes(damaged)
    failed = subprocess.run([sys.executable, str(path)], capture_output=True, text=True)
    assert failed.returncode != 0
    assert "do not belong together" in failed.stderr


# -- a mistake in code or weights is a failed export
@dataclass(frozen=True)
class Faulty(Torch):
    suffix: ClassVar[str] = "_torch.py"
    before: str
    after: str

    def write(self, model: TrainedModel, path: Path) -> None:
        super().write(model, path)
        text = path.read_text(encoding="utf-8")
        assert self.before in text
        path.write_text(text.replace(self.before, self.after), encoding="utf-8")

    def run_program(self, path: Path, batches: Any) -> None:
        return None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("nn.Tanh()", "nn.Sigmoid()"),
        ("nn.Linear(2, 5)", "nn.Linear(5, 2)"),
        ("x - self.input_mean", "x + self.input_mean"),
        ("torch.softmax(scores, dim=1)", "scores"),
        ("eps=1e-05", "eps=0.1"),
        ("x + super()", "super()"),
        ("dense_1=", "dense_9="),
        ("import torch", "import no_such_module"),
        ("return", "retrun"),
    ],
)
def test_a_mistake_in_the_code_is_a_failed_export(before: str, after: str, tmp_path: Path) -> None:
    model = trained(dense(5), BatchNorm(), Residual((dense(3),)), classes=3)
    (tmp_path / "net_torch.py").write_bytes(b"yesterday's")
    with pytest.raises(FileProblem):
        export(model, Faulty(before, after), tmp_path / "net_torch.py", X)
    assert (tmp_path / "net_torch.py").read_bytes() == b"yesterday's"
    assert [one.name for one in tmp_path.iterdir()] == ["net_torch.py"]


def test_a_lost_or_damaged_file_of_weights_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "net_torch.py"
    export(trained(), Torch(), path, X)
    weights = path.with_suffix(".safetensors")
    weights.write_bytes(weights.read_bytes()[:-9])
    with pytest.raises(FileProblem, match=r"not the file of weights"):
        Torch().predict(path, X)
    weights.unlink()
    with pytest.raises(FileProblem, match=r"There is no file"):
        Torch().predict(path, X)


def test_what_torch_files_do_not_know_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delitem(sys.modules["engine.exporters.torch.torch_layers"].ACTIVATIONS, "relu")
    model = trained(dense(3), Residual((dense(3, ReLU()),)))
    with pytest.raises(FileProblem, match=r"^PyTorch files do not know ReLU yet: export as NumPy arrays \(\.npz\)"):
        export(model, Torch(), tmp_path / "net_torch.py", X)


def test_missing_values_and_levels_are_what_the_column_says(tmp_path: Path) -> None:
    case = Case("dense", "tanh", "cross_entropy, 3 classes", "standardise", "columns", "5 levels, own missing")
    model, _x = model_of(case)
    Torch().write(model, tmp_path / "net_torch.py")
    values = np.array([[1.0, 2.0, code] for code in (0, 1, 2, 3, 4, np.nan)])
    found = predictions(tmp_path / "net_torch.py", values, np.float64)
    np.testing.assert_allclose(found, model.predict(encode(model.columns, values), np.float64), atol=1e-12)
    np.testing.assert_array_equal(found[4], found[5])
    assert prove(model, Torch(), tmp_path / "net_torch.py", encode(model.columns, values)).rows > 6
