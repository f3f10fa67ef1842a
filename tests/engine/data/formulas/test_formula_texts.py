"""Formulas as text, plain and for people, and every sentence on a wrong one with its letter."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data.features import (
    all_columns,
    column_feature,
    compute,
    feature,
    features_of,
    in_other_columns,
    input_text,
    input_texts,
    is_all_columns,
    names_of,
)
from engine.data.formulas.evaluate import check_finite
from engine.data.formulas.parser import read
from engine.data.formulas.printer import reference
from engine.data.formulas.tokenizer import FormulaProblem

PLANE = ("x₁", "x₂")


@pytest.mark.parametrize(
    ("text", "plain", "shown"),
    [
        ("x1", "x1", "x₁"),
        ("x1*x2", "x1*x2", "x₁x₂"),
        ("x1²*x2", "x1**2*x2", "x₁²·x₂"),
        ("x1^3", "x1**3", "x₁³"),
        ("x1**4", "x1**4", "x₁^4"),
        ("x1**-1", "x1**-1", "x₁^(−1)"),
        ("x1**0.5", "x1**0.5", "x₁^0.5"),
        ("-x1**2", "-x1**2", "−x₁²"),
        ("(-x1)**2", "(-x1)**2", "(−x₁)²"),
        ("(x1+x2)*x1", "(x1 + x2)*x1", "(x₁ + x₂)·x₁"),
        ("x1-(x2-x1)", "x1 - (x2 - x1)", "x₁ − (x₂ − x₁)"),
        ("x1-x2-x1", "x1 - x2 - x1", "x₁ − x₂ − x₁"),
        ("x1/(x2/x1)", "x1/(x2/x1)", "x₁/(x₂/x₁)"),
        ("x1/x2/x1", "x1/x2/x1", "x₁/x₂/x₁"),
        ("x1**x2**2", "x1**x2**2", "x₁^(x₂²)"),
        ("(x1**x2)**2", "(x1**x2)**2", "(x₁^x₂)²"),
        ("2*x1", "2*x1", "2·x₁"),
        ("x1*2", "x1*2", "x₁·2"),
        ("sin(x1)", "sin(x1)", "sin x₁"),
        ("sin(x1+1)", "sin(x1 + 1)", "sin(x₁ + 1)"),
        ("abs(x1)", "abs(x1)", "abs(x₁)"),
        ("sin(x1)*2", "sin(x1)*2", "sin(x₁)·2"),
        ("max(x1, x2, 0)", "max(x1, x2, 0)", "max(x₁, x₂, 0)"),
        ("pi*x1", "pi*x1", "πx₁"),
        ("x1*-x2", "x1*-x2", "x₁·−x₂"),
        ("+x1", "x1", "x₁"),
        ("3.0*x1", "3*x1", "3·x₁"),
        ("2-1-x1", "2 - 1 - x1", "2 − 1 − x₁"),
    ],
)
def test_a_formula_as_text(text: str, plain: str, shown: str) -> None:
    found = feature(text, PLANE)
    assert (found.key, found.name) == (plain, shown)
    assert feature(plain, PLANE) == found
    assert column_feature(plain, PLANE).name.replace("x1", "x₁").replace("x2", "x₂") == shown


@pytest.mark.parametrize(
    ("text", "sentence", "at"),
    [
        ("", "Type a formula, such as x1*x2 or sin(x1).", 0),
        ("x1 +", "The formula ends too early: a number, a column or a function is missing at its end.", 4),
        ("x1)", "The ) at letter 3 closes nothing: remove it, or add a ( before it.", 2),
        ("1,5", "The comma at letter 2 stands outside of a function: write decimals as 0.5.", 1),
        ("x1 x2", "There is no sign between “x1” and “x2” at letter 4: write *, +, - or / there.", 3),
        ("*x1", "Before the * at letter 1 a number, a column or a function is missing.", 0),
        ("2 + x1**21", "The exponent at letter 9 is too large: use one from −20 to 20.", 8),
        ("x1**-21", "The exponent at letter 5 is too large: use one from −20 to 20.", 4),
        ("1 + sin", "sin at letter 5 needs brackets: write sin(x1).", 4),
        ("1 + x1(2)", "There is no sign before the ( at letter 7: write x1*(…).", 6),
        ("pi(2)", "There is no sign before the ( at letter 3: write pi*(…).", 2),
        ("2*sn(x1)", "There is no function “sn” (letter 3); there are abs, atan, cos, ", 2),
        ("1+sin(x1, x2)", "sin at letter 3 takes one number, not 2.", 2),
        ("1+max(x1)", "max at letter 3 takes 2 or more numbers, with commas between them, not 1.", 2),
        ("x1 ; 2", "“;” at letter 4 means nothing in a formula: remove it.", 3),
        ("1 + [x1", "The [ at letter 5 is not closed: add a ].", 4),
        ("2*(x1", "The ( at letter 3 is not closed", 2),
        ("1 + x3", "There is no column “x3” (letter 5); there are x₁, x₂. They are also x1 to x2, in order.", 4),
        ("1 + 'x1'", "There is no column “x1” (letter 5); there are x₁, x₂. They are also x1 to x2, in order.", 4),
        ("1" * 201, "A formula has at most 200 letters, this one has 201: make it shorter.", None),
    ],
)
def test_a_wrong_formula_is_said_with_its_letter(text: str, sentence: str, at: int | None) -> None:
    with pytest.raises(FormulaProblem) as problem:
        feature(text, PLANE)
    assert str(problem.value).startswith(sentence)
    assert problem.value.position == at


def test_limits_of_a_formula_on_their_allowed_side() -> None:
    assert feature("x1**20", PLANE).key == "x1**20"
    assert feature("x1**-20", PLANE).key == "x1**-20"
    assert feature(" " * 198 + "x1", PLANE).key == "x1"
    assert read("(" * 23 + "x1" + ")" * 23)
    with pytest.raises(FormulaProblem, match="At letter 25 the formula is more than 24 levels deep"):
        read("(" * 24 + "x1" + ")" * 24)


def test_which_columns_there_are_is_said_for_one_and_for_many() -> None:
    with pytest.raises(FormulaProblem, match=r"There is no column “z” \(letter 1\): the only one is a, which x1 means too"):
        feature("z", ("a",))
    with pytest.raises(FormulaProblem, match=r"there are a, b, c, d, e, f …\. They are also x1 to x7, in order"):
        feature("z", tuple("abcdefg"))
    with pytest.raises(FormulaProblem, match=r"there are a, b, c, d, e, f\. They"):
        feature("z", tuple("abcdef"))


@pytest.mark.parametrize(
    ("text", "rows", "sentence"),
    [
        (
            "1/x1",
            [[1, 0], [0, 5]],
            "The formula divides by zero in row 2, where x₁ is 0. "
            "Add something to what it divides by, or choose another formula.",
        ),
        (
            "x1**-1",
            [[0, 5]],
            "The formula divides by zero in row 1, where x₁ is 0. "
            "Add something to what it divides by, or choose another formula.",
        ),
        (
            "log(x1)",
            [[0, 5]],
            "log needs numbers above 0 but gets 0 in row 1, where x₁ is 0. Use abs(…) inside it, or another formula.",
        ),
        (
            "sqrt(x1)+x2",
            [[-0.1234567, 5]],
            "sqrt needs numbers from 0 up but gets −0.123457 in row 1, where x₁ is −0.123457, x₂ is 5. "
            "Use abs(…) inside it, or another formula.",
        ),
        (
            "x1**0.5",
            [[-4, 5]],
            "−4 has no power 0.5 in row 1, where x₁ is −4. Use abs(…) for the base, or a whole exponent.",
        ),
        ("exp(x1)", [[1000, 5]], "The formula gives too large a number in row 1, where x₁ is 1,000. Scale it down."),
        ("x1**20", [[100, 5]], "The formula gives too large a number in row 1, where x₁ is 100. Scale it down."),
        ("2+exp(x1)", [[1000, 5]], "exp x₁ gives too large a number in row 1, where x₁ is 1,000. Scale it down."),
        ("1/0", [[1, 1]], "The formula divides by zero in row 1. Add something"),
    ],
)
def test_where_a_formula_is_no_number_is_said(text: str, rows: list[list[float]], sentence: str) -> None:
    found = feature(text, PLANE)
    with pytest.raises(FormulaProblem) as problem:
        check_finite(found.formula, np.array(rows, float), PLANE)
    assert str(problem.value).startswith(sentence)


def test_a_number_is_usable_below_ten_to_the_thirtieth() -> None:
    found = feature("x1*1", PLANE).formula
    check_finite(found, np.array([[0.999e30, 0], [-0.999e30, 0]]), PLANE)
    for number in (1e30, -1e30, np.nan):
        with pytest.raises(FormulaProblem, match="row 2"):
            check_finite(found, np.array([[1.0, 0], [number, 0]]), PLANE)


@pytest.mark.parametrize(
    ("name", "place", "names", "text"),
    [
        ("age", 0, ("age",), "age"),
        ("body mass", 0, ("body mass",), "[body mass]"),
        ("a]b", 0, ("a]b",), '"a]b"'),
        ('a]"b', 0, ('a]"b',), "'a]\"b'"),
        ("a]\"'b", 0, ("a]\"'b",), "x1"),
        ("a" * 60, 1, ("b", "a" * 60), "a" * 60),
        ("a" * 61, 1, ("b", "a" * 61), "x2"),
        ("x₂", 1, ("x₁", "x₂"), "x2"),
        ("x2", 0, ("x2", "x1"), "[x2]"),
        ("same", 1, ("same", "same"), "x2"),
        ("sin", 0, ("sin",), "[sin]"),
        ("e", 0, ("e",), "[e]"),
        ("m²", 0, ("m²",), "[m²]"),
        ("2nd", 0, ("2nd",), "[2nd]"),
    ],
)
def test_how_a_formula_names_a_column(name: str, place: int, names: tuple[str, ...], text: str) -> None:
    assert reference(name, place, names) == text
    assert feature(text, names).column == place


def test_features_of_a_table() -> None:
    columns = ("a", "b c")
    both = features_of(("[b c]", "a**2"), columns)
    assert [(one.name, one.key, one.column) for one in both] == [("b c", "x2", 1), ("a²", "x1**2", None)]
    raw = np.array([[2.0, 5], [3, 7]])
    assert compute(both, raw).tolist() == [[5, 4], [7, 9]]
    assert compute(all_columns(columns), raw) is raw
    assert compute(all_columns(columns)[:1], raw).tolist() == [[2], [3]]
    assert [is_all_columns(some, 2) for some in (all_columns(columns), all_columns(columns)[::-1], both)] == [True, False, False]
    assert [input_text(one, columns) for one in both] == ["[b c]", "a**2"]
    assert [in_other_columns(one, columns, ("b c", "a")) for one in both] == ["[b c]", "a**2"]
    assert in_other_columns(feature("x1*x2 + 1", PLANE), PLANE, ("x₂", "x₁")) == "[x₁]*[x₂] + 1"
    assert (input_texts((), columns), input_texts(("a",), columns)) == (("a", "[b c]"), ("a",))
    assert (names_of((), columns), names_of(("a**2", "z +"), columns)) == (columns, ("a²", "z +"))
    assert column_feature("x2", columns, "mine").name == "mine"
