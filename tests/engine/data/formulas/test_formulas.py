"""Typed formulas: what they compute, compared with Python's own reading of them, and what is said about wrong ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.data.data_problem import DataProblem
from engine.data.features import READY, Feature, check_features, compute, feature
from engine.data.formulas.evaluate import check_finite, evaluate
from engine.data.formulas.functions import FUNCTIONS
from engine.data.formulas.grammar import DEEPEST
from engine.data.formulas.input_list import split_list
from engine.data.formulas.parser import read
from engine.data.formulas.printer import reference, text_of
from engine.data.formulas.tokenizer import LONGEST, FormulaProblem
from engine.exporters import reference_formulas as exported

PLANE = ("x₁", "x₂")
ROWS = np.array([[0.5, -2.0], [3.0, 1.25], [-1.0, 4.0]])
PYTHON = {
    "abs": math.fabs,
    "atan": math.atan,
    "cos": math.cos,
    "exp": math.exp,
    "log": math.log,
    "max": max,
    "min": min,
    "sign": lambda x: (x > 0) - (x < 0),
    "sin": math.sin,
    "sqrt": math.sqrt,
    "tan": math.tan,
    "tanh": math.tanh,
    "pi": math.pi,
    "e": math.e,
}


LEAVES = st.sampled_from(["x1", "x2", "pi", "e", "2", "0.5", "3.", ".25", "1e-1", "7"])
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", " + ", " - "]), inner).map("".join),
        st.tuples(inner, st.sampled_from(["2", "3", "-1", "0.5"])).map(lambda parts: f"({parts[0]})**{parts[1]}"),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(st.sampled_from([name for name in FUNCTIONS if name not in ("max", "min")]), inner).map(
            lambda parts: f"{parts[0]}({parts[1]})"
        ),
        st.tuples(st.sampled_from(["max", "min"]), inner, inner).map(lambda parts: f"{parts[0]}({parts[1]}, {parts[2]})"),
    ),
    max_leaves=8,
)


def by_python(text: str, row: np.ndarray) -> float:
    """Python's value of a formula in one row, NaN where it has none."""
    try:
        value = eval(text, {"__builtins__": {}}, {**PYTHON, "x1": float(row[0]), "x2": float(row[1])})
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):  # the last is of complex numbers, which no input is
        return math.nan
    return math.nan if isinstance(value, complex) else float(value)


@settings(max_examples=300, deadline=None)
@given(FORMULAS)
@example("-x1**2")
@example("2**-x1**2")
@example("x1-x2-1")
@example("x1/x2/2*x1")
def test_a_formula_means_what_it_means_to_python(text: str) -> None:
    if len(text) > LONGEST:
        return
    try:
        one = feature(text, PLANE)
    except FormulaProblem as problem:
        said = str(problem)
    else:
        said = ""
    if said:
        assert "levels deep" in said  # the only thing that can be wrong with these
        return
    for row, ours in zip(ROWS, evaluate(one.formula, ROWS), strict=True):
        theirs = by_python(text, row)
        if math.isfinite(theirs) and abs(theirs) < 1e12:
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(FORMULAS)
def test_what_is_written_is_read_back_and_computed_alike_by_the_exports(text: str) -> None:
    if len(text) > LONGEST:
        return
    try:
        one = feature(text, PLANE)
    except FormulaProblem:
        return
    assert text_of(read(text_of(read(text)))) == text_of(read(text))
    assert read(text_of(read(text))) == read(text)
    theirs = exported.computed([one.key], ROWS)[:, 0]
    np.testing.assert_allclose(theirs, evaluate(one.formula, ROWS), rtol=1e-9, atol=1e-9)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="x12.+-*/^()[]\"', sincoмax₁²e_$\t한", max_size=60))
def test_any_text_is_a_formula_or_gets_a_sentence(text: str) -> None:
    said = "It is one."
    try:
        one = feature(text, PLANE)
        compute([one], ROWS)
        check_features([one], ROWS, PLANE)
    except (FormulaProblem, DataProblem) as problem:
        said = str(problem)
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *zip(READY, ("x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂", "cos x₁", "cos x₂"), strict=True),
        ("x1*x2**2", "x₁x₂²"),
        ("exp(-x1**2)", "exp(−x₁²)"),
        ("sin(x1)*x2", "sin(x₁)·x₂"),
        ("2*(x1+1)", "2·(x₁ + 1)"),
        ("x1**-1", "x₁^(−1)"),
    ],
)
def test_names_are_for_people(text: str, name: str) -> None:
    assert feature(text, PLANE).name == name


