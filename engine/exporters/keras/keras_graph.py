"""A functional model of Keras while it is made: its nodes as config.json has them, and the arrays of its layers.

What Keras has no layer for (columns, formulas, sine) are its operations, which are nodes as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.core.arrays import Array
from engine.core.quoting import unique_name

LAYERS_MODULE = "keras.layers"
OPERATIONS_MODULES = {"Cast": "keras.src.ops.core", "OneHot": "keras.src.ops.nn", "Gelu": "keras.src.ops.nn"}
TYPED = ("Cast", "OneHot")  # operations that are told the type of their result
NUMPY_MODULE = "keras.src.ops.numpy"
INPUT = "input"


@dataclass(frozen=True)
class KerasTensor:
    """The result of a node. `width` None: one number for each row, (rows,); else (rows, width)."""

    node: str
    width: int | None
    dtype: str = "float32"

    @property
    def data(self) -> dict[str, Any]:
        """As the configuration of a model refers to it."""
        shape = [None] if self.width is None else [None, self.width]
        return {
            "class_name": "__keras_tensor__",
            "config": {"shape": shape, "dtype": self.dtype, "keras_history": [self.node, 0, 0]},
        }


Argument = KerasTensor | float | Sequence[Any]


@dataclass(eq=False)
class KerasGraph:
    """Changes while nodes are added."""

    columns: int
    nodes: list[dict[str, Any]] = field(default_factory=list)
    weights: list[tuple[str, tuple[Array, ...]]] = field(default_factory=list)  # class and arrays of each layer, in order
    names: set[str] = field(default_factory=lambda: {INPUT})

    def __post_init__(self) -> None:
        config = {"batch_shape": [None, self.columns], "dtype": "float32", "name": INPUT}
        self._add(LAYERS_MODULE, "InputLayer", INPUT, config, [])

    @property
    def input(self) -> KerasTensor:
        return KerasTensor(INPUT, self.columns)

    def layer(
        self,
        class_name: str,
        name: str,
        x: KerasTensor | Sequence[KerasTensor],
        width: int,
        arrays: tuple[Array, ...] = (),
        **config: Any,
    ) -> KerasTensor:
        """A layer of Keras with its arrays in the order in which Keras keeps them."""
        own = self._named(name)
        self._add(LAYERS_MODULE, class_name, own, {"name": own, **config}, [x])
        self.weights.append((class_name, arrays))
        return KerasTensor(own, width)

    def operation(
        self, class_name: str, name: str, arguments: Sequence[Argument], width: int | None, dtype: str = "float32", **config: Any
    ) -> KerasTensor:
        """An operation of `keras.ops`."""
        own, module = self._named(name), OPERATIONS_MODULES.get(class_name, NUMPY_MODULE)
        if class_name in TYPED:
            config = {**config, "dtype": dtype}
        self._add(module, class_name, own, config, arguments)  # without its name: Keras 3.4 refuses one here
        return KerasTensor(own, width, dtype)

    def document(self, output: KerasTensor) -> dict[str, Any]:
        """config.json."""
        config = {
            "name": "network",
            "trainable": True,
            "layers": self.nodes,
            "input_layers": [[INPUT, 0, 0]],
            "output_layers": [[output.node, 0, 0]],
        }
        return {
            "module": "keras.src.models.functional",
            "class_name": "Functional",
            "config": config,
            "registered_name": None,
            "build_config": {"input_shape": None},
        }

    def _add(self, module: str, class_name: str, name: str, config: dict[str, Any], arguments: Sequence[Any]) -> None:
        inbound = [{"args": [_as_data(one) for one in arguments], "kwargs": {}}] if arguments else []
        node = {"module": module, "class_name": class_name, "config": config, "registered_name": None, "name": name}
        self.nodes.append({**node, "inbound_nodes": inbound})

    def _named(self, name: str) -> str:
        own = unique_name(name, self.names)
        self.names.add(own)
        return own


def _as_data(argument: Any) -> Any:
    if isinstance(argument, KerasTensor):
        return argument.data
    return [_as_data(one) for one in argument] if isinstance(argument, list | tuple) else argument


def columns_slice(start: int, stop: int) -> list[dict[str, Any]]:
    """The argument of GetItem for some columns of all rows."""
    return [_slice(None, None), _slice(start, stop)]


def _slice(start: int | None, stop: int | None) -> dict[str, Any]:
    return {"class_name": "__slice__", "config": {"start": start, "stop": stop, "step": None}}
