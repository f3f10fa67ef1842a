"""The proof by the program that a file is made for: hostile rows, a program that errs, and files that belong together."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.datasets.csv_file import CsvFile
from engine.data.preprocessing import Scaling
from engine.data.source_columns import SourceColumn, decode, number_columns
from engine.exporters import EXPORTERS, Exporter
from engine.exporters.base import ProgramRun
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import identifier, network_in
from engine.exporters.hostile_rows import FAR, MANY, hostile_batches
from engine.exporters.npz import Npz
from engine.exporters.torch_training.training_script import TorchTraining
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, export, missing_packages
from engine.files.file_problem import FileProblem
from engine.nn.activations import Sign
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.recipe.recipe import Recipe
from engine.training.session import Session
from tests.engine.builders import dense, snapshot_of
from tests.engine.exporters.test_exporters import X, trained


def gone(x: Array) -> Array:
    """The answer of a program that is not installed."""
    raise AssertionError


@dataclass(frozen=True)
class WithProgram(Exporter):
    """Arrays of NumPy, a text beside them, and a program that answers as it is told."""

    suffix: ClassVar[str] = ".npz"
    about: ClassVar[str] = ""
    made_for: ClassVar[str] = "abacus"
    answer: Callable[[Array], Array]
    against: str = ""

    def objection(self, model: TrainedModel) -> str:
        return self.against

    def write(self, model: TrainedModel, path: Path) -> None:
        Npz().write(model, path)
        path.with_name(f"{path.stem}_notes.txt").write_text("notes", encoding="utf-8")

    def predict(self, path: Path, x_raw: Array, dtype: Any = None) -> Array:
        return Npz().predict(path, x_raw, dtype)

    def run_program(self, path: Path, batches: Sequence[Array]) -> ProgramRun | None:
        assert path.name == "net.npz"  # as it will be called: a file of code may name its companions
        if self.answer is gone:
            return None
        return ProgramRun("abacus 1.0", tuple(map(self.answer, batches)))


def test_the_program_runs_hostile_rows_and_its_files_stay_together(tmp_path: Path) -> None:
    model, seen = trained(), []

    def answer(x: Array) -> Array:
        seen.append(x)
        return model.predict(x, np.float32)

    proof = export(model, WithProgram(answer), tmp_path / "net.npz", X)
    assert [len(x) for x in seen] == [60, 1, 5, MANY]
    assert proof.rows == 66 + MANY
    assert 0 <= proof.largest_difference < 1e-5
    assert str(proof).startswith("net.npz: run by abacus 1.0 on 10,066 rows")
    assert proof.companions == (tmp_path / "net_notes.txt",)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["net.npz", "net_notes.txt"]


def test_where_the_program_is_missing_the_reading_runs_its_rows_and_says_so(tmp_path: Path) -> None:
    model = trained()
    proof = export(model, WithProgram(gone), tmp_path / "net.npz", X)
    assert (proof.program, proof.missing, proof.rows) == ("", "abacus", 66 + MANY)
    assert "on 10,066 rows, as abacus is not there;" in str(proof)

    class Nearsighted(WithProgram):
        def predict(self, path: Path, x_raw: Array, dtype: Any = None) -> Array:
            return super().predict(path, np.clip(x_raw, -50, 50), dtype)

    with pytest.raises(FileProblem, match="Far from the table's rows the predictions"):
        export(model, Nearsighted(gone), tmp_path / "net.npz", X)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda y, x: y * 1.0001 + 1e-4,
        lambda y, x: np.where(np.abs(x[:, :1]) > 500, 0.5, y),  # only far outside
        lambda y, x: y if len(x) > 1 else y + 0.001,  # only a row alone
        lambda y, x: y[:, :0],
        lambda y, x: np.full_like(y, np.nan),
    ],
)
def test_a_program_that_computes_something_else_is_a_failed_export(wrong: Any, tmp_path: Path) -> None:
    model = trained()
    (tmp_path / "net.npz").write_bytes(b"yesterday's")
    with pytest.raises(FileProblem, match=r"failed its check\. abacus 1\.0 computes .*untouched"):
        export(model, WithProgram(lambda x: wrong(model.predict(x), x)), tmp_path / "net.npz", X)
    assert (tmp_path / "net.npz").read_bytes() == b"yesterday's"
    assert [one.name for one in tmp_path.iterdir()] == ["net.npz"]


def test_a_format_that_cannot_hold_the_network_says_so_before_it_writes(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match=r"^No room for sines: use safetensors\.$"):
        export(trained(), WithProgram(lambda x: x, "No room for sines: use safetensors."), tmp_path / "net.npz", X)
    assert list(tmp_path.iterdir()) == []


def test_a_format_whose_packages_are_missing_says_the_command(tmp_path: Path) -> None:
    class Needy(WithProgram):
        extra, modules = "abacus", ("no_such_package",)

    with pytest.raises(FileProblem, match=r"\.npz files, install what it takes: .*-m pip install .*\[abacus\]"):
        export(trained(), Needy(lambda x: x), tmp_path / "net.npz", X)


def test_rows_at_a_step_count_apart_but_no_other_row_hides_among_them() -> None:
    model = trained(dense(40, Sign()), classes=0)
    edge = replace(model, scaling=Scaling(np.zeros(2), np.ones(2)))
    x = np.random.default_rng(2).normal(size=(4000, 2)) * 1e-3
    compared = compare(edge, x, edge.predict(x, np.float32))
    assert compared.agrees
    assert compared.at_jumps < 40
    assert not compare(edge, x, edge.predict(x) * 1.01).agrees


def test_hostile_rows_are_far_outside_but_know_no_level_that_is_not_there() -> None:
    columns = (*number_columns(("a",)), SourceColumn("색", "category", ("r", "g", "b"), ("r", "g", "b")))
    rng = np.random.default_rng(0)
    inputs = np.concatenate([rng.uniform(2, 4, (50, 1)), np.eye(3)[rng.integers(0, 3, 50)]], axis=1)
    one, outside, within = hostile_batches(columns, inputs)
    assert one.shape == (1, 4)
    assert len(within) == MANY
    assert (decode(columns, outside)[0] == [0.0, decode(columns, outside)[0, 1]]).all()
    assert np.abs(outside[:, 0]).max() > FAR * 0.9
    for batch in (outside, within):
        assert (batch[:, 1:].sum(axis=1) == 1).all()
    assert within[:, 0].min() >= np.float32(inputs[:, 0].min())


def test_a_network_as_a_chain_of_operations() -> None:
    model = trained(dense(5), Dropout(0.2), Residual((dense(3), Dropout(0.1), BatchNorm())))
    network = network_in(exported_from(model))
    assert [one.name for one in network.operations] == ["dense_1", "residual_1", "output"]
    block = network.operations[1]
    assert [one.name for one in block.inside] == ["residual_1_dense_1", "residual_1_batch_norm_1", "residual_1_output"]
    assert block.inside[0].arrays["weights"].shape == (5, 3)
    assert (block.units_in, block.units_out, network.operations[2].units_in) == (5, 5, 5)
    assert network.has_plain_features
    assert network.has_plain_inputs


def test_identifiers_are_unique_and_of_ascii() -> None:
    taken: set[str] = set()
    names = ["Dense 1", "dense-1", "은닉층", "은닉층", "2 layers", "é"]
    assert [identifier(name, taken, "dense") for name in names] == [
        "dense_1",
        "dense_1_2",
        "dense",
        "dense_2",
        "dense_2_layers",
        "dense_3",
    ]


@pytest.mark.parametrize("kind", EXPORTERS.names())
def test_every_format_names_the_files_that_it_writes(kind: str, tmp_path: Path) -> None:
    session = Session(Recipe())
    model, exporter = TrainedModel.of(snapshot_of(session)), EXPORTERS[kind]()
    if missing_packages(exporter):
        pytest.skip(missing_packages(exporter))
    path = tmp_path / f"net{exporter.suffix}"
    exporter.write(model, path)
    assert {*tmp_path.iterdir()} == {path, *exporter.companions(path)}


@dataclass(frozen=True)
class WithPackages(WithProgram):
    """Takes a package that nobody has."""

    extra: ClassVar[str] = "abacus"
    modules: ClassVar[tuple[str, ...]] = ("no_such_package",)


def test_packages_that_are_missing_are_named_with_what_brings_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_packages(WithPackages(gone)).endswith('[abacus]"')
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = missing_packages(WithPackages(gone))
    assert "brings its own Python, cannot write .npz files" in said
    assert "install" not in said


def test_the_users_table_is_not_replaced_by_the_rows_of_a_script(tmp_path: Path) -> None:
    table = tmp_path / "net_train.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    model = trained()
    model = replace(model, recipe=replace(model.recipe, data=CsvFile(path=str(table))))
    with pytest.raises(FileProblem, match=r'"net_train\.csv" would be written beside it'):
        export(model, TorchTraining(), tmp_path / "net_train.py", X)
    assert [one.name for one in tmp_path.iterdir()] == ["net_train.csv"]
    assert table.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_a_folder_that_takes_no_file_is_a_sentence_about_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FileProblem, match=r'net\.npz" was not saved: permission denied'):
        export(trained(), Npz(), tmp_path / "net.npz", X)