@pytest.mark.parametrize(
    ("typed", "key"), [("x₁²", "x1**2"), ("x₁ ^ 2", "x1**2"), ("x₁·x₂", "x1*x2"), ("x₁ − x₂", "x1 - x2"), ("(x1)", "x1")]
)
def test_what_people_type_is_understood(typed: str, key: str) -> None:
    assert feature(typed, PLANE).key == key


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type a formula"),
        ("x1+", "ends too early"),
        ("2*(x1", r"The \( at letter 3 is not closed"),
        ("x1)", r"The \) at letter 3 closes nothing"),
        ("x1*y", r"no column “y” \(letter 4\); there are x₁, x₂"),
        ("1+x3", r"no column “x3” \(letter 3\)"),
        ("foo(x1)", r"no function “foo” \(letter 1\); there are abs"),
        ("sin x1", r"sin at letter 1 needs brackets: write sin\(x1\)"),
        ("x1 x2", "no sign between “x1” and “x2” at letter 4"),
        ("2(x1)", "no sign between “2” and “[(]” at letter 2"),
        ("x1(x2)", "no sign before the [(] at letter 3"),
        ("0,5*x1", "comma at letter 2 stands outside"),
        ("x1**99", "exponent at letter 5 is too large"),
        ("x1**-99", "exponent at letter 5 is too large"),
        ("[petal", r"The \[ at letter 1 is not closed"),
        ("max(x1)", "max at letter 1 takes 2 or more"),
        ("sin(x1,x2)", "sin at letter 1 takes one number, not 2"),
        ("x1$", "“[$]” at letter 3 means nothing"),
        ("*x1", "Before the [*] at letter 1"),
        ("1e999*x1", "letter 1 is too large"),
        ("x1.__class__", "letter 3 means nothing"),
        ("__import__(x1)", "no function “__import__”"),
        ("(" * (DEEPEST + 1) + "x1" + ")" * (DEEPEST + 1), f"more than {DEEPEST} levels deep"),
        ("-" * 100 + "x1", "levels deep"),
        ("x1" * LONGEST, f"at most {LONGEST} letters"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, says: str) -> None:
    with pytest.raises(FormulaProblem, match=says):
        feature(text, PLANE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1/x1", "The formula divides by zero in row 2, where x₁ is 0[.]"),
        ("x1**-1", "divides by zero in row 2"),
        ("1/(x1*x2)", "divides by zero in row 2, where x₁ is 0, x₂ is −3"),
        ("log(x1)", "log needs numbers above 0 but gets 0 in row 2"),
        ("sqrt(x2)", "sqrt needs numbers from 0 up but gets −3 in row 2"),
        ("1 + sqrt(x2)*x1", "sqrt needs numbers from 0 up"),
        ("x2**0.5", "−3 has no power 0.5 in row 2"),
        ("exp(400*x1)", "too large a number in row 1"),
        ("1e20*1e20*x1", "too large a number in row 1"),
    ],
)
def test_what_is_no_number_on_the_data_is_said_with_the_row(text: str, says: str) -> None:
    raw = np.array([[2.0, 1.0], [0.0, -3.0]])
    with pytest.raises(FormulaProblem, match=says):
        check_finite(feature(text, PLANE).formula, raw, PLANE)


def test_columns_of_a_table_are_named_as_they_are() -> None:
    columns = ("petal width (cm)", "길이", "pi", "x1", "a]b", "twice", "twice")
    raw = np.arange(7.0)[np.newaxis]
    for text, value in (
        ("[petal width (cm)]", 0),
        ('"petal width (cm)" + 1', 1),
        ("길이*2", 2),
        ("[pi]", 2),
        ("[x1]", 3),
        ("x1", 3),  # a column's own name comes before a place
        ("x2", 1),
        ('"a]b"', 4),
        ("x7", 6),
    ):
        assert evaluate(feature(text, columns).formula, raw) == [value], text
    assert evaluate(feature("pi", columns).formula, raw) == pytest.approx(math.pi)


def test_a_columns_reference_means_just_it() -> None:
    columns = ("petal width (cm)", "길이", "pi", "x1", "a]b", "twice", "twice", "sin", "m²", "x₂", "a]\"b'")
    for place, name in enumerate(columns):
        assert feature(reference(name, place, columns), columns).column == place, name
    assert [reference(name, i, PLANE) for i, name in enumerate(PLANE)] == ["x1", "x2"]


def test_a_list_is_cut_between_formulas_only() -> None:
    assert split_list("x1, max(x1,x2),[a,b] ,x₂²") == ("x1", "max(x1, x2)", "[a,b]", "x2**2")
    with pytest.raises(FormulaProblem):
        split_list("x1,,x2")


def test_features_of_all_columns_are_the_table_itself() -> None:
    assert compute([feature("x1", PLANE), feature("x2", PLANE)], ROWS) is ROWS
    assert compute([feature("x2", PLANE)], ROWS).tolist() == ROWS[:, 1:].tolist()
    assert isinstance(feature("3", PLANE), Feature)
    assert compute([feature("3", PLANE)], ROWS).tolist() == [[3.0]] * 3


@pytest.mark.parametrize(
    "text", ["open(x1)", "x1.real", "x1 if x2 else 1", "lambda: 1", "'a'", "x1 @ x2", "x9", "-" * 1500 + "x1", "x1 +"]
)
def test_exported_formulas_compute_only_what_is_listed(text: str) -> None:
    with pytest.raises(ValueError, match=r"formula|too deep"):
        exported.computed([text], ROWS)


def test_both_lists_of_functions_are_the_same() -> None:
    assert set(exported.FUNCTIONS) == set(FUNCTIONS)


def test_a_list_of_many_inputs_may_be_longer_than_one_formula() -> None:
    names = [f"x{i}" for i in range(1, 200)]
    assert split_list(", ".join(names)) == tuple(names)
    with pytest.raises(FormulaProblem, match="at most 200 letters"):
        split_list("x1, " + "+".join(["x1"] * 120))
