"""The recorded NumPy calls of one network for one batch size.

Training small networks in NumPy is nearly all call overhead. So a network is *recorded* once: each layer appends the calls of
its forward pass, then, last layer first, those of its backward pass, to one list whose arrays are allocated once. A training
step replays that list. It is the stored computation graph of the textbooks.

Activations are feature-major, `(units + 1, batch)`: the extra row is all ones, so that a bias is one more weight and its
gradient costs no call of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.core.arrays import Array, aligned

if TYPE_CHECKING:
    from engine.nn.activations.base import SlopeFromOutput

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Backward = Callable[[Array], Array | None]

try:  # the bare ufunc: 3 x cheaper than np.clip, and cheaper than np.maximum on small arrays
    from numpy._core.umath import clip as _clip  # type: ignore[attr-defined]
except ImportError:  # NumPy 1.x, or a later NumPy that moved it
    _clip = np.clip

# ndarray.dot, not np.matmul: 1.6 x faster on small arrays, and it releases the GIL at each product, which keeps the window alive
_dot = np.ndarray.dot


class Tape:
    """A list of calls that changes while it is recorded, and never afterwards.

    `training` says whether a backward pass follows. `rng` feeds layers that draw numbers (Dropout).
    `wants_input_gradient` makes the first layer pass its gradient on to the input.
    """

    def __init__(
        self,
        batch: int,
        dtype: np.dtype[Any],
        training: bool = False,
        rng: np.random.Generator | None = None,
        room: int = 0,
        wants_input_gradient: bool = False,
    ) -> None:
        self.batch, self.dtype, self.training = batch, dtype, training
        self.rng = rng if rng is not None else np.random.default_rng(0)
        self.calls: list[Call] = []
        self.wants_input_gradient = wants_input_gradient
        self._backward: list[Backward] = []
        self._arena = aligned((room,), dtype, 1.0)  # activations of all layers side by side, and, in step with it,
        self._slope_arena = aligned((room if training else 0,), dtype, 1.0)  # the slopes f' of each of them
        self._used = 0
        self._slopes: list[tuple[SlopeFromOutput, int, int]] = []
        self._units: dict[int, tuple[Array, Array]] = {}
        self._places_of: frozenset[int] = frozenset()
        self._places_found: list[int] = []

    # -- arrays
    def number(self, value: float) -> Array:
        """A constant of the tape's dtype as a 0-d array: half the price of a Python float in a ufunc call."""
        return np.array(value, self.dtype)

    def empty(self, *shape: int) -> Array:
        return aligned(shape, self.dtype)

    def rows(self, units: int) -> Array:
        """A fresh `(units + 1, batch)` buffer whose last row is ones."""
        size = (units + 1) * self.batch
        start, self._used = self._used, self._used + size
        if self._used > self._arena.size:
            raise ValueError(f"the tape has room for {self._arena.size} numbers; {self._used} were asked for")
        return self._arena[start : self._used].reshape(units + 1, self.batch)

    def units(self, rows: Array) -> Array:
        """`rows` without its row of ones: always the same view of the same array, so that `rebound` recognises it."""
        if id(rows) not in self._units:
            self._units[id(rows)] = (rows, rows[:-1])
        return self._units[id(rows)][1]

    # -- recording
    def do(self, function: Callable[..., Any], *args: Any) -> None:
        """Record one call. Outputs are given as positional arguments."""
        self.calls.append((function, args))

    def dot(self, a: Array, b: Array, out: Array) -> Array:
        """Record the matrix product out = a b."""
        self.do(_dot, a, b, out)
        return out

    def dot_transposed(self, a: Array, b: Array, out: Array) -> Array:
        """Record out = a bᵀ for arrays that lie row by row.

        In the middle between tiny and huge it is quicker to turn b round first: there OpenBLAS has kernels that need no packing
        (up to 10⁶ multiplications), but not for a transposed right factor with more than 1,200 results.
        """
        turned = b.T
        if 1200 < out.size <= 1_000_000 // len(turned) and a.flags.c_contiguous and b.flags.c_contiguous:
            turned = self.empty(*turned.shape)
            self.do(np.copyto, turned, b.T)
        return self.dot(a, turned, out)

    def clip(self, a: Array, low: float | Array, high: float, out: Array) -> Array:
        """Record out = a limited to low … high; an array `low` holds a limit for each number."""
        self.do(_clip, a, low if isinstance(low, np.ndarray) else self.number(low), self.number(high), out)
        return out

    def scale(self, a: Array, factor: float) -> None:
        """Record a <- factor · a."""
        self.do(np.multiply, a, self.number(factor), a)

    def without_scale(self, a: Array) -> float:
        """Take the call back that was recorded last, if it is that of `scale` on `a`; returns its factor, else 1."""
        function, args = self.calls[-1]
        if function is not np.multiply or len(args) != 3 or args[0] is not a or args[2] is not a or np.ndim(args[1]):
            return 1.0
        self.calls.pop()
        return float(args[1])

    def positive(self, a: Array, out: Array) -> None:
        """Record out = 1 where a > 0, and some number up to 0 elsewhere."""
        if a.size <= 2048:
            self.do(np.sign, a, out)
            return
        mask = np.empty(a.shape, bool)  # one call more, but np.sign takes several times as long for each number
        self.do(np.greater, a, self.number(0), mask)
        self.do(np.copyto, out, mask)

    def mark_positive(self, a: Array, out: Array) -> None:
        """Record in `out` which numbers of `a` are above 0, for `keep_marked`: as whole numbers, 1 or 0.

        The bits of a positive number are a positive whole number, those of the others are not; so this costs half as much as
        telling floating-point numbers apart, and a product that keeps or drops bits is cheaper as well.
        """
        whole = self._whole
        self.do(_clip, a.view(whole), np.array(0, whole), np.array(1, whole), out.view(whole))

    def keep_marked(self, a: Array, marks: Array) -> None:
        """Record a <- a where `marks`, made by `mark_positive`, are 1, and 0 elsewhere."""
        bits = a.view(self._whole)
        self.do(np.multiply, bits, marks.view(self._whole), bits)

    @property
    def _whole(self) -> np.dtype[Any]:
        """Whole numbers as wide as the tape's."""
        return np.dtype(f"i{self.dtype.itemsize}")

    def slope(self, activation: SlopeFromOutput, a: Array) -> Array:
        """The `(units, batch)` array that will hold f' of the units `a`, a buffer made by `rows`.

        It is computed from the outputs at the end of the forward pass, so that a run of layers with the same activation, whose
        buffers lie side by side, costs one call instead of one each.
        """
        start = (a.ctypes.data - self._arena.ctypes.data) // self.dtype.itemsize
        self._slopes.append((activation, start, start + a.size))
        return self.units(self._slope_arena[start : start + a.size].reshape(a.shape))

    @property
    def has_backward(self) -> bool:
        """Whether something before has asked for a gradient; if not, the next layer reads the network's input."""
        return bool(self._backward)

    def on_backward(self, backward: Backward) -> None:
        """Register the reverse of what was just recorded: it takes d(out), records, and returns d(in)."""
        self._backward.append(backward)

    def record_backward(self, gradient: Array) -> Array | None:
        """Record the backward pass from the gradient of the last output; returns the input's gradient where it is wanted."""
        self._record_slopes()
        flowing: Array | None = gradient
        for backward in reversed(self._backward):
            assert flowing is not None
            flowing = backward(flowing)
        return flowing

    def _record_slopes(self) -> None:
        runs: list[tuple[SlopeFromOutput, int, int]] = []
        for activation, start, stop in self._slopes:
            if runs and runs[-1][0] == activation and runs[-1][2] == start:
                runs[-1] = (activation, runs[-1][1], stop)
            else:
                runs.append((activation, start, stop))
        for activation, start, stop in runs:
            activation.record_slope(self, self._arena[start:stop], self._slope_arena[start:stop])

    # -- replaying
    def run(self) -> None:
        """Replay all calls, in order."""
        for function, args in self.calls:
            function(*args)

    def rebound(self, replacements: list[tuple[Array, Array]]) -> list[Call]:
        """The same calls with some arrays (and their views by `units`) replaced by others of the same shape.

        Every mini-batch has its own, which differ in the calls that read its rows or its targets, and in nothing else.
        """
        new = {id(old): fresh for old, fresh in replacements}
        new |= {id(self._units[id(old)][1]): fresh[:-1] for old, fresh in replacements if id(old) in self._units}
        calls = list(self.calls)
        for i in self._places(frozenset(new)):
            function, args = calls[i]
            calls[i] = (function, tuple(new.get(id(arg), arg) for arg in args))
        return calls

    def _places(self, ids: frozenset[int]) -> list[int]:
        if self._places_of != ids:
            self._places_of = ids
            self._places_found = [i for i, (_, args) in enumerate(self.calls) if any(id(arg) in ids for arg in args)]
        return self._places_found
