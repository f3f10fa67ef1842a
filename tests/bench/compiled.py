"""Training as loops that Numba compiles, float32, fast arithmetic; where layers are wide, matrix products from the same BLAS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit  # ImportError where it is not installed

from engine.core.arrays import Array
from tests.bench.cases import Case

WIDE = 24  # units from which a BLAS product beats a plain loop


@njit(fastmath=True)  # type: ignore[misc]
def product(a: Array, b: Array, out: Array, wide: bool) -> None:
    if wide:
        np.dot(a, b, out)
        return
    for r in range(a.shape[0]):
        out[r] = 0
        for j in range(a.shape[1]):
            for o in range(b.shape[1]):
                out[r, o] += a[r, j] * b[j, o]


@njit(fastmath=True)  # type: ignore[misc]
def loss_gradient(scores: Array, classes: Array, out: Array) -> None:
    """(p - t) / rows."""
    rows, k = scores.shape
    for r in range(rows):
        if k == 1:
            out[r, 0] = (1 / (1 + np.exp(-scores[r, 0])) - classes[r]) / rows
            continue
        top, total = scores[r].max(), np.float32(0)
        for o in range(k):
            out[r, o] = np.exp(scores[r, o] - top)
            total += out[r, o]
        for o in range(k):
            out[r, o] = (out[r, o] / total - (classes[r] == o)) / rows


@njit(fastmath=True)  # type: ignore[misc]
def update(theta: Array, grad: Array, m: Array, v: Array, count: int, lr: float, adam: bool) -> None:
    if not adam:
        for i in range(len(theta)):
            theta[i] -= np.float32(lr) * grad[i]
        return
    rate = np.float32(lr * np.sqrt(1 - 0.999**count) / (1 - 0.9**count))
    eps = np.float32(1e-8 * np.sqrt(1 - 0.999**count))
    for i in range(len(theta)):
        m[i] = np.float32(0.9) * m[i] + np.float32(0.1) * grad[i]
        v[i] = np.float32(0.999) * v[i] + np.float32(0.001) * grad[i] * grad[i]
        theta[i] -= rate * m[i] / (np.sqrt(v[i]) + eps)


@njit(fastmath=True)  # type: ignore[misc]
def train(
    steps: int, taken: int, x: Array, classes: Array, Ws: Any, bs: Any, dWs: Any, dbs: Any, activations: Any, deltas: Any,
    vectors: Array, batch: int, lr: float, tanh: bool, adam: bool, wide: bool,
) -> None:  # fmt: skip
    """x and classes in this epoch's order. Ws … are views of the rows of `vectors`: theta, gradient and two moments."""
    layers = len(Ws)
    for step in range(steps):
        first = step * batch
        rows = min(batch, len(x) - first)
        activations[0][:rows] = x[first : first + rows]
        for layer in range(layers):
            z = activations[layer + 1][:rows]
            product(activations[layer][:rows], Ws[layer], z, wide)
            for r in range(rows):
                for o in range(z.shape[1]):
                    s = z[r, o] + bs[layer][o]
                    z[r, o] = s if layer == layers - 1 else (np.tanh(s) if tanh else max(s, np.float32(0)))
        loss_gradient(activations[layers][:rows], classes[first : first + rows], deltas[layers][:rows])
        for layer in range(layers - 1, -1, -1):
            a, delta = activations[layer][:rows], deltas[layer + 1][:rows]
            product(a.T, delta, dWs[layer], wide)
            dbs[layer][:] = 0
            for r in range(rows):
                for o in range(delta.shape[1]):
                    dbs[layer][o] += delta[r, o]
            if layer > 0:
                below = deltas[layer][:rows]
                product(delta, Ws[layer].T, below, wide)
                for r in range(rows):
                    for j in range(below.shape[1]):
                        below[r, j] *= 1 - a[r, j] * a[r, j] if tanh else np.float32(a[r, j] > 0)
        update(vectors[0], vectors[1], vectors[2], vectors[3], taken + step + 1, lr, adam)


def runner(case: Case) -> Callable[[int], Any]:
    rng = np.random.default_rng(1)
    x, target = case.rows_and_classes()
    pairs = list(zip(case.sizes[:-1], case.sizes[1:], strict=True))
    vectors = np.zeros((4, sum((n + 1) * k for n, k in pairs)), np.float32)
    views: list[list[Array]] = [[], [], [], []]  # Ws, bs, dWs, dbs
    at = 0
    for n, k in pairs:
        for i in (0, 1):
            views[2 * i].append(vectors[i, at : at + n * k].reshape(n, k))
            views[2 * i + 1].append(vectors[i, at + n * k : at + (n + 1) * k])
        views[0][-1][:] = rng.normal(0, np.sqrt(2 / n), (n, k))
        at += (n + 1) * k
    buffers = [tuple(np.zeros((case.batch, units), np.float32) for units in case.sizes) for _ in range(2)]
    arrays = (*map(tuple, views), *buffers, vectors)
    settings = (case.batch, case.lr, case.activation == "tanh", case.optimizer == "adam", max(case.sizes) >= WIDE)
    xs, ts = x.astype(np.float32), target.astype(np.float32)
    per_epoch, taken = -(-case.rows // case.batch), 0

    def run(steps: int) -> None:
        nonlocal taken
        end = taken + steps
        while taken < end:
            now, order = min(per_epoch, end - taken), rng.permutation(case.rows)
            train(now, taken, xs[order], ts[order], *arrays, *settings)
            taken += now

    return run
