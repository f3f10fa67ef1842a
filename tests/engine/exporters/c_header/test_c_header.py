"""The C header: strict compilers of C and C++ take it, and a compiled program gets the engine's predictions from it."""

from __future__ import annotations

import contextlib
import json
import locale
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.features import features_of
from engine.data.preprocessing import Scaling, no_scaling
from engine.data.source_columns import decode, encode
from engine.exporters.c_header import c_compiler
from engine.exporters.c_header.c_file import CHeader, prefix_of
from engine.exporters.c_header.c_functions import CALLS, DEFINITIONS
from engine.exporters.c_header.c_reading import read_c_header
from engine.exporters.contents import exported_from
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import compare, export
from engine.files.file_problem import FileProblem
from engine.nn.activations import ACTIVATIONS, ReLU, Softmax
from engine.prediction.answers import answers
from tests.engine.builders import dense
from tests.engine.exporters.matrix import Case, covering_cases, model_of
from tests.engine.exporters.test_exporters import X, trained
from tests.interop import missing_compilers
from tests.matrix.cells import tried

EXPORTER = CHeader()
TYPED = Case("residual", "gelu", "cross_entropy, 3 classes", "standardise", "formulas", "5 levels, own missing")
WARNINGS = ("-pedantic", "-Wall", "-Wextra", "-Werror", "-Wdouble-promotion", "-Wconversion", "-Wshadow", "-Wundef")
C, CPP = ("gcc", "-std=c99"), ("g++", "-std=c++11", "-xc++")
needs_compiler = pytest.mark.skipif(c_compiler.compiler() is None, reason="no C compiler is installed")
needs_gcc = pytest.mark.skipif(bool(missing_compilers()), reason="needs gcc and g++")


def written(model: TrainedModel, folder: Path, name: str = "net.h") -> Path:
    EXPORTER.write(model, folder / name)
    return folder / name


def compiled(language: tuple[str, ...], source: str, folder: Path, *options: str) -> Path:
    """The program of that source, with all warnings as errors."""
    (folder / "main.c").write_text(source, encoding="utf-8")
    command = [*language, *WARNINGS, *options, "main.c", "-o", "program", "-lm"]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[:2000]
    return folder / "program"


def answered(program: Path, given: Array, env: dict[str, str] | None = None) -> bytes:
    return subprocess.run([program], input=given.astype(np.float32).tobytes(), capture_output=True, check=True, env=env).stdout


def reads_rows(prefix: str, then: str) -> str:
    """A loop over rows of standard input."""
    return f"float in[{prefix.upper()}_INPUTS]; while (fread(in, sizeof in, 1, stdin) == 1) {{ {then} }}"


# -- predictions
@needs_compiler
def test_a_compiled_program_agrees_on_every_pair_of_the_matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _file: None)  # of 380 files
    for layer, result in tried(EXPORTER, covering_cases(), tmp_path).items():
        assert not result.failures, layer
        assert not result.refused, layer
        assert result.largest < 1e-4, layer
        assert result.program


@needs_gcc
def test_strict_compilers_of_c_and_of_cpp_take_every_kind_and_each_checks_itself(tmp_path: Path) -> None:
    cases = covering_cases()[::7]
    for number, case in enumerate(cases):
        EXPORTER.write(model_of(case)[0], tmp_path / f"net_{number}.h")
    numbers = range(len(cases))
    includes = "".join(f'#include "net_{number}.h"\n' for number in numbers)
    largest = "".join(f"if (!(net_{number}_selftest() < 1e-3f)) {{ return {number + 1}; }}\n" for number in numbers)
    source = f"#define NET_SELFTEST\n{includes}int main(void) {{ {largest} return 0; }}\n"
    for language in (C, CPP):
        program = compiled(language, source, tmp_path, "-O0")
        assert subprocess.run([program], check=False).returncode == 0, cases[0]


@needs_compiler
def test_an_export_is_proven_by_the_compiler_on_hostile_rows_too(tmp_path: Path) -> None:
    model, x = model_of(TYPED)
    proof = export(model, EXPORTER, tmp_path / "iris.h", x)
    assert proof.program == c_compiler.compiler_version(c_compiler.compiler() or "")
    assert proof.program[-1].isdigit()
    assert proof.rows > 10_000
    assert proof.largest_difference < 1e-5
    assert [one.name for one in tmp_path.iterdir()] == ["iris.h"]


