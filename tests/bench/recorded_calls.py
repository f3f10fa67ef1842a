"""The limit of recorded NumPy calls: training steps alone, without loss curves, control or anything else around them.

One flat θ, activations with a bias row, one list of (function, args) for a batch size, as in the engine, but nothing that a
session needs: no measuring, schedules, penalties, frozen layers, nor other kinds of layers. The engine is to come close to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.core.arrays import Array, clip
from tests.bench.cases import Case

Call = tuple[Callable[..., Any], tuple[Any, ...]]


def number(value: float) -> Array:
    return np.array(value, np.float32)


class Net:
    """θ and the gradient, with a view of (inputs + 1, units) for each layer: its last row are the biases."""

    def __init__(self, case: Case) -> None:
        pairs = list(zip(case.sizes[:-1], case.sizes[1:], strict=True))
        size = sum((n + 1) * k for n, k in pairs)
        self.theta = np.zeros(size, np.float32)
        self.grads = np.zeros((2, size), np.float32)
        self.W: list[Array] = []
        self.dW: list[Array] = []
        rng, at = np.random.default_rng(1), 0
        for n, k in pairs:
            end = at + (n + 1) * k
            self.W.append(self.theta[at:end].reshape(n + 1, k))
            self.dW.append(self.grads[0, at:end].reshape(n + 1, k))
            self.W[-1][:-1] = rng.normal(0, np.sqrt(2 / n), (n, k))
            at = end


class Plan:
    """The calls of one batch size: `first` and `last` read the batch's rows, `forward` and `backward` do not."""

    def __init__(self, net: Net, case: Case, batch: int) -> None:
        sizes, tanh = case.sizes[1:], case.activation == "tanh"
        flat, slopes = (np.ones(sum((n + 1) * batch for n in sizes), np.float32) for _ in range(2))
        a: list[Array] = []
        slope: list[Array] = []
        at = 0
        for n in sizes:
            end = at + (n + 1) * batch
            a.append(flat[at:end].reshape(n + 1, batch))
            slope.append(slopes[at:end].reshape(n + 1, batch)[:n])
            at = end
        hidden = at - (sizes[-1] + 1) * batch
        self.scores, d = a[-1][:-1], [np.empty((n, batch), np.float32) for n in sizes]
        self.delta = d[-1]
        forward: list[Call] = []
        for i, W in enumerate(net.W):
            z = a[i][:-1]
            if i:
                forward.append((W.T.dot, (a[i - 1], z)))
            if i < len(sizes) - 1:
                forward.append((np.tanh, (z, z)) if tanh else (clip, (z, number(0), number(np.inf), z)))
        if tanh:
            forward += [(np.multiply, (flat[:hidden], flat[:hidden], slopes[:hidden]))]
            forward += [(np.subtract, (number(1), slopes[:hidden], slopes[:hidden]))]
        else:
            forward.append((np.sign, (flat[:hidden], slopes[:hidden])))
        self.first: Callable[..., Any] = net.W[0].T.dot
        self.z, self.forward, self.backward = a[0][:-1], forward + self._link(), self._backward(net, a, slope, d)
        self.last = d[0].T, net.dW[0]

    def _link(self) -> list[Call]:
        s = self.scores
        if len(s) == 1:
            half = number(0.5)
            return [(np.multiply, (s, half, s)), (np.tanh, (s, s)), (np.multiply, (s, half, s)), (np.add, (s, half, s))]
        top, sums, ones = np.empty(s.shape[1], np.float32), np.empty_like(s), np.ones((len(s), len(s)), np.float32)
        largest: Call = np.maximum.reduce, (s, 0, None, top)
        return [largest, (np.subtract, (s, top, s)), (np.exp, (s, s)), (ones.dot, (s, sums)), (np.divide, (s, sums, s))]

    @staticmethod
    def _backward(net: Net, a: list[Array], slope: list[Array], d: list[Array]) -> list[Call]:
        calls: list[Call] = []
        for i in range(len(d) - 1, 0, -1):
            calls += [(a[i - 1].dot, (d[i].T, net.dW[i])), (net.W[i][:-1].dot, (d[i], d[i - 1]))]
            calls.append((np.multiply, (d[i - 1], slope[i - 1], d[i - 1])))
        return calls


