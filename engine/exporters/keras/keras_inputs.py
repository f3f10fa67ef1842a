"""The inputs of a network in Keras, made of one number for each column of the table: levels, missing values, formulas."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from engine.data.source_columns import SourceColumn
from engine.exporters.exported_network import ExportedNetwork
from engine.exporters.formula_tree import FormulaWriter
from engine.exporters.keras.keras_graph import KerasGraph, KerasTensor, columns_slice
from engine.exporters.reference_formulas import FUNCTIONS, OPERATORS

MOST_DEVIATIONS = 100.0  # from 0: a formula's values further out lose more than two of the seven digits of float32
BINARY = {"+": "Add", "-": "Subtract", "*": "Multiply", "/": "TrueDivide", "**": "Power"}
CALLS = {
    "abs": "Absolute",
    "atan": "Arctan",
    "cos": "Cos",
    "exp": "Exp",
    "log": "Log",
    "max": "Maximum",
    "min": "Minimum",
    "sign": "Sign",
    "sin": "Sin",
    "sqrt": "Sqrt",
    "tan": "Tan",
    "tanh": "Tanh",
}
Term = KerasTensor | float


class KerasFormula(FormulaWriter[Term]):
    """A formula as operations on columns (rows, 1); what has no column in it is a number."""

    def __init__(self, graph: KerasGraph, x: KerasTensor) -> None:
        self.graph, self.x = graph, x
        self.columns: dict[int, KerasTensor] = {}

    def number(self, value: float) -> float:
        return value

    def input(self, index: int) -> KerasTensor:
        if index not in self.columns:
            self.columns[index] = _columns(self.graph, f"x{index + 1}", self.x, index, index + 1)
        return self.columns[index]

    def negative(self, value: Term) -> Term:
        return -value if isinstance(value, float) else self._operation("Negative", value)

    def binary(self, sign: str, left: Term, right: Term) -> Term:
        if isinstance(left, float) and isinstance(right, float):
            with np.errstate(all="ignore"):
                return float(OPERATORS[sign](left, right))
        return self._operation(BINARY[sign], left, right)

    def call(self, function: str, values: Sequence[Term]) -> Term:
        numbers = [one for one in values if isinstance(one, float)]
        if len(numbers) == len(values):
            with np.errstate(all="ignore"):
                return float(FUNCTIONS[function](*numbers))
        if len(values) == 1:
            return values[0] if function in ("max", "min") else self._operation(CALLS[function], values[0])
        return reduce(lambda one, other: self._operation(CALLS[function], one, other), values)

    def _operation(self, class_name: str, *values: Term) -> KerasTensor:
        return self.graph.operation(class_name, class_name.lower(), values, 1)


def lost_digits(network: ExportedNetwork) -> list[str]:
    """The names of features that are computed in 32 bits with too few digits: far from 0 in deviations, and no plain column."""
    far = np.abs(network.input_mean) > MOST_DEVIATIONS * network.input_deviation
    plain = {f"x{number}" for number in range(1, len(network.input_names) + 1)}
    return [
        name
        for name, formula, is_far in zip(network.feature_names, network.formulas, far.tolist(), strict=True)
        if is_far and formula not in plain
    ]


def add_inputs(graph: KerasGraph, network: ExportedNetwork) -> KerasTensor:
    """What is standardised: the features."""
    x = graph.input if network.has_plain_inputs else _encoded(graph, network.columns)
    if network.has_plain_features:
        return x
    writer, features = KerasFormula(graph, x), []
    for formula in network.formulas:
        term = writer.of(formula, len(network.input_names))
        if isinstance(term, float):
            nothing = graph.operation("Multiply", "nothing", [writer.input(0), 0.0], 1)
            term = graph.operation("Add", "constant", [nothing, term], 1)
        features.append(term)
    return _joined(graph, "features", features)


def _encoded(graph: KerasGraph, columns: tuple[SourceColumn, ...]) -> KerasTensor:
    parts: list[KerasTensor] = []
    start = 0
    for i, column in enumerate(columns):
        if _is_plain(column):
            if i + 1 == len(columns) or not _is_plain(columns[i + 1]):
                parts.append(_columns(graph, f"columns_{start + 1}", graph.input, start, i + 1))
                start = i + 1
            continue
        parts += _blocks(graph, column, i)
        start = i + 1
    return _joined(graph, "encoded", parts)


def _is_plain(column: SourceColumn) -> bool:
    is_one = column.kind in ("number", "ordered") or len(column.levels) == 2
    return is_one and column.fill is None and not (column.kind == "number" and column.has_own_level)


def _blocks(graph: KerasGraph, column: SourceColumn, i: int) -> list[KerasTensor]:
    name = f"column_{i + 1}"
    x = _columns(graph, name, graph.input, i, i + 1)
    fill = column.fill if column.kind == "number" else _level(column)
    missing = None
    if fill is not None or column.has_own_level:
        missing = graph.operation("Isnan", f"{name}_missing", [x], 1, "bool")
        x = graph.operation("Where", f"{name}_filled", [missing, float(fill or 0.0), x], 1)
    if column.kind == "number":
        if column.has_own_level and missing is not None:
            return [x, graph.operation("Cast", f"{name}_flag", [missing], 1, dtype="float32")]
        return [x]
    if column.kind == "ordered" or len(column.levels) == 2:
        return [x]
    code = graph.operation("GetItem", f"{name}_code", [x, [columns_slice(0, 1)[0], 0]], None)
    whole = graph.operation("Cast", f"{name}_number", [code], None, dtype="int32")
    count = len(column.levels)
    config = {"num_classes": count, "axis": -1, "sparse": False}
    return [graph.operation("OneHot", f"{name}_levels", [whole], count, dtype="float32", **config)]


def _level(column: SourceColumn) -> float | None:
    return float(column.levels.index(str(column.fill))) if column.fill in column.levels else None


def _columns(graph: KerasGraph, name: str, x: KerasTensor, start: int, stop: int) -> KerasTensor:
    return graph.operation("GetItem", name, [x, columns_slice(start, stop)], stop - start)


def _joined(graph: KerasGraph, name: str, parts: list[KerasTensor]) -> KerasTensor:
    width = sum(part.width or 0 for part in parts)
    return parts[0] if len(parts) == 1 else graph.operation("Concatenate", name, [parts], width, axis=1)