def test_without_a_compiler_it_is_read_independently(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(c_compiler.shutil, "which", lambda _name: None)
    proof = export(trained(), EXPORTER, tmp_path / "net.h", X)
    assert proof.program == ""
    assert str(proof).startswith("net.h: read back")


@needs_compiler
@pytest.mark.parametrize(("before", "after"), [("tanhf(", "no_such tanhf("), ("out[i] =", "if (0) out[i] =")])
def test_code_that_fails_or_computes_something_else_is_a_sentence(before: str, after: str, tmp_path: Path) -> None:
    class Wrong(CHeader):
        def write(self, model: TrainedModel, path: Path) -> None:
            super().write(model, path)
            path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")

    with pytest.raises(FileProblem, match=r'C compiler cannot use "net\.h" \(.*no_such|failed its check'):
        export(trained(), Wrong(), tmp_path / "net.h", X)


@needs_gcc
def test_means_that_are_large_beside_the_deviation_cost_no_digits(tmp_path: Path) -> None:
    base = trained(dense(5), classes=3)
    x = (1e7 + X).astype(np.float32).astype(np.float64)
    model = replace(base, scaling=Scaling(np.array([1e7 + 0.3, 1e7 - 0.7]), np.array([1.7, 0.9])))
    run = EXPORTER.run_program(written(model, tmp_path), [x])
    assert run is not None
    np.testing.assert_allclose(run.predictions[0], model.predict(x, np.float64), atol=3e-7)


@needs_gcc
def test_numbers_near_the_ends_of_float(tmp_path: Path) -> None:
    for loss_classes in (2, 3):
        model = trained(dense(4, Softmax()), dense(6), classes=loss_classes)
        theta = model.theta.copy()
        theta[:8] = [1e-38, -0.0, 1e38, 1e-45, -3e38, 16777216, 0.1, -1e38]
        model = replace(model, theta=theta)
        run = EXPORTER.run_program(written(model, tmp_path), [X, X * 1e30])
        assert run is not None
        for x, found in zip((X, X * 1e30), run.predictions, strict=True):
            with np.errstate(all="ignore"):
                finite = np.isfinite(model.predict(x, np.float32))
            assert np.isfinite(found[finite]).all()
            assert compare(model, x, found).agrees


# -- other programs
@needs_gcc
def test_two_networks_in_one_program_with_their_classes(tmp_path: Path) -> None:
    (typed, x), other = model_of(TYPED), trained(classes=2)
    written(typed, tmp_path, "first net.h")
    written(other, tmp_path, "second.h")
    rows = decode(typed.columns, x)
    rows = np.concatenate([rows, [[np.nan, 1, 1]]])
    loop = reads_rows("first_net", 'puts(first_net_class(in) < 0 ? "-" : first_net_class_names[first_net_class(in)]);')
    source = f"""
#include <stdio.h>
#include "first net.h"
#include "second.h"
int main(void) {{
    const float two[SECOND_INPUTS] = {{2.5f, -1.5f}};
    puts(second_class_names[second_class(two)]);
    {loop}
    return 0;
}}
"""
    from_model = answers(typed, np.concatenate([x, [[np.nan, 1, 0, 0, 1, 0, 0]]])).classes
    assert from_model is not None
    known = [typed.classes[i] if i >= 0 else "-" for i in from_model]
    first = other.classes[int(other.predict(np.array([[2.5, -1.5]]))[0, 0] > 0.5)]
    for language in (C, CPP):
        program = compiled(language, source, tmp_path)
        assert answered(program, rows).decode("utf-8").splitlines() == [first, *known]


@pytest.fixture
def decimal_comma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A German locale, made here, for this process and for those that it starts."""
    if shutil.which("localedef") is None:
        pytest.skip("localedef is not installed")
    made = subprocess.run(["localedef", "-f", "UTF-8", "-i", "de_DE", tmp_path / "de_DE.UTF-8"], capture_output=True, check=False)
    if made.returncode > 1 or not (tmp_path / "de_DE.UTF-8").exists():
        pytest.skip("there are no sources of locales")
    before = locale.setlocale(locale.LC_ALL)
    monkeypatch.setenv("LOCPATH", str(tmp_path))
    locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    yield {**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": "de_DE.UTF-8"}
    locale.setlocale(locale.LC_ALL, before)


@needs_gcc
def test_a_locale_with_a_decimal_comma_changes_nothing(decimal_comma: dict[str, str], tmp_path: Path) -> None:
    assert locale.localeconv()["decimal_point"] == ","
    model = trained(classes=3)
    path = written(model, tmp_path)
    assert "0,5" not in path.read_text("utf-8")
    loop = reads_rows("net", "float out[NET_OUTPUTS]; net_predict(in, out); fwrite(out, sizeof out, 1, stdout);")
    start = '#include <locale.h>\n#include <stdio.h>\n#include "net.h"\n'
    source = f'{start}int main(void) {{ if (!setlocale(LC_ALL, "")) {{ return 1; }} {loop} return 0; }}\n'
    program = compiled(C, source, tmp_path)
    found = np.frombuffer(answered(program, X, decimal_comma), np.float32).reshape(-1, 3)
    np.testing.assert_allclose(found, model.predict(X.astype(np.float32), np.float64), atol=1e-6)


@needs_gcc
def test_numbers_may_lie_elsewhere_and_buffers_on_the_stack(tmp_path: Path) -> None:
    """As on AVR, where they are read by a function of the program's memory."""
    written(trained(), tmp_path)
    source = """
static int reads = 0;
static float read_float(const float *place) { ++reads; return *place; }
#define NET_SELFTEST
#define NET_CONST __attribute__((aligned(64)))
#define NET_READ(number) read_float(&(number))
#define NET_BUFFER
#include "net.h"
int main(void) { return net_selftest() < 1e-5f && reads > 5 * 40 ? 0 : 1; }
"""
    program = compiled(C, source, tmp_path)
    assert subprocess.run([program], check=False).returncode == 0


@needs_gcc
def test_the_copied_lines_are_a_program(tmp_path: Path) -> None:
    model, _x = model_of(TYPED)
    for one, name in ((model, "iris.h"), (trained(classes=0), "my net.h"), (trained(classes=2), "two.h")):
        usage = EXPORTER.usage(one, written(one, tmp_path, name))
        for language in (C, CPP):
            assert answered(compiled(language, usage, tmp_path), np.empty(0)).strip()
        zeros = encode(one.columns, np.zeros((1, len(one.columns))))
        wanted = one.predict(zeros, np.float64)[0]
        found = float(answered(tmp_path / "program", np.empty(0)))
        if not one.classes:
            assert found == pytest.approx(float(wanted[0]), rel=1e-5)
        else:
            assert found == (int(wanted[0] > 0.5) if len(wanted) == 1 else int(wanted.argmax()))


# -- names
HOSTILE = (
    'a"b',
    "*/ int x;",
    "/* ",
    "??/",
    "back\\",
    "line\nend\r\t",
    "bidi \u202e",
    "한글 é 🙂",
    "%d @_x @@_y",
    "a\\\n",
    "??=??'",
    "nul \0",
)


@needs_gcc
def test_names_cannot_break_the_code_and_come_back_as_they_are(tmp_path: Path) -> None:
    base = trained(dense(3), classes=3)
    includes, checks = [], []
    for i, (one, other) in enumerate(zip(HOSTILE, HOSTILE[1:] + HOSTILE[:1], strict=True)):
        names = (one, f"{other}2")
        model = replace(base, input_names=names, classes=(other, one, "c"), target_name=one, features=(), columns=())
        path = written(model, tmp_path, f"h{i}.h")
        found = EXPORTER.names(path)
        assert (found.inputs, found.classes) == (names, (other, one, "c"))
        assert "\u202e" not in path.read_text("utf-8")
        includes.append(f'#include "h{i}.h"')
        checks.append(f"fwrite(h{i}_class_names[0], 1, {len(other.encode())}, stdout); putchar(10);")
    source = "\n".join(("#include <stdio.h>", *includes, "int main(void) {", *checks, "return 0; }\n"))
    expected = b"".join(one.encode() + b"\n" for one in HOSTILE[1:] + HOSTILE[:1])
    for language in (C, CPP):
        program = compiled(language, source, tmp_path)
        assert answered(program, np.empty(0)) == expected


@pytest.mark.parametrize(
    ("name", "prefix"),
    [("Iris.h", "iris"), ("my net-2.h", "my_net_2"), ("2024.h", "net_2024"), ("붓꽃.h", "net"), ("int.h", "int")],
)
def test_all_names_begin_with_the_files_name(name: str, prefix: str, tmp_path: Path) -> None:
    assert prefix_of(Path(name)) == prefix
    path = written(trained(), tmp_path, name)
    assert f"{prefix}_predict(in, out);" in EXPORTER.usage(trained(), path)
    assert f"static inline void {prefix}_predict(" in path.read_text("utf-8")
    if c_compiler.compiler() is not None:
        assert EXPORTER.run_program(path, [X]) is not None


@pytest.mark.parametrize("name", ['a"b.h', "a\\b.h", "a\nb.h", "a??!b.h"])
def test_names_that_c_cannot_include_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot include"):
        EXPORTER.write(trained(), tmp_path / name)


def test_headers_of_c_itself_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="Choose another name"):
        written(trained(), tmp_path, "math.h")


