"""Runs a written file of code without PyTorch: what it imports are stand-ins in plain NumPy, for what our files use of PyTorch.

It is the independent reading of a proof, so nothing of the engine's layers is used; and it runs our own files only.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.translation import _
from engine.exporters.torch.state_dict import read_state
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 64 * 1024 * 1024
_erf = np.frompyfunc(math.erf, 1, 1)


class Tensor(np.ndarray[Any, Any]):
    """An array with the few methods of tensors that the files use."""

    device: Any = None  # arrays have one in newer versions of NumPy only

    def to(self, dtype: Any) -> Any:
        return self.astype(dtype)

    def detach(self) -> Tensor:
        return self

    def masked_fill(self, mask: Array, value: float) -> Any:
        return np.where(mask, np.asarray(value, self.dtype), self).view(Tensor)


class Module:
    """Its tensors and its modules are attributes, as in PyTorch."""

    def __call__(self, x: Any) -> Any:
        return self.forward(x)

    def forward(self, x: Any) -> Any:
        raise NotImplementedError

    def register_buffer(self, name: str, values: Any) -> None:
        setattr(self, name, values)

    def eval(self) -> Module:
        return self

    def parameters(self) -> Iterator[Any]:
        return (values for _key, values in self.tensors() if values.dtype.kind == "f")

    def tensors(self, before: str = "") -> Iterator[tuple[str, Any]]:
        """Its tensors by their keys, and those of its modules."""
        for name, value in list(vars(self).items()):
            if isinstance(value, np.ndarray):
                yield before + name, value
            elif isinstance(value, Module):
                yield from value.tensors(f"{before}{name}.")

    def load_state_dict(self, state: dict[str, Array]) -> None:
        """Strictly. Raises ValueError."""
        own = dict(self.tensors())
        if own.keys() != state.keys():
            raise ValueError(f"keys {sorted(own.keys() ^ state.keys())}")
        for key, values in state.items():
            if own[key].shape != values.shape:
                raise ValueError(f"{key} is {values.shape}, not {own[key].shape}")
            *path, name = key.split(".")
            at: Any = self
            for step in path:
                at = getattr(at, step)
            setattr(at, name, values.view(Tensor))


class Sequential(Module):
    """Modules one after the other."""

    def __init__(self, modules: dict[str, Module]) -> None:
        self.__dict__.update(modules)
        self.chain = tuple(modules.values())

    def forward(self, x: Any) -> Any:
        for module in self.chain:
            x = module(x)
        return x


class Linear(Module):
    """x Wᵀ + b, with W (outputs, inputs)."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.weight, self.bias = _ones(outputs, inputs), _ones(outputs)

    def forward(self, x: Any) -> Any:
        return x @ self.weight.T + self.bias


class BatchNorm1d(Module):
    """As when predicting: with the running statistics."""

    def __init__(self, units: int, eps: float, momentum: float) -> None:
        self.eps = eps
        self.weight, self.bias, self.running_mean, self.running_var = (_ones(units) for _ in range(4))
        self.num_batches_tracked = np.zeros((), np.int64).view(Tensor)

    def forward(self, x: Any) -> Any:
        return (x - self.running_mean) / np.sqrt(self.running_var + x.dtype.type(self.eps)) * self.weight + self.bias


class LayerNorm(Module):
    """Over the units of each row."""

    def __init__(self, units: int, eps: float) -> None:
        self.eps, self.weight, self.bias = eps, _ones(units), _ones(units)

    def forward(self, x: Any) -> Any:
        off = x - x.mean(1, keepdims=True)
        return off / np.sqrt((off * off).mean(1, keepdims=True) + x.dtype.type(self.eps)) * self.weight + self.bias


class PReLU(Module):
    """With one slope for all units."""

    def __init__(self) -> None:
        self.weight = _ones(1)

    def forward(self, x: Any) -> Any:
        return np.where(x > 0, x, self.weight * x).view(Tensor)


