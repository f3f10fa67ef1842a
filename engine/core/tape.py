"""The recorded NumPy calls of one network for one batch size.

Training small networks in NumPy is nearly all call overhead. So a network is *recorded* once: each layer appends the calls of
its forward pass, then, last layer first, those of its backward pass, to one list whose arrays are allocated once. A training
step replays that list. It is the stored computation graph of the textbooks.

Activations are feature-major, `(units + 1, batch)`. The extra last row is the *bias row*: it is all ones, so that a layer's
biases are one more row of its weights, and the product with the weights adds them and yields their gradient at no extra call.

To record another NumPy call, call `record` with it, or add a method named like it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import numpy as np

from engine.core.arrays import Array, aligned, clip

Call = tuple[Callable[..., Any], tuple[Any, ...]]
Backward = Callable[[Array], Array | None]

# ndarray.dot, not np.matmul: 1.6 x faster on small arrays, and it releases the GIL at each product, which keeps the window alive
_dot = np.ndarray.dot


class HasDerivative(Protocol):
    """A function f whose derivative can be had from its result a = f(z), such as tanh: f' = 1 - a²."""

    def record_derivative(self, tape: Tape, a: Array, out: Array) -> None:
        """Record out <- f'(z) as a function of a = f(z). `out` holds ones before the first call."""


class Watcher(Protocol):
    """What is told what the arrays of a recorded pass are, and may record copies of them."""

    def watch(self, tape: Tape, name: str, values: Array) -> None:
        """At this point of the pass `values` are `name`, "z" say, of the part of the network that `tape.path` names."""