# -- reading
FORMULAS = (
    "x1 + 2**0.5*x2",
    "x1*(-8)**(1/3)",
    "x1 + 0*(1/0)",
    "-x1**2/(x2 - -1)",
    "x1**-x2**2",
    "max(pi, e)*x2 - -(x1 - x2)",
    "x1 + 1/0",
)


@needs_compiler
def test_formulas_of_constants_too(tmp_path: Path) -> None:
    base = trained(dense(3))
    jobs, models = [], []
    for i, formula in enumerate(FORMULAS):
        model = replace(base, features=features_of((formula, "x2"), base.input_names), scaling=no_scaling(2))
        models.append(model)
        jobs.append((written(model, tmp_path, f"f{i}.h"), [X]))
    for model, run in zip(models, EXPORTER.run_several(jobs) or [], strict=True):
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(run.predictions[0], model.predict(X, np.float64), atol=1e-5)


def test_weights_come_back_bit_for_bit(tmp_path: Path) -> None:
    model = trained(dense(40), dense(30))
    theta = np.random.default_rng(0).integers(0, 2**32, model.theta.size, np.uint32).view(np.float32)
    theta = np.where(np.isfinite(theta), theta, np.float32(0.1))
    model = replace(model, theta=theta)
    found = read_c_header(written(model, tmp_path)).arrays
    for name, array in exported_from(model).arrays.items():
        assert found[name].dtype == array.dtype
        assert found[name].tobytes() == array.tobytes()


