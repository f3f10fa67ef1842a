"""Formulas of single columns, read back from the operations of Keras that compute them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.importers.keras.harmless import is_harmless
from engine.importers.keras.keras_features import KerasFormulas


def tensor(name: str) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}


def part(start: Any, stop: Any, step: Any = None) -> dict[str, Any]:
    return {"class_name": "__slice__", "config": {"start": start, "stop": stop, "step": step}}


ALL = part(None, None)


def formulas(columns: int | None = 3) -> KerasFormulas:
    """Of an input whose columns are the tensors a, b and, where there is one, c."""
    found = KerasFormulas(columns)
    found.add_input("in")
    for place, name in enumerate("abc"[: columns or 0]):
        assert found.follow(name, "GetItem", [tensor("in"), [ALL, part(place, place + 1)]], {})
    return found


def made(class_name: str, *arguments: Any, **config: Any) -> tuple[str, ...] | None:
    """The formulas that an operation makes, or None where it makes none."""
    found = formulas()
    if not found.follow("made", class_name, arguments, config):
        assert "made" not in found
        return None
    assert "made" in found
    found.take(["made"])
    return found.taken()


A, B, IN = tensor("a"), tensor("b"), tensor("in")


@pytest.mark.parametrize(
    ("class_name", "arguments", "texts"),
    [
        ("GetItem", (IN, [ALL, part(0, 1)]), ("x1",)),
        ("GetItem", (IN, [ALL, part(1, 3)]), ("x2", "x3")),
        ("GetItem", (IN, [ALL, part(2, 3, 1)]), ("x3",)),
        ("Concatenate", ([B, A],), ("x2", "x1")),
        ("Negative", (A,), ("(-x1)",)),
        ("Add", (A, B), ("(x1 + x2)",)),
        ("Subtract", (A, 2), ("(x1 - (2.0))",)),
        ("Multiply", (0.5, B), ("((0.5) * x2)",)),
        ("Sin", (A,), ("sin(x1)",)),
        ("Maximum", (A, B), ("max(x1, x2)",)),
    ],
)
def test_operations_are_formulas(class_name: str, arguments: Any, texts: tuple[str, ...]) -> None:
    assert made(class_name, *arguments) == texts


@pytest.mark.parametrize(
    ("class_name", "arguments", "config"),
    [
        ("GetItem", (IN, [ALL, part(0, 4)]), {}),
        ("GetItem", (IN, [ALL, part(1, 1)]), {}),
        ("GetItem", (IN, [ALL, part(-1, 1)]), {}),
        ("GetItem", (IN, [ALL, part(0, 2, 2)]), {}),
        ("GetItem", (IN, [ALL, part(None, 1)]), {}),
        ("GetItem", (IN, [ALL, part(0, None)]), {}),
        ("GetItem", (IN, [ALL, 0]), {}),
        ("GetItem", (IN, [ALL]), {}),
        ("GetItem", (IN, [ALL, part(0, 1), ALL]), {}),
        ("GetItem", (IN, [part(0, 1), part(0, 1)]), {}),
        ("GetItem", (IN, 0), {}),
        ("GetItem", (A, [ALL, part(0, 1)]), {}),
        ("GetItem", (IN,), {}),
        ("Concatenate", ([A, 1],), {}),
        ("Concatenate", ([A, IN],), {}),
        ("Concatenate", ([A, B],), {"axis": 0}),
        ("Concatenate", (A,), {}),
        ("Concatenate", ([A], [B]), {}),
        ("Negative", (A, B), {}),
        ("Negative", (1,), {}),
        ("Add", (A, True), {}),
        ("Add", (A, float("inf")), {}),
        ("Add", (A, None), {}),
        ("Add", (1, 2), {}),
        ("Add", (A,), {}),
        ("Add", (A, IN), {}),
        ("Relu", (A,), {}),
    ],
)
def test_other_operations_are_none(class_name: str, arguments: Any, config: dict[str, Any]) -> None:
    assert made(class_name, *arguments, **config) is None


@pytest.mark.parametrize("axis", [1, -1])
def test_columns_side_by_side(axis: int) -> None:
    assert made("Concatenate", [A, B], axis=axis) == ("x1", "x2")


def test_several_columns_are_no_single_value() -> None:
    found = formulas()
    assert found.follow("two", "Concatenate", [[A, B]], {})
    assert not found.follow("sum", "Add", [tensor("two"), A], {})
    assert found.follow("three", "Concatenate", [[tensor("two"), A]], {})
    found.take(["three"])
    assert found.taken() == ("x1", "x2", "x1")


def test_a_formula_of_as_many_letters_as_are_read() -> None:
    """Each sum of a tensor with itself takes twice its letters and 5: 2, 9, 23, 51, …, 1787, 3579."""
    found, name, count = formulas(), "a", 0
    while found.follow(f"{name}'", "Add", [tensor(name), tensor(name)], {}):
        name, count = f"{name}'", count + 1
    assert count == 8


def test_all_that_layers_are_given_must_be_the_same() -> None:
    found = formulas()
    assert found.taken() == ()
    found.take(["in"])
    assert found.taken() == ()
    found.take(["unknown"])
    assert found.taken() == ()
    found.take(["a"])
    assert found.taken() is None
    found = formulas()
    found.take(["a"])
    assert found.taken() == ("x1",)
    found = formulas()
    assert found.follow("all", "Concatenate", [[A, B, tensor("c")]], {})
    found.take(["all", "in"])
    assert found.taken() == ()


def test_an_input_of_unknown_width_has_no_columns() -> None:
    found = formulas(None)
    assert not found.follow("a", "GetItem", [IN, [ALL, part(0, 1)]], {})


# -- what Keras may be given
def nested(levels: int) -> Any:
    found: Any = 1
    for level in range(levels):
        found = [found] if level % 2 else {"a": found}
    return found


def test_a_config_of_keras_own_parts_is_harmless() -> None:
    dense = {"module": "keras.layers", "class_name": "Dense", "config": {"units": 3, "name": None}}
    assert is_harmless(dense)
    assert is_harmless([dense, {"module": "keras.src.ops.numpy", "class_name": "Sin"}, "text", 3, None])
    assert not is_harmless([dense, {"module": "keras.layers", "class_name": "Mine"}])
    assert not is_harmless({"module": "keras.layers", "class_name": "Lambda"})
    assert not is_harmless({"class_name": "__lambda__"})
    assert not is_harmless({"fn_module": "os"})
    assert not is_harmless({"module": "os"})
    assert not is_harmless({"module": 3})
    assert not is_harmless({"config": {"module": "os"}})


def test_a_config_is_followed_but_not_without_end() -> None:
    assert is_harmless(nested(40))
    assert not is_harmless(nested(41))