class Rule:
    """SGD or Adam on sums over the batch: 1 / batch is in the constants."""

    def __init__(self, net: Net, case: Case, block: int = 32_768) -> None:
        self.lr, self.adam, self.t = case.lr, case.optimizer == "adam", 0
        self.lr_t, self.eps_t = number(case.lr / case.batch), number(0)
        size, (grad, squares) = net.theta.size, net.grads
        step = np.empty(min(size, block) if self.adam else size, np.float32)
        self.calls: list[Call] = []
        if not self.adam:
            self.calls = [(np.multiply, (grad, self.lr_t, step)), (np.subtract, (net.theta, step, net.theta))]
            return
        both = np.zeros((2, size), np.float32)
        if size <= 2048:
            kept = np.repeat(np.array([0.9, 0.999], np.float32), size).reshape(2, size)
            self.calls += [
                (np.multiply, (grad, grad, squares)),
                (np.multiply, (both, kept, both)),
                (np.add, (both, net.grads, both)),
            ]
            self.calls += self._step(net.theta, both[0], both[1], step)
            return
        for start in range(0, size, block):
            theta, g, m, v = (part[start : start + block] for part in (net.theta, grad, both[0], both[1]))
            work = step[: len(theta)]
            self.calls += [(np.multiply, (m, number(0.9), m)), (np.add, (m, g, m)), (np.multiply, (g, g, work))]
            self.calls += [(np.multiply, (v, number(0.999), v)), (np.add, (v, work, v)), *self._step(theta, m, v, work)]

    def _step(self, theta: Array, m: Array, v: Array, work: Array) -> list[Call]:
        root: list[Call] = [(np.sqrt, (v, work)), (np.add, (work, self.eps_t, work)), (np.divide, (m, work, work))]
        return [*root, (np.multiply, (work, self.lr_t, work)), (np.subtract, (theta, work, theta))]

    def prepare(self, batch: int) -> None:
        if not self.adam:
            return
        self.t += 1
        if self.t < 40_000:
            root = (1 - 0.999**self.t) ** 0.5
            self.eps_t[()] = 1e-8 * root * batch / 0.001**0.5
            self.lr_t[()] = self.lr * root / 0.001**0.5 * 0.1 / (1 - 0.9**self.t)


def runner(case: Case) -> Callable[[int], None]:
    net = Net(case)
    rule, rng = Rule(net, case), np.random.default_rng(2)
    x, target = case.rows_and_classes()
    t = np.eye(case.classes)[target] if case.sizes[-1] > 1 else target[:, np.newaxis]
    x, t = np.concatenate([x, np.ones((len(x), 1))], 1).astype(np.float32), t.astype(np.float32)
    xs, ts = np.empty_like(x), np.empty_like(t)
    edges = [slice(start, min(start + case.batch, len(x))) for start in range(0, len(x), case.batch)]
    plans = {size: Plan(net, case, size) for size in {edge.stop - edge.start for edge in edges}}
    batches = []
    for edge in edges:
        rows = edge.stop - edge.start
        scale = None if rows == case.batch else number(case.batch / rows)
        batches.append((xs[edge].T, np.empty((t.shape[1], rows), np.float32), plans[rows], scale))
    at = len(batches)

    def run(steps: int, subtract: Any = np.subtract) -> None:
        nonlocal at
        update, prepare, gradient, size = rule.calls, rule.prepare, net.grads[0], case.batch
        while steps:
            if at == len(batches):
                at, order = 0, rng.permutation(len(x))
                x.take(order, 0, xs, "clip")
                t.take(order, 0, ts, "clip")
                for edge, (_, goal, _, _) in zip(edges, batches, strict=True):
                    goal[:] = ts[edge].T
            now = batches[at : at + steps]
            for rows, goal, plan, scale in now:
                plan.first(rows, plan.z)
                for function, args in plan.forward:
                    function(*args)
                subtract(plan.scores, goal, plan.delta)
                for function, args in plan.backward:
                    function(*args)
                rows.dot(*plan.last)
                if scale is not None:
                    np.multiply(gradient, scale, gradient)
                prepare(size)
                for function, args in update:
                    function(*args)
            at, steps = at + len(now), steps - len(now)

    return run
