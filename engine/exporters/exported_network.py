"""A trained network as a chain of operations, as every format that is code or a graph needs it: each with its own arrays.

What does nothing when predicting, dropout, is left out; the name of an operation is fit for an identifier in any language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.core.arrays import Array
from engine.core.quoting import unique_name
from engine.data.source_columns import SourceColumn, are_plain
from engine.exporters.contents import Exported, features_in, layers_in, names_in
from engine.nn.layers import Layer
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual


@dataclass(frozen=True, eq=False)
class Operation:
    """One layer. `arrays` are its own by the names that the layer gives them: weights, biases, slope, scale, running_mean, …

    A residual block has no arrays: `inside` is its chain, the projection last, whose result is added to the block's input.
    """

    name: str  # 'dense_1'; letters of ASCII, digits and underscores, unique
    title: str  # the layer's name in the window, in any script
    layer: Layer
    arrays: dict[str, Array]
    units_in: int
    units_out: int
    inside: tuple[Operation, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)  # the names of these arrays in `Exported`: 'dense_1.weights'


@dataclass(frozen=True, eq=False)
class ExportedNetwork:
    """All that a format needs to know, in the order in which it is computed.

    `columns` become the raw inputs x1, x2, … (`source_columns.encode`); these become `formulas`, which become standardised by
    `input_mean` and `input_deviation`; `operations` make scores of them, `link` predictions, and for regression
    `target_mean` and `target_deviation` the target in its own units. `classes` is empty for regression.
    """

    columns: tuple[SourceColumn, ...]
    input_names: tuple[str, ...]
    formulas: tuple[str, ...]
    feature_names: tuple[str, ...]
    input_mean: Array
    input_deviation: Array
    operations: tuple[Operation, ...]
    link: str
    target_mean: float
    target_deviation: float
    target_name: str
    classes: tuple[str, ...]
    output_names: tuple[str, ...]

    @property
    def has_plain_inputs(self) -> bool:
        """Whether the raw inputs are the table's columns as they stand."""
        return are_plain(self.columns)

    @property
    def has_plain_features(self) -> bool:
        """Whether the network is given all raw inputs in order, so that nothing is to be computed of them."""
        return self.formulas == tuple(f"x{number}" for number in range(1, len(self.input_names) + 1))


def network_in(exported: Exported, keeps_dropout: bool = False) -> ExportedNetwork:
    """The document of an exported model, whole as `contents.checked` knows it, as a chain of operations.

    `keeps_dropout`: dropout is an operation, too, for a format that trains.
    """
    left_out = () if keeps_dropout else (Dropout,)
    arrays, metadata, names = exported.arrays, exported.metadata, names_in(exported)
    taken: set[str] = set()
    operations = []
    units = len(names.features)
    for title, layer, own in layers_in(metadata):
        values = {short: arrays[name] for short, name in own.items()}
        if not isinstance(layer, left_out):
            operations.append(_operation(title, layer, values, own, units, taken, left_out))
        units = layer.units_out(units)
    return ExportedNetwork(
        columns=names.columns,
        input_names=names.inputs,
        formulas=tuple(features_in(metadata)),
        feature_names=tuple(name for name, _formula in names.features),
        input_mean=arrays["input_mean"],
        input_deviation=arrays["input_deviation"],
        operations=tuple(operations),
        link=str(metadata["link"]),
        target_mean=float(arrays["target_mean"][0]),
        target_deviation=float(arrays["target_deviation"][0]),
        target_name=str(metadata.get("target_name", "")),
        classes=names.classes,
        output_names=tuple(metadata.get("output_names", ())),
    )


def _operation(
    title: str,
    layer: Layer,
    arrays: dict[str, Array],
    keys: dict[str, str],
    units: int,
    taken: set[str],
    left_out: tuple[type[Layer], ...],
) -> Operation:
    name = identifier(title, taken, layer.kind)
    if not isinstance(layer, Residual):
        return Operation(name, title, layer, arrays, units, layer.units_out(units), keys=keys)
    inside = tuple(
        _operation(f"{name} {part.name}", part.layer, part.own(arrays), part.own(keys), part.units_in, taken, left_out)
        for part in layer.parts(units)
        if not isinstance(part.layer, left_out)
    )
    return Operation(name, title, layer, {}, units, units, inside)


def identifier(text: str, taken: set[str], instead: str) -> str:
    """The text as an identifier: 'Dense 1' is 'dense_1'; `instead` where nothing of it is ASCII; a number makes it unique.

    The identifier is added to `taken`.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if not slug or slug[0].isdigit():
        slug = f"{instead}_{slug}".strip("_")
    name = unique_name(slug, taken)
    taken.add(name)
    return name
