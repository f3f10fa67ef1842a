"""The file of NumPy code: a fresh Python gets the engine's predictions from it, and it reads tables and checks itself."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from engine.data.features import features_of
from engine.data.preprocessing import no_scaling
from engine.data.source_columns import SourceColumn, decode, encode
from engine.exporters.contents import exported_from
from engine.exporters.numpy_code import fresh_python
from engine.exporters.numpy_code.numpy_file import NumpyFile
from engine.exporters.numpy_code.numpy_functions import CALLS, DEFINITIONS
from engine.exporters.numpy_code.numpy_reading import read_numpy_code
from engine.exporters.numpy_code.numpy_text import copied_lines
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import export
from engine.files.file_problem import FileProblem
from engine.nn.activations import ACTIVATIONS, ReLU
from engine.prediction.answers import answers
from engine.prediction.new_rows import read_new_rows
from tests.engine.builders import dense
from tests.engine.exporters.matrix import Case, covering_cases, model_of
from tests.engine.exporters.test_exporters import X, trained
from tests.matrix.cells import tried

EXPORTER = NumpyFile()
TYPED = Case("residual", "gelu", "cross_entropy, 3 classes", "standardise", "formulas", "5 levels, own missing")


def written(model: TrainedModel, folder: Path, name: str = "net.py") -> Path:
    EXPORTER.write(model, folder / name)
    return folder / name


def module_of(path: Path) -> SimpleNamespace:
    return SimpleNamespace(**runpy.run_path(str(path)))


def run_as_program(path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    start = "import runpy, sys; sys.path.append(sys.argv[1]); del sys.argv[:2]; runpy.run_path(sys.argv[0], run_name='__main__')"
    packages = str(Path(np.__file__).parents[1])
    return subprocess.run([sys.executable, "-I", "-c", start, packages, str(path), *arguments], capture_output=True, check=False)


def test_a_fresh_python_agrees_on_every_pair_of_the_matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)  # of 380 files
    for layer, result in tried(EXPORTER, covering_cases(), tmp_path).items():
        assert not result.failures, layer
        assert not result.refused, layer
        assert result.largest < 1e-12, layer  # it computes in 64 bits
        assert result.program.startswith("Python 3")


def test_every_activation_has_its_call_and_no_function_is_there_for_nothing() -> None:
    assert set(CALLS) == set(ACTIVATIONS.names())
    texts = (*CALLS.values(), *DEFINITIONS.values(), "gelu_exact( gelu_tanh( layer_norm(")
    for name in DEFINITIONS:
        assert any(f"{name}(" in text for text in texts)


def test_an_export_is_proven_by_a_fresh_python_on_hostile_rows_of_texts_too(tmp_path: Path) -> None:
    model, x = model_of(TYPED)
    proof = export(model, EXPORTER, tmp_path / "net.py", x)
    assert proof.program.startswith("Python ")
    assert proof.rows > 10_000
    assert proof.largest_difference < 1e-9
    assert [one.name for one in tmp_path.iterdir()] == ["net.py"]


def test_a_frozen_program_without_a_python_beside_it_runs_it_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, x = model_of(TYPED)
    outside = EXPORTER.run_program(written(model, tmp_path), [x, x[:1]])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(fresh_python, "run_command", None)
    monkeypatch.setenv("PATH", "")
    inside = EXPORTER.run_program(tmp_path / "net.py", [x, x[:1]])
    assert inside.program == f"{outside.program} (Network Playground)"
    for one, other in zip(outside.predictions, inside.predictions, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("frozen", [False, True])
def test_code_that_fails_is_a_sentence(frozen: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(trained(), tmp_path)
    path.write_text(path.read_text("utf-8").replace("np.tanh", "np.no_such_function"), "utf-8")
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    with pytest.raises(FileProblem, match=r'cannot run "net\.py".*no_such_function'):
        EXPORTER.run_program(path, [X])


def test_reading_runs_nothing_of_the_file(tmp_path: Path) -> None:
    path = written(trained(), tmp_path)
    path.write_text(f"open({str(tmp_path / 'trace')!r}, 'w')\n" + path.read_text("utf-8"), "utf-8")
    EXPORTER.predict(path, X)
    assert not (tmp_path / "trace").exists()


# -- by itself
def test_it_checks_itself_and_notices_a_wrong_weight(tmp_path: Path) -> None:
    path = written(model_of(TYPED)[0], tmp_path)
    ran = run_as_program(path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(b"5 rows: largest difference ")
    module = module_of(path)
    assert any(None in row for row, _said in module.golden)
    module.w["output.weights"][0, 0] += 0.01
    assert module.check() > 1e-4
    assert module.main([]) == 1


def test_rows_may_be_arrays_lists_texts_and_one_row(tmp_path: Path) -> None:
    model = trained(classes=3)
    module = module_of(written(model, tmp_path))
    wanted = model.predict(X, np.float64)
    for rows in (X, X.tolist(), tuple(map(tuple, X)), X.astype(object), [[str(cell) for cell in row] for row in X.tolist()]):
        np.testing.assert_allclose(module.predict(rows), wanted, atol=1e-12)
    np.testing.assert_allclose(module.predict(X[0]), wanted[:1], atol=1e-12)
    np.testing.assert_allclose(module.predict(X[0].tolist()), wanted[:1], atol=1e-12)
    assert module.predict([]).shape == (0, 3)
    assert module.classify(X) == [model.classes[i] for i in wanted.argmax(1)]
    assert module.classify([[1.0, None]]) == [None]
    assert np.isnan(module.predict([["1.0", " n/a "]])).all()
    with pytest.raises(ValueError, match="A row has 2 values: x0, x1"):
        module.predict([[1, 2, 3]])
    with pytest.raises(ValueError, match="could not convert string to float: 'three'"):
        module.predict([["three", 2]])


def test_levels_that_are_numbers_are_known_as_numbers_and_as_texts(tmp_path: Path) -> None:
    column = SourceColumn("rooms", "category", ("rooms = 1", "rooms = 2", "rooms = 10"), ("1", "2", "10"))
    features = features_of(("x1", "x3"), column.inputs)
    model = replace(trained(dense(3)), columns=(column,), input_names=column.inputs, features=features, scaling=no_scaling(2))
    module = module_of(written(model, tmp_path))
    wanted = model.predict(encode((column,), np.array([[2.0], [0.0]])), np.float64)
    for rows in (["10", "1"], [[10], [1]], np.array([10.0, 1.0]), [[" 10 "], ["1"]]):
        np.testing.assert_allclose(module.predict(rows), wanted, atol=1e-12)
    assert np.isnan(module.predict(["3", "10"])[0]).all()


# -- tables
@pytest.mark.parametrize(
    ("mark", "decimal", "target"),
    [(",", ".", "cross_entropy, 3 classes"), (";", ",", "hinge, 2 classes"), ("\t", ",", "mse, number"), (",", ".", "bce")],
)
def test_a_table_gets_the_answers_that_the_program_gives(mark: str, decimal: str, target: str, tmp_path: Path) -> None:
    model, x = model_of(replace(TYPED, target="cross_entropy, 2 classes" if target == "bce" else target))
    table, names = tmp_path / "table.csv", [column.name for column in model.columns]
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=mark)
        writer.writerow(["more", *names[::-1]])
        for a, b, c in decode(model.columns, x).tolist():
            level = "" if np.isnan(c) else model.columns[2].levels[int(c)]
            writer.writerow(["é,;", level, repr(b).replace(".", decimal), repr(a).replace(".", decimal)])
        writer.writerow(["", "", "", ""])
        writer.writerow(["nothing", "r", "", "1"])
    ran = run_as_program(written(model, tmp_path), str(table))
    assert ran.returncode == 0, ran.stderr
    head, *found = csv.reader(io.StringIO(ran.stdout.decode("utf-8")), delimiter=mark)
    ours = answers(model, read_new_rows(table, model).inputs)
    word = "probability" if "cross" in model.recipe.loss.kind else "score"
    assert head == ["more", *names[::-1], "predicted 값", *(f"{word} of {name}" for name in model.classes)]
    for i, row in enumerate(found):
        cells = row[4:]
        if ours.classes is not None:
            assert cells.pop(0) == ("" if ours.classes[i] < 0 else model.classes[ours.classes[i]])
        np.testing.assert_allclose([float(cell or "nan") for cell in cells], ours.values[i], rtol=1e-4, atol=1e-5)
    assert set(found[-1][4:]) == {""}
    assert len(found) == len(x) + 1


def test_a_table_that_does_not_fit_is_a_sentence(tmp_path: Path) -> None:
    path = written(trained(), tmp_path)
    for content, says in (
        (b"x0,y\n1,2\n", b"no column 'x1'"),
        (b"x0,x1\n1,two\n", b"two"),
        (b"\xff\xfe\x00", b"utf-8"),
        (b"", b"x0"),
    ):
        (tmp_path / "t.csv").write_bytes(content)
        ran = run_as_program(path, str(tmp_path / "t.csv"))
        assert ran.returncode == 2
        assert says in ran.stderr
        assert b"Traceback" not in ran.stderr


# -- names and numbers that are hard to write
HOSTILE = ('a"""b', "'", "back\\slash\\", "line\nend\r\t", "bidi \u202e turned", "nul \0", "한글 é 🙂", "# {x} %d", '"', "\\")


