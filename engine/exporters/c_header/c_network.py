"""The body of the function that predicts: raw inputs, features, standardising, each layer, the link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from engine.core.params import params_of
from engine.data.source_columns import MISSING_LEVEL, SourceColumn
from engine.exporters.c_header.c_formula import CFormula
from engine.exporters.c_header.c_functions import CALLS, LINKS
from engine.exporters.c_header.c_words import comment, number
from engine.exporters.exported_network import ExportedNetwork, Operation
from engine.nn.activations import Activation
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.layer_norm import LayerNorm
from engine.nn.layers.residual import Residual

LAYER_KINDS = tuple(cls.kind for cls in (Dense, ActivationLayer, BatchNorm, LayerNorm, Residual))


def can_write(operation: Operation) -> bool:
    """Whether there is code for this operation and those inside it."""
    activation = getattr(operation.layer, "activation", None)
    known = operation.layer.kind in LAYER_KINDS and (activation is None or activation.kind in CALLS)
    return known and all(map(can_write, operation.inside))


@dataclass
class Body:
    """The lines so far. It changes as they are written: `here` is the buffer with the layer's input, `there` the other one."""

    lines: list[str] = field(default_factory=list)
    buffers: dict[str, int] = field(default_factory=dict)  # how many numbers each holds
    here: str = "a"
    there: str = "b"

    def add(self, *lines: str) -> None:
        """Add these lines."""
        self.lines += lines

    def hold(self, buffer: str, units: int) -> None:
        """Have the buffer hold at least so many numbers."""
        self.buffers[buffer] = max(self.buffers.get(buffer, 0), units)

    def each(self, units: int, expression: str) -> None:
        """One line that does something with each unit i."""
        self.add(f"for (int i = 0; i < {units}; ++i) {{ {expression}; }}")


def is_plain(network: ExportedNetwork) -> bool:
    """Whether the network is given the columns of the table as they stand: then all is done in float."""
    return network.has_plain_inputs and network.has_plain_features


def body_of(network: ExportedNetwork) -> Body:
    """The statements that compute the outputs from the inputs, and the buffers that they need."""
    body = Body()
    body.hold("a", len(network.formulas))
    if is_plain(network):
        rest = " - NET_READ(@_input_rest[i])" if rest_of(network).any() else ""
        body.add("/* standardised */")
        body.each(len(network.formulas), f"a[i] = (in[i] - NET_READ(@_input_mean[i]){rest}) / NET_READ(@_input_deviation[i])")
    else:
        body.add("/* from columns to standardised inputs in double: float would lose digits of large numbers */")
        body.add(f"NET_BUFFER double x[{len(network.input_names)}];", *_encoding(network.columns), *_features(network))
    for operation in network.operations:
        _write(body, operation, 0)
    units = len(network.output_names)
    if network.link == "softmax":
        body.add(f"@_softmax({body.here}, {units});")
    call = LINKS[network.link].format(z=f"{body.here}[i]") or f"{body.here}[i]"
    if not network.classes:
        call = f"{call} * {number(network.target_deviation)} + {number(network.target_mean)}"
    body.each(units, f"out[i] = {call}")
    return body


def rest_of(network: ExportedNetwork) -> np.ndarray:
    """What is left of the means when they are rounded to float32: taken off after them, so that a large mean costs no digits."""
    rounded = network.input_mean.astype(np.float32)
    return (network.input_mean - rounded).astype(np.float32)


# -- inputs
def _encoding(columns: Sequence[SourceColumn]) -> Iterator[str]:
    """x[] of in[], as `SourceColumn.encode` says."""
    at = 0
    for i, column in enumerate(columns):
        fill = _fill(column)
        value = f"(double)in[{i}]" if fill is None else f"isnan(in[{i}]) ? {fill!r} : (double)in[{i}]"
        name = comment(column.name)
        if column.kind == "category" and len(column.levels) != 2:
            for code, level in enumerate(column.levels):
                yield f"x[{at + code}] = @_level({value}, {float(code)!r}); /* {name}: {comment(level)} */"
        else:
            yield f"x[{at}] = {value}; /* {name} */"
            if column.kind == "number" and column.has_own_level:
                yield f"x[{at + 1}] = isnan(in[{i}]) ? 1.0 : 0.0; /* {name} is missing */"
        at += len(column.inputs)


def _fill(column: SourceColumn) -> float | None:
    """What stands for a missing value: a number, or the index of a level."""
    if column.kind == "number":
        return None if column.fill is None else float(column.fill)
    level = MISSING_LEVEL if column.has_own_level else column.fill
    known = column.missing != "rows" and isinstance(level, str) and level in column.levels
    return float(column.levels.index(level)) if known and isinstance(level, str) else None


def _features(network: ExportedNetwork) -> Iterator[str]:
    """a[] of x[]: each formula, standardised."""
    scaling = zip(network.input_mean.tolist(), network.input_deviation.tolist(), strict=True)
    for i, (formula, (mean, deviation), name) in enumerate(zip(network.formulas, scaling, network.feature_names, strict=True)):
        text = CFormula().of(formula, len(network.input_names)).text
        yield f"a[{i}] = (float)(({text} - {f'({mean!r})' if mean < 0 else repr(mean)}) / {deviation!r}); /* {comment(name)} */"


# -- layers
def _write(body: Body, operation: Operation, depth: int) -> None:
    own = {short: f"@_{operation.name}_{short}" for short in operation.arrays}
    units = operation.units_out
    body.add(f"/* {comment(operation.title)}: {operation.units_in} -> {units} */")
    body.hold(body.here, operation.units_in)
    match operation.layer:
        case Dense(activation=f):
            body.hold(body.there, units)
            arguments = f"{body.here}, {operation.units_in}, {own['weights']}, {own['biases']}, {body.there}, {units}"
            body.add(f"@_dense({arguments});")
            body.here, body.there = body.there, body.here
            _activate(body, f, own, units)
        case ActivationLayer(activation=f):
            _activate(body, f, own, units)
        case BatchNorm(epsilon=epsilon):
            arrays = ", ".join(own[name] for name in ("running_mean", "running_variance", "scale", "shift"))
            body.add(f"@_batch_norm({body.here}, {units}, {arrays}, {number(epsilon)});")
        case LayerNorm(epsilon=epsilon):
            body.add(f"@_layer_norm({body.here}, {units}, {own['scale']}, {own['shift']}, {number(epsilon)});")
        case Residual():
            kept = f"kept_{depth}"
            body.hold(kept, units)
            body.each(units, f"{kept}[i] = {body.here}[i]")
            for one in operation.inside:
                _write(body, one, depth + 1)
            body.each(units, f"{body.here}[i] += {kept}[i]")


def _activate(body: Body, activation: Activation, own: dict[str, str], units: int) -> None:
    if activation.kind == "softmax":
        body.add(f"@_softmax({body.here}, {units});")
        return
    settings = {name: getattr(activation, name) for name in params_of(activation)}
    written = {name: number(value) if isinstance(value, float) else value for name, value in settings.items()}
    slope = f"NET_READ({own['slope']}[0])" if "slope" in own else ""
    call = CALLS[activation.kind].format(z=f"{body.here}[i]", slope=slope, **written)
    if call:
        body.each(units, f"{body.here}[i] = {call}")
