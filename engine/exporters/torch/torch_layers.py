"""The modules of PyTorch that a network's layers become: the text that makes each, and its tensors, as PyTorch lays them out.

A new layer or activation gets a line here; until then the formats of PyTorch refuse it, in words.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.exporters.exported_network import ExportedNetwork, Operation, identifier
from engine.nn.activations import Activation

# What a module of PyTorch is called must not be one of its own methods, nor a word of Python.
METHODS = (
    "add_module append apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extend "
    "extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half insert ipu load_state_dict modules "
    "mtia named_buffers named_children named_modules named_parameters parameters pop prepared register_backward_hook "
    "register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook "
    "register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module "
    "register_parameter register_state_dict_post_hook register_state_dict_pre_hook set_extra_state set_submodule "
    "share_memory state_dict to to_empty train training type xpu zero_grad "
    "input_mean input_deviation target_mean target_deviation"
)
RESERVED = frozenset(keyword.kwlist) | frozenset(METHODS.split())

ACTIVATIONS: dict[str, Callable[[Any], str]] = {
    "tanh": lambda f: "nn.Tanh()",
    "relu": lambda f: "nn.ReLU()",
    "sigmoid": lambda f: "nn.Sigmoid()",
    "identity": lambda f: "nn.Identity()",
    "sign": lambda f: "StraightThroughSign()" if f.straight_through else "Sign()",
    "leaky_relu": lambda f: f"nn.LeakyReLU({f.leak!r})",
    "prelu": lambda f: "nn.PReLU()",
    "elu": lambda f: f"nn.ELU({f.alpha!r})",
    "selu": lambda f: "nn.SELU()",
    "hard_sigmoid": lambda f: "nn.Hardsigmoid()",
    "hard_tanh": lambda f: "nn.Hardtanh()",
    "softsign": lambda f: "nn.Softsign()",
    "gelu": lambda f: 'nn.GELU("tanh")' if f.formula == "tanh" else "nn.GELU()",
    "mish": lambda f: "nn.Mish()",
    "silu": lambda f: "nn.SiLU()",
    "softplus": lambda f: "nn.Softplus()",
    "sine": lambda f: "Sine()",
    "softmax": lambda f: "nn.Softmax(dim=1)",
}
LAYERS = ("dense", "activation", "dropout", "batch_norm", "layer_norm", "residual")


@dataclass(frozen=True, eq=False)
class TorchModule:
    """One module: `code` makes it, `tensors` are its own by the names of its state dict. A residual block has `inside`."""

    name: str
    code: str
    tensors: Mapping[str, Array]
    title: str  # the layer's name in the window
    inside: tuple[TorchModule, ...] = ()

    def state(self, before: str = "") -> Iterator[tuple[str, Array]]:
        """Its tensors, and those of the modules inside, by their keys in the state dict of the whole network."""
        for name, values in self.tensors.items():
            yield f"{before}{self.name}.{name}", values
        for module in self.inside:
            yield from module.state(f"{before}{self.name}.")


def unknown_part(operations: Iterable[Operation]) -> str:
    """The English label of the first layer or activation that has no module here; empty when all have one."""
    for operation in operations:
        layer = operation.layer
        activation = getattr(layer, "activation", None)
        if layer.kind not in LAYERS:
            return layer.label
        if isinstance(activation, Activation) and activation.kind not in ACTIVATIONS:
            return activation.label
        if inside := unknown_part(operation.inside):
            return inside
    return ""


def modules_of(network: ExportedNetwork) -> tuple[TorchModule, ...]:
    """The modules of a network in order, with names that are unique among their neighbours."""
    return tuple(module for modules in modules_by_operation(network) for module in modules)


def modules_by_operation(network: ExportedNetwork) -> tuple[tuple[TorchModule, ...], ...]:
    """The same, those of each operation together."""
    return tuple(_modules(network.operations, ""))


def _modules(operations: tuple[Operation, ...], around: str) -> Iterator[tuple[TorchModule, ...]]:
    """`around`: what the names of these operations begin with, that of the block that they are in."""
    taken = set(RESERVED)
    names = [identifier(one.name.removeprefix(around), taken, one.layer.kind) for one in operations]
    for operation, name in zip(operations, names, strict=True):
        yield tuple(_MAKERS[operation.layer.kind](operation, name, taken))


def _dense(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    tensors = {"weight": one.arrays["weights"].T, "bias": one.arrays["biases"]}
    yield TorchModule(name, f"nn.Linear({one.units_in}, {one.units_out})", tensors, one.title)
    if one.layer.activation.kind != "identity":  # type: ignore[attr-defined]
        yield from _activation(one, identifier(f"{name}_activation", taken, name), taken)


def _activation(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    activation: Activation = one.layer.activation  # type: ignore[attr-defined]
    tensors = {"weight": one.arrays["slope"]} if "slope" in one.arrays else {}
    yield TorchModule(name, ACTIVATIONS[activation.kind](activation), tensors, one.title)


def _dropout(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    yield TorchModule(name, f"nn.Dropout({one.layer.rate!r})", {}, one.title)  # type: ignore[attr-defined]


def _batch_norm(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    layer: Any = one.layer
    tensors = {
        "weight": one.arrays["scale"],
        "bias": one.arrays["shift"],
        "running_mean": one.arrays["running_mean"],
        "running_var": one.arrays["running_variance"],
        "num_batches_tracked": np.zeros((), np.int64),
    }
    code = f"nn.BatchNorm1d({one.units_in}, eps={layer.epsilon!r}, momentum={layer.momentum!r})"
    yield TorchModule(name, code, tensors, one.title)


def _layer_norm(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    layer: Any = one.layer
    tensors = {"weight": one.arrays["scale"], "bias": one.arrays["shift"]}
    yield TorchModule(name, f"nn.LayerNorm({one.units_in}, eps={layer.epsilon!r})", tensors, one.title)


def _residual(one: Operation, name: str, taken: set[str]) -> Iterator[TorchModule]:
    inside = tuple(module for modules in _modules(one.inside, f"{one.name}_") for module in modules)
    yield TorchModule(name, "Residual", {}, one.title, inside)


_MAKERS: dict[str, Callable[[Operation, str, set[str]], Iterator[TorchModule]]] = {
    "dense": _dense,
    "activation": _activation,
    "dropout": _dropout,
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "residual": _residual,
}
