"""The first part of a graph: from one number for each column of the table to the standardised inputs of the network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.data.source_columns import MISSING_LEVEL, SourceColumn
from engine.exporters import reference_formulas
from engine.exporters.exported_network import ExportedNetwork
from engine.exporters.formula_tree import FormulaWriter
from engine.exporters.onnx.onnx_graph import DOUBLE, FLOAT, GraphBuilder

Term = str | float  # of a formula: the name of a tensor, (rows, 1), or a number
OPERATORS = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "**": "Pow"}
FAR_FROM_ZERO = 4.0  # a mean of so many deviations costs digits of float32
LARGEST_POWER = 4  # up to which a whole power is written as products


def write_inputs(graph: GraphBuilder, network: ExportedNetwork, source: str) -> str:
    """The name of the standardised inputs, (rows, features), made of `source`, (rows, columns)."""
    raw = source if network.has_plain_inputs else _encoded(graph, network.columns, source)
    if network.has_plain_features:
        return _standardised(graph, network, raw)
    if not needs_double(network):
        return _standardised(graph, network, _features(graph, network, raw, np.float32))
    wide = graph.node("Cast", [raw], "inputs_in_double", to=DOUBLE)
    features = _features(graph, network, wide, np.float64)
    if _has_scaling(network):
        mean = graph.constant("input_mean", network.input_mean, np.float64)
        deviation = graph.constant("input_deviation", network.input_deviation, np.float64)
        features = graph.node("Div", [graph.node("Sub", [features, mean], "centred"), deviation], "standardised_in_double")
    return graph.node("Cast", [features], "standardised", to=FLOAT)


def needs_double(network: ExportedNetwork) -> bool:
    """Whether the formulas, in float32, could lose digits: by differences of large values, or as arguments of functions.

    A single operation on inputs of float32 loses none, unless its mean is large beside its deviation.
    """
    depths = [_Depth().of(formula, len(network.input_names)) for formula in network.formulas]
    far = np.abs(network.input_mean) > FAR_FROM_ZERO * network.input_deviation
    return max(depths) > 1 or bool((far & (np.array(depths) > 0)).any())


# -- columns of the table
def _encoded(graph: GraphBuilder, columns: Sequence[SourceColumn], source: str) -> str:
    """The raw inputs, (rows, inputs): what `source_columns.encode` makes of the columns."""
    parts = [_encoded_column(graph, column, source, number) for number, column in enumerate(columns)]
    return graph.node("Concat", parts, "raw_inputs", axis=1) if len(parts) > 1 else parts[0]


def _encoded_column(graph: GraphBuilder, column: SourceColumn, source: str, number: int) -> str:
    name = f"column_{number + 1}"
    index = graph.constant(f"{name}.index", [number], np.int64)
    value = graph.node("Gather", [source, index], name, column.name, axis=1)
    fill = _fill(column)
    if fill is not None:
        absent = graph.node("IsNaN", [value], f"{name}.is_missing", column.name)
        given = value
        value = graph.node("Where", [absent, graph.number(fill), given], f"{name}.filled", column.name)
        if column.kind == "number" and column.has_own_level:
            flag = graph.node("Cast", [absent], f"{name}.missing", column.name, to=FLOAT)
            return graph.node("Concat", [value, flag], f"{name}.inputs", column.name, axis=1)
    if column.kind != "category" or len(column.levels) == 2:
        return value
    codes = graph.constant(f"{name}.codes", [list(range(len(column.levels)))])
    hits = graph.node("Equal", [value, codes], f"{name}.is_level", column.name)
    inputs = graph.node("Cast", [hits], f"{name}.levels", column.name, to=FLOAT)
    if fill is not None:
        return inputs
    nothing = graph.node("Sub", [value, value], f"{name}.zero", column.name)  # not a number for a missing value
    return graph.node("Add", [inputs, nothing], f"{name}.inputs", column.name)


def _fill(column: SourceColumn) -> float | None:
    """The number, or the code of the level, that stands for a missing value; None where nothing does."""
    if column.kind == "number":
        return None if column.fill is None else float(column.fill)
    level = MISSING_LEVEL if column.has_own_level else column.fill
    if column.missing == "rows" or not isinstance(level, str):
        return None
    return float(column.levels.index(level)) if level in column.levels else None


# -- features
def _features(graph: GraphBuilder, network: ExportedNetwork, raw: str, kind: type) -> str:
    writer = _Nodes(graph, raw, kind)
    parts = []
    for number, (formula, name) in enumerate(zip(network.formulas, network.feature_names, strict=True), start=1):
        writer.name, writer.title = f"feature_{number}", name
        parts.append(writer.tensor(writer.of(formula, len(network.input_names))))
    return graph.node("Concat", parts, "features", axis=1) if len(parts) > 1 else parts[0]


class _Nodes(FormulaWriter[Term]):
    """Writes a formula as nodes; what is made of numbers alone is a number. `name` begins the names of its nodes."""

    def __init__(self, graph: GraphBuilder, raw: str, kind: type) -> None:
        self.graph, self.raw, self.kind = graph, raw, kind
        self.name = self.title = ""
        self._columns: dict[int, str] = {}

    def tensor(self, term: Term) -> str:
        """The term as a tensor, (rows, 1)."""
        if isinstance(term, str):
            return term
        first = str(self.input(0))
        return self._node("Add", self._node("Sub", first, first), term)

    def number(self, value: float) -> Term:
        return value

    def input(self, index: int) -> Term:
        if index not in self._columns:
            place = self.graph.constant(f"x{index + 1}.index", [index], np.int64)
            self._columns[index] = self.graph.node("Gather", [self.raw, place], f"x{index + 1}", axis=1)
        return self._columns[index]

    def negative(self, value: Term) -> Term:
        return -value if isinstance(value, float) else self._node("Neg", value)

    def binary(self, sign: str, left: Term, right: Term) -> Term:
        if isinstance(left, float) and isinstance(right, float):
            return _folded(reference_formulas.OPERATORS[sign], left, right)
        if sign == "**" and isinstance(right, float) and right in range(2, LARGEST_POWER + 1):
            power = self._node("Mul", left, left)
            for _again in range(int(right) - 2):
                power = self._node("Mul", power, left)
            return power
        return self._node(OPERATORS[sign], left, right)

    def call(self, function: str, values: Sequence[Term]) -> Term:
        if len(values) == 1 and function in ("max", "min"):
            return values[0]
        numbers = [value for value in values if isinstance(value, float)]
        if len(numbers) == len(values):
            return _folded(reference_formulas.FUNCTIONS[function], *numbers)
        own = DOUBLE_FORMS.get(function) if self.kind is np.float64 else None
        return own(self, values[0]) if own is not None else self._node(function.capitalize(), *values)

    def _node(self, op: str, *values: Term) -> str:
        inputs = [value if isinstance(value, str) else self.graph.number(value, self.kind) for value in values]
        return self.graph.node(op, inputs, self.name, self.title)

    def _cos_in_double(self, value: Term) -> Term:
        """1 - 2 sin² ½x: onnxruntime 1.15 has no Cos of doubles."""
        sine = self._node("Sin", self._node("Mul", value, 0.5))
        return self._node("Sub", 1.0, self._node("Mul", self._node("Mul", sine, sine), 2.0))

    def _tan_in_double(self, value: Term) -> Term:
        """sin / cos: onnxruntime has no Tan of doubles."""
        return self._node("Div", self._node("Sin", value), self._cos_in_double(value))

    def _atan_in_double(self, value: Term) -> Term:
        """In float32, where it costs few digits, because it levels off; onnxruntime has no Atan of doubles."""
        narrow = self.graph.node("Cast", [self.tensor(value)], self.name, self.title, to=FLOAT)
        angle = self.graph.node("Atan", [narrow], self.name, self.title)
        return self.graph.node("Cast", [angle], self.name, self.title, to=DOUBLE)


DOUBLE_FORMS: dict[str, Callable[[_Nodes, Term], Term]] = {
    "atan": _Nodes._atan_in_double,
    "cos": _Nodes._cos_in_double,
    "tan": _Nodes._tan_in_double,
}


def _folded(compute: Callable[..., Any], *values: float) -> float:
    with np.errstate(all="ignore"):
        return float(compute(*values))


class _Depth(FormulaWriter[int]):
    """How many operations lie one inside the other; 0 for an input, or a number."""

    def number(self, value: float) -> int:
        return 0

    def input(self, index: int) -> int:
        return 0

    def negative(self, value: int) -> int:
        return value

    def binary(self, sign: str, left: int, right: int) -> int:
        return 1 + max(left, right)

    def call(self, function: str, values: Sequence[int]) -> int:
        return 1 + max(values)


# -- scaling
def _has_scaling(network: ExportedNetwork) -> bool:
    return bool((network.input_mean != 0).any() or (network.input_deviation != 1).any())


def _standardised(graph: GraphBuilder, network: ExportedNetwork, features: str) -> str:
    """(x - mean) / deviation. What float32 loses of a large mean is subtracted afterwards: nothing is lost of x."""
    if not _has_scaling(network):
        return features
    mean, deviation = network.input_mean, network.input_deviation
    centred = graph.node("Sub", [features, graph.constant("input_mean", mean)], "centred")
    rest = mean - mean.astype(np.float32)
    if (np.abs(rest) > 1e-7 * deviation).any():
        name = graph.constant("input_mean_rest", rest)
        graph.exact[name] = [0.0] * len(rest)  # in float64 the mean itself is exact
        centred = graph.node("Sub", [centred, name], "centred_exactly")
    return graph.node("Div", [centred, graph.constant("input_deviation", deviation)], "standardised")