def test_names_cannot_break_the_code(tmp_path: Path) -> None:
    base = trained(dense(3), classes=3)
    for one, other in zip(HOSTILE, HOSTILE[1:] + HOSTILE[:1], strict=True):
        names = (one, f"{other}2")
        model = replace(base, input_names=names, classes=(other, one, "c"), target_name=one, features=(), columns=())
        path = written(model, tmp_path)
        module = module_of(path)
        assert (module.names, module.classes, module.target) == ([*names], [other, one, "c"], one)
        assert EXPORTER.names(path).inputs == names
        assert "\u202e" not in path.read_text("utf-8")
        np.testing.assert_allclose(module.predict(X), model.predict(X, np.float64), atol=1e-12)


def test_weights_come_back_bit_for_bit(tmp_path: Path) -> None:
    model = trained(dense(40), dense(30))
    theta = np.random.default_rng(0).integers(0, 2**32, model.theta.size, np.uint32).view(np.float32)
    theta = np.where(np.isfinite(theta), theta, np.float32(0.1))
    theta[:8] = [1e-38, -0.0, 1e38, 1e-45, -3.4028235e38, 16777216, 0.1, 1 / 3]
    model = replace(model, theta=theta)
    found = read_numpy_code(written(model, tmp_path)).arrays
    for name, array in exported_from(model).arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].tobytes() == array.tobytes()


