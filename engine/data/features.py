"""Features, the inputs of a network: columns of a table as they are, or formulas of them such as x₁², x₁x₂ and sin x₁.

A recipe names its inputs by the texts of formulas; `features_of` makes `Feature`s of them for a table's columns. To offer another
ready-made one for points in the plane, add its formula to `READY`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.data.data_problem import DataProblem
from engine.data.formulas.evaluate import check_finite, evaluate, resolved
from engine.data.formulas.parser import read
from engine.data.formulas.printer import pretty, reference, text_of
from engine.data.formulas.syntax_tree import Apply, ColumnIndex, Node
from engine.data.formulas.tokenizer import FormulaProblem

READY = ("x1", "x2", "x1**2", "x2**2", "x1*x2", "sin(x1)", "sin(x2)", "cos(x1)", "cos(x2)")


@dataclass(frozen=True)
class Feature:
    """One input of the network. `formula` has its columns by index, so the same table always gives the same numbers.

    `name` is for people, 'x₁²'; `key` is the formula's plain text, 'x1**2', by which weights follow their input.
    """

    name: str
    key: str
    formula: Node

    @property
    def column(self) -> int | None:
        """The index of the column that it is, None for a formula."""
        return self.formula.index if isinstance(self.formula, ColumnIndex) else None


def all_columns(columns: tuple[str, ...]) -> tuple[Feature, ...]:
    """Every column as it is: the inputs of a recipe that names none."""
    return tuple(Feature(name, f"x{i + 1}", ColumnIndex(i)) for i, name in enumerate(columns))


def feature(text: str, columns: tuple[str, ...]) -> Feature:
    """The feature that a formula means in a table with these columns. Raises FormulaProblem."""
    formula = resolved(read(text), columns)
    return Feature(pretty(formula, columns), text_of(formula), formula)


def column_feature(key: str, columns: tuple[str, ...], name: str = "") -> Feature:
    """The feature of that `key`, in which x1, x2, … are the columns in order whatever their names. Raises FormulaProblem."""
    formula = resolved(read(key), tuple(f"x{i + 1}" for i in range(len(columns))))
    return Feature(name or pretty(formula, columns), key, formula)


def input_text(one: Feature, columns: tuple[str, ...]) -> str:
    """The text by which a recipe names the feature in a table with these columns: `feature` reads it back."""
    return text_of(_with_names(one.formula, columns))


def in_other_columns(one: Feature, before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """The text that means the feature in a table of the same columns in another order."""
    return text_of(_with_names(_moved(one.formula, [now.index(name) for name in before]), now))


def _moved(node: Node, places: list[int]) -> Node:
    if isinstance(node, Apply):
        return Apply(node.symbol, tuple(_moved(argument, places) for argument in node.arguments))
    return ColumnIndex(places[node.index]) if isinstance(node, ColumnIndex) else node


def _with_names(node: Node, columns: tuple[str, ...]) -> Node:
    if isinstance(node, Apply):
        return Apply(node.symbol, tuple(_with_names(argument, columns) for argument in node.arguments))
    return read(reference(columns[node.index], node.index, columns)) if isinstance(node, ColumnIndex) else node


def features_of(inputs: Sequence[str], columns: tuple[str, ...]) -> tuple[Feature, ...]:
    """The features that a recipe's inputs mean; none named is all columns. Raises DataProblem with a sentence."""
    if not inputs:
        return all_columns(columns)
    features = []
    for text in inputs:
        try:
            features.append(feature(text, columns))
        except FormulaProblem as problem:
            raise DataProblem(_("Input {name}: {problem}").format(name=text, problem=problem)) from problem
    key, times = Counter(one.key for one in features).most_common(1)[0]
    if times > 1:
        raise DataProblem(_("The input {key} is there twice: remove one of them.").format(key=key))
    return tuple(features)


def check_features(features: Sequence[Feature], raw: Array, columns: tuple[str, ...]) -> None:
    """Raises DataProblem that says where a feature is not a usable number on these rows, (rows, columns)."""
    for one in features:
        if one.column is None:
            try:
                check_finite(one.formula, raw, columns)
            except FormulaProblem as problem:
                raise DataProblem(_("Input {name}: {problem}").format(name=one.name, problem=problem)) from problem


def compute(features: Sequence[Feature], raw: Array) -> Array:
    """The features' values, (rows, features), of raw inputs (rows, columns). Where one is not defined it is not finite."""
    places = [one.column for one in features]
    if places == list(range(raw.shape[1])):
        return raw
    return np.stack([evaluate(one.formula, raw) for one in features], axis=1)


def is_all_columns(features: Sequence[Feature], columns: int) -> bool:
    """Whether these are all columns as they are, in their order."""
    return [one.column for one in features] == list(range(columns))


def input_texts(inputs: Sequence[str], columns: tuple[str, ...]) -> tuple[str, ...]:
    """A recipe's inputs written out: the columns' own names when it names none."""
    return tuple(inputs) or tuple(reference(name, i, columns) for i, name in enumerate(columns))


@lru_cache(maxsize=64)
def names_of(inputs: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The inputs' names, for plots: a formula that does not fit these columns is named by its text."""
    return tuple(_name(text, columns) for text in inputs) or columns


def _name(text: str, columns: tuple[str, ...]) -> str:
    try:
        return feature(text, columns).name
    except FormulaProblem:
        return text