class Tape:
    """A list of calls that changes while it is recorded, and never afterwards.

    `training`: whether a backward pass follows. `rng`: for layers that draw random numbers (Dropout).
    `wants_input_gradient`: the first layer computes the gradient of its input too. `watcher`: receives what layers `watch`.
    """

    def __init__(
        self,
        batch: int,
        dtype: np.dtype[Any],
        training: bool = False,
        rng: np.random.Generator | None = None,
        room: int = 0,
        wants_input_gradient: bool = False,
        watcher: Watcher | None = None,
    ) -> None:
        self.batch, self.dtype, self.training = batch, dtype, training
        self.rng = rng if rng is not None else np.random.default_rng(0)
        self.calls: list[Call] = []
        self.wants_input_gradient = wants_input_gradient
        self.path: tuple[str, ...] = ()  # the part of the network that is being recorded
        self._watcher = watcher
        self._backward: list[tuple[tuple[str, ...], Backward]] = []
        self._arena = aligned((room,), dtype, 1.0)  # activations of all layers side by side; and, laid out alike,
        self._derivative_arena = aligned((room if training else 0,), dtype, 1.0)  # the derivatives f' of each of them
        self._used = 0
        self._derivatives: list[tuple[HasDerivative, int, int]] = []
        self._units: dict[int, tuple[Array, Array]] = {}
        self._last_rows: dict[int, tuple[Array, Array]] = {}
        self._places_of: frozenset[int] = frozenset()
        self._places_found: list[int] = []

    # -- arrays
    def number(self, value: float) -> Array:
        """A constant of the tape's dtype as a 0-d array: it costs half as much as a Python float in a ufunc call."""
        return np.array(value, self.dtype)

    def empty(self, *shape: int) -> Array:
        """A new buffer of zeros, in the tape's dtype."""
        return aligned(shape, self.dtype)

    def rows(self, units: int) -> Array:
        """A new `(units + 1, batch)` buffer with its bias row."""
        size = (units + 1) * self.batch
        start, self._used = self._used, self._used + size
        if self._used > self._arena.size:
            raise ValueError(f"the tape has room for {self._arena.size} numbers; {self._used} were asked for")
        return self._arena[start : self._used].reshape(units + 1, self.batch)

    def units(self, rows: Array) -> Array:
        """`rows` without its bias row: always the same view of the same array, so that `rebound` recognises it."""
        if id(rows) not in self._units:
            self._units[id(rows)] = (rows, rows[:-1])
        return self._units[id(rows)][1]

    def last_row(self, rows: Array) -> Array:
        """The last of `rows`, (1, batch): like `units`, always the same view."""
        if id(rows) not in self._last_rows:
            self._last_rows[id(rows)] = (rows, rows[-1:])
        return self._last_rows[id(rows)][1]

    # -- recording
    def record(self, function: Callable[..., Any], *args: Any) -> None:
        """Record one call. Outputs are given as positional arguments."""
        self.calls.append((function, args))

    def dot(self, a: Array, b: Array, out: Array) -> Array:
        """Record the matrix product out = a b."""
        self.record(_dot, a, b, out)
        return out

    def dot_transposed(self, a: Array, b: Array, out: Array) -> Array:
        """Record out = a bᵀ for arrays that lie row by row.

        For medium sizes it is quicker to transpose b first: up to 10⁶ multiplications OpenBLAS has kernels that need no packing,
        but none for a transposed right factor with more than 1,200 results.
        """
        transposed = b.T
        if 1200 < out.size <= 1_000_000 // len(transposed) and a.flags.c_contiguous and b.flags.c_contiguous:
            transposed = self.empty(*transposed.shape)
            self.record(np.copyto, transposed, b.T)
        return self.dot(a, transposed, out)

    def clip(self, a: Array, low: float | Array, high: float, out: Array) -> Array:
        """Record out = a clipped to low … high; an array `low` holds a limit for each number."""
        self.record(clip, a, low if isinstance(low, np.ndarray) else self.number(low), self.number(high), out)
        return out

    def scale(self, a: Array, factor: float) -> None:
        """Record a <- factor · a."""
        self.record(np.multiply, a, self.number(factor), a)

    def without_scale(self, a: Array) -> float:
        """Remove the last recorded call if it is that of `scale` on `a`; returns its factor, else 1."""
        function, args = self.calls[-1]
        if function is not np.multiply or len(args) != 3 or args[0] is not a or args[2] is not a or np.ndim(args[1]):
            return 1.0
        self.calls.pop()
        return float(args[1])

    def positive(self, a: Array, out: Array) -> None:
        """Record out = 1 where a > 0, and some number up to 0 elsewhere."""
        if a.size <= 2048:
            self.record(np.sign, a, out)
            return
        mask = np.empty(a.shape, bool)  # one call more, but np.sign takes several times as long for each number
        self.record(np.greater, a, self.number(0), mask)
        self.record(np.copyto, out, mask)

    def positive_mask(self, a: Array, out: Array) -> None:
        """Record out = a mask, for `mask_where`, of the numbers of `a` that are above 0: the integers 1 or 0.

        Read as an integer, a floating-point number above 0 is positive and any other is not. Integers cost half as much to
        compare, and to multiply with a mask.
        """
        zero, one = np.array(0, self._integer), np.array(1, self._integer)
        self.record(clip, self.as_integers(a), zero, one, self.as_integers(out))

    def mask_where(self, a: Array, mask: Array) -> None:
        """Record a <- a where `mask`, made by `positive_mask`, is 1, and 0 elsewhere."""
        bits = self.as_integers(a)
        self.record(np.multiply, bits, self.as_integers(mask), bits)

    def as_integers(self, mask: Array) -> Array:
        """A view of the tape's numbers as integers: what `positive_mask` wrote is 0 and 1 in it."""
        return mask.view(self._integer)

    @property
    def _integer(self) -> np.dtype[Any]:
        """The integer type that is as wide as the tape's numbers."""
        return np.dtype(f"i{self.dtype.itemsize}")

    def derivative(self, function: HasDerivative, a: Array) -> Array:
        """The `(units, batch)` array that will hold f' of the units `a`, a buffer made by `rows`.

        It is computed from the outputs at the end of the forward pass: layers with the same activation whose buffers
        lie side by side then cost one call instead of one each.
        """
        start = (a.ctypes.data - self._arena.ctypes.data) // self.dtype.itemsize
        self._derivatives.append((function, start, start + a.size))
        return self.units(self._derivative_arena[start : start + a.size].reshape(a.shape))

    @property
    def has_backward(self) -> bool:
        """Whether an earlier layer needs a gradient; if none does, the next layer reads the network's input."""
        return bool(self._backward)

    def on_backward(self, backward: Backward) -> None:
        """Register the backward rule of what was just recorded: it gets d(out), records calls, and returns d(in)."""
        self._backward.append((self.path, backward))

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """What is recorded meanwhile, and its backward pass, belongs to the part of the network with this name."""
        before, self.path = self.path, (*self.path, name)
        try:
            yield
        finally:
            self.path = before

    def watch(self, name: str, values: Array) -> None:
        """Say that `values` are `name` at this point of the pass. It records nothing unless somebody watches."""
        if self._watcher is not None:
            self._watcher.watch(self, name, values)

    def record_backward(self, gradient: Array) -> Array | None:
        """Record the backward pass from the gradient of the last output; returns the input's gradient if it is wanted."""
        self._record_derivatives()
        current: Array | None = gradient
        for path, backward in reversed(self._backward):
            assert current is not None
            self.path = path
            current = backward(current)
        self.path = ()
        return current

    def _record_derivatives(self) -> None:
        runs: list[tuple[HasDerivative, int, int]] = []
        for function, start, stop in self._derivatives:
            if runs and runs[-1][0] == function and runs[-1][2] == start:
                runs[-1] = (function, runs[-1][1], stop)
            else:
                runs.append((function, start, stop))
        for function, start, stop in runs:
            function.record_derivative(self, self._arena[start:stop], self._derivative_arena[start:stop])

    # -- replaying
    def run(self) -> None:
        """Replay all calls, in order."""
        for function, args in self.calls:
            function(*args)

    def rebound(self, replacements: list[tuple[Array, Array]]) -> list[Call]:
        """The same calls with some arrays (and their views by `units` and `last_row`) replaced by others of the same shape.

        Each mini-batch has its own list. The lists differ only in the calls that read the batch's rows or its targets.
        """
        new = {id(old): fresh for old, fresh in replacements}
        new |= {id(self._units[id(old)][1]): fresh[:-1] for old, fresh in replacements if id(old) in self._units}
        new |= {id(self._last_rows[id(old)][1]): fresh[-1:] for old, fresh in replacements if id(old) in self._last_rows}
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