FORMULAS = ("x1 + 2**0.5*x2", "x1*(-8)**(1/3)", "x1 + 0*(1/0)", "-x1**2/(x2 - -1)", "x1**-x2**2", "max(pi, e)*x2 - (x1 - x2)")


@pytest.mark.parametrize("formula", FORMULAS)
def test_formulas_of_constants_too(formula: str, tmp_path: Path) -> None:
    base = trained(dense(3))
    model = replace(base, features=features_of((formula, "x2"), base.input_names), scaling=no_scaling(2))
    module = module_of(written(model, tmp_path))
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(module.predict(X), model.predict(X, np.float64), atol=1e-9)


def test_files_that_would_hide_a_module_are_refused(tmp_path: Path) -> None:
    for name in ("numpy.py", "csv.py", "json.py"):
        with pytest.raises(FileProblem, match="Choose another name"):
            written(trained(), tmp_path, name)


@pytest.mark.parametrize("name", ["iris.py", "my net.py", "class.py", "붓꽃.py"])
def test_the_copied_lines_run(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = model_of(TYPED)[0]
    path = written(model, tmp_path, name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    exec(EXPORTER.usage(model, path), {})
    assert "[[" in capsys.readouterr().out


def test_the_example_is_a_row_of_zeros_and_first_levels() -> None:
    columns = SourceColumn("a", "number", ("a",)), SourceColumn("b", "category", ("b = x",), ("x", "it's"))
    assert copied_lines(columns, "net") == 'from net import predict\n\nprint(predict([[0.0, "x"]]))'


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    whole = written(trained(), tmp_path).read_bytes()
    rng = np.random.default_rng(3)
    damaged = [
        b"",
        b"w = {}",
        b"\0" * 100,
        b"(" * 10_000,
        b"w = 1\ndocument = 2",
        *(whole[:n] for n in range(0, len(whole), 997)),
    ]
    for _one in range(60):
        flipped = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            flipped[place] = rng.integers(0, 256)
        damaged.append(bytes(flipped))
    for content in damaged:
        (tmp_path / "bad.py").write_bytes(content)
        with contextlib.suppress(FileProblem):
            EXPORTER.predict(tmp_path / "bad.py", X)
    (tmp_path / "bad.py").write_bytes(b"w = {}")
    with pytest.raises(FileProblem, match=r'"bad\.py" is no NumPy code'):
        EXPORTER.predict(tmp_path / "bad.py", X)


def test_a_layer_without_code_is_refused_with_the_next_best_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CALLS, "tanh")
    assert EXPORTER.objection(trained()).startswith("There is no NumPy code yet for the layer Dense 1")
    assert ".npz" in EXPORTER.objection(trained())
    assert EXPORTER.objection(trained(dense(2, ReLU()))) == ""