class Function(Module):
    """A module without tensors."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def forward(self, x: Any) -> Any:
        return np.asarray(self.function(x), x.dtype).view(Tensor)


def _ones(*shape: int) -> Any:
    return np.ones(shape, np.float32).view(Tensor)


def _made(function: Callable[[Any], Any]) -> Callable[[], Module]:
    return lambda: Function(function)


def _softmax(x: Any, dim: int = 1) -> Any:
    e = np.exp(x - x.max(dim, keepdims=True))
    return e / e.sum(dim, keepdims=True)


def _sigmoid(x: Any) -> Any:
    return (1 + np.tanh(x / 2)) / 2


def _elu(alpha: float) -> Module:
    return Function(lambda x: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))))


def _gelu(formula: str = "none") -> Module:
    if formula == "tanh":
        return Function(lambda x: x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))))
    return Function(lambda x: x / 2 * (1 + np.asarray(_erf(np.asarray(x, np.float64) / math.sqrt(2)), np.float64)))


def _softplus(x: Any) -> Any:
    return np.logaddexp(x, x.dtype.type(0))


nn = SimpleNamespace(
    Module=Module,
    Sequential=Sequential,
    Linear=Linear,
    BatchNorm1d=BatchNorm1d,
    LayerNorm=LayerNorm,
    PReLU=PReLU,
    Dropout=lambda rate: Function(lambda x: x),
    Identity=_made(lambda x: x),
    Tanh=_made(np.tanh),
    ReLU=_made(lambda x: np.maximum(x, 0)),
    Sigmoid=_made(_sigmoid),
    LeakyReLU=lambda leak: Function(lambda x: np.where(x > 0, x, leak * x)),
    ELU=_elu,
    SELU=_made(lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(np.minimum(x, 0)))),
    Hardsigmoid=_made(lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    Hardtanh=_made(lambda x: np.clip(x, -1, 1)),
    Softsign=_made(lambda x: x / (1 + np.abs(x))),
    GELU=_gelu,
    Mish=_made(lambda x: x * np.tanh(_softplus(x))),
    SiLU=_made(lambda x: x * _sigmoid(x)),
    Softplus=_made(_softplus),
    Softmax=lambda dim: Function(lambda x: _softmax(x, dim)),
    functional=SimpleNamespace(),
)
# What is for training alone is there only by name.
torch = SimpleNamespace(
    nn=nn,
    optim=SimpleNamespace(Optimizer=object),
    distributed=SimpleNamespace(),
    Tensor=Tensor,
    float64=np.float64,
    no_grad=lambda: lambda function: function,
    zeros=lambda *shape, dtype=np.float32: np.zeros(shape, dtype).view(Tensor),
    ones=lambda *shape, dtype=np.float32: np.ones(shape, dtype).view(Tensor),
    arange=lambda count, device=None: np.arange(count).view(Tensor),
    as_tensor=lambda rows, dtype, device=None: np.asarray(rows, dtype).view(Tensor),
    cat=lambda parts, dim: np.concatenate(parts, dim).view(Tensor),
    stack=lambda parts, dim: np.stack(parts, dim).view(Tensor),
    full_like=lambda like, value: np.full_like(like, value),
    clamp=lambda x, min=None, max=None: np.clip(x, min, max),
    isnan=np.isnan,
    maximum=np.maximum,
    minimum=np.minimum,
    softmax=_softmax,
    sigmoid=_sigmoid,
    **{name: getattr(np, name) for name in ("abs", "cos", "exp", "log", "sign", "sin", "sqrt", "tan", "tanh")},
    atan=np.arctan,
)


def predictions(path: Path, rows: Array, dtype: Any) -> Array:
    """Predictions, (rows, outputs), of rows of the table's columns, computed in that type from code and weights of the file.

    Raises FileProblem when they do not belong together.
    """
    state, _document = read_state(path)
    text = read_bytes(path, MOST_BYTES, _("Export the network again."))
    tensors = {key: values if values.dtype != np.float32 else values.astype(dtype) for key, values in state.items()}
    known = {
        "torch": torch,
        "torch.distributed": torch.distributed,
        "torch.nn.functional": nn.functional,
        "torch.nn.parallel": SimpleNamespace(DistributedDataParallel=None),
        "safetensors.torch": SimpleNamespace(load_file=lambda weights: tensors, save_file=None),
    }

    def imported(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if name in known:
            return known[name] if fromlist else torch
        return builtins.__import__(name, globals, locals, fromlist, level)

    names: dict[str, Any] = {"__name__": path.stem, "__file__": str(path)}
    names["__builtins__"] = vars(builtins) | {"__import__": imported}
    try:
        with np.errstate(all="ignore"):
            exec(compile(text, path.name, "exec"), names)
            found: Array = np.asarray(names["predict"](names["load"](), rows))
    except Exception as error:  # whatever the code raises
        sentence = _('"{name}" and its weights do not belong together ({error}). Export the network again.')
        raise FileProblem(sentence.format(name=path.name, error=error)) from error
    return found
