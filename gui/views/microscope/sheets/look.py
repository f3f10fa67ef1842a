"""What the microscope looks at: a traced step, one row of its batch, and the names of all that takes part."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.data.preprocessing import Data
from engine.inspection.step_stages.step_trace import LayerTrace, StepTrace
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.views.microscope.sheets.written import index


@dataclass(frozen=True, eq=False)
class Look:
    """`at` is the row of the batch whose numbers are shown."""

    trace: StepTrace
    data: Data
    at: int = 0

    @property
    def count(self) -> int:
        """Rows of the batch."""
        return len(self.trace.rows)

    @property
    def per_row(self) -> float:
        """δ times this is the gradient of the row's own loss; the mean over the rows comes with the gradients of the weights."""
        return self.count * self.trace.mean_factor

    def of_row(self, values: Array) -> Array:
        """The shown row's numbers, (units,), of (units, rows); of statistics of the batch, (units, 1), these."""
        return values[:, min(self.at, values.shape[1] - 1)]

    def delta(self, layer: LayerTrace, name: str) -> Array:
        """A gradient of the backward pass for the shown row, (units,), of that row's own loss."""
        values: Array = self.of_row(layer.values[name]) * np.asarray(self.per_row, layer.values[name].dtype)
        return values

    def name(self, layer: LayerTrace) -> str:
        """'Dense 1'; of a layer inside a residual block 'Residual 1: dense_1'."""
        return _("{layer}: {part}").format(layer=layer.info.name, part=layer.part) if layer.part else layer.info.name

    def before(self, layer: LayerTrace) -> int:
        """The id of the layer that gives this one its inputs; INPUT for the first."""
        at = self._ids.index(layer.info.id)
        return self._ids[at - 1] if at else INPUT

    def input_name(self, layer: LayerTrace, unit: int) -> str:
        """'x₁' at the first layer, 'a₂' at others."""
        parts = [one for one in self.trace.layers if one.info.id == layer.info.id and one.part]
        is_first = not layer.part or (parts and parts[0].part == layer.part)
        if self.before(layer) == INPUT and is_first:
            return self._inputs[unit]
        return f"a{index(unit)}"

    @cached_property
    def _ids(self) -> list[int]:
        return list(dict.fromkeys(one.info.id for one in self.trace.layers))

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        return self.data.feature_names

    @cached_property
    def _arrays(self) -> tuple[tuple[LayerTrace, str, slice, tuple[int, ...]], ...]:
        """All arrays in their order in θ, with their layers."""
        found = [(one, *array) for one in self.trace.layers for array in one.arrays]
        return tuple(sorted(found, key=lambda array: array[2].start))

    @cached_property
    def _starts(self) -> Array:
        return np.array([place.start for _layer, _name, place, _shape in self._arrays])

    def unit_name(self, layer: LayerTrace, unit: int) -> str:
        """The class that an output speaks for, where there is one for each; else a number."""
        classes = self.data.table.classes
        if layer.info.id == OUTPUT and self.data.task.outputs > 1:
            return str(classes[unit])
        return str(unit + 1)

    def layer_of(self, at: int) -> LayerTrace:
        """The layer that number `at` of θ belongs to."""
        return self._arrays[int(np.searchsorted(self._starts, at, "right")) - 1][0]

    def array_of(self, at: int) -> tuple[str, slice, tuple[int, ...]]:
        """The array that number `at` of θ belongs to: its name, place in θ and shape."""
        return self._arrays[int(np.searchsorted(self._starts, at, "right")) - 1][1:]

    def parameter_name(self, at: int) -> str:
        """What number `at` of θ is: 'Dense 1: x₁ → 2', 'Output: b₁'."""
        layer = self.layer_of(at)
        name, place, shape = self.array_of(at)
        own = at - place.start
        what = f"{LETTERS.get(name, name)}{index(own)}"
        if len(shape) > 1:
            source, unit = divmod(own, shape[-1])
            what = f"{self.input_name(layer, source)} → {self.unit_name(layer, unit)}"
        return _("{layer}: {part}").format(layer=self.name(layer), part=what)


LETTERS = {"biases": "b", "scale": "γ", "shift": "β", "slope": "s"}