def test_a_damaged_file_is_a_sentence(tmp_path: Path) -> None:
    whole = written(trained(), tmp_path).read_bytes()
    rng = np.random.default_rng(3)
    damaged = [b"", b"\0" * 100, b"[" * 10_000, *(whole[:n] for n in range(0, len(whole), 997))]
    for _one in range(100):
        flipped = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            flipped[place] = rng.integers(0, 256)
        damaged.append(bytes(flipped))
    for content in damaged:
        (tmp_path / "bad.h").write_bytes(content)
        with contextlib.suppress(FileProblem):
            EXPORTER.predict(tmp_path / "bad.h", X)
    (tmp_path / "bad.h").write_bytes(b"int x;")
    with pytest.raises(FileProblem, match=r'"bad\.h" is no C header of this program'):
        EXPORTER.predict(tmp_path / "bad.h", X)


def test_an_array_that_is_not_the_documents_is_found(tmp_path: Path) -> None:
    path = written(trained(), tmp_path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("    3.0f, -1.0f", "    3.5f, -1.0f"), "utf-8")
    with pytest.raises(FileProblem, match="no C header"):
        EXPORTER.predict(path, X)


def test_every_activation_has_its_call_and_no_function_is_there_for_nothing() -> None:
    assert set(CALLS) == set(ACTIVATIONS.names())
    called = " ".join((*CALLS.values(), *DEFINITIONS.values(), json.dumps(["gelu_exact", "gelu_tanh"])))
    used = ("dense", "batch_norm", "layer_norm", "softmax", "level", "of_sign", "larger", "smaller")  # by layers and formulas
    assert all(f"{name}(" in called or name in called for name in DEFINITIONS if name not in used)


def test_a_layer_without_code_is_refused_with_the_next_best_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(CALLS, "tanh")
    assert EXPORTER.objection(trained()).startswith("There is no C code yet for the layer Dense 1")
    assert ".npz" in EXPORTER.objection(trained())
    assert EXPORTER.objection(trained(dense(2, ReLU()))) == ""
