"""A network as a textbook writes it: NumPy, float64, one array per weight matrix, everything made anew each step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.core.arrays import Array
from tests.bench.cases import Case


def forward(case: Case, weights: list[Array], biases: list[Array], x: Array) -> list[Array]:
    """Activations of all layers, the input first, raw scores last; rows go down."""
    activations = [x]
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = activations[-1] @ W + b
        hidden = np.tanh(z) if case.activation == "tanh" else np.maximum(z, 0)
        activations.append(z if i == len(weights) - 1 else hidden)
    return activations


def start(case: Case) -> tuple[list[Array], list[Array]]:
    rng = np.random.default_rng(1)
    pairs = list(zip(case.sizes[:-1], case.sizes[1:], strict=True))
    return [rng.normal(0, np.sqrt(2 / a), (a, b)) for a, b in pairs], [np.zeros(b) for _, b in pairs]


def runner(case: Case) -> Callable[[int], None]:
    rng = np.random.default_rng(2)
    x, target = case.rows_and_classes()
    t = np.eye(case.classes)[target] if case.sizes[-1] > 1 else target[:, np.newaxis].astype(float)
    weights, biases = start(case)
    parameters = weights + biases
    m, v = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]
    batches: list[Array] = []
    taken = 0

    def gradients(rows: Array) -> list[Array]:
        a = forward(case, weights, biases, x[rows])
        if case.sizes[-1] > 1:
            e = np.exp(a[-1] - a[-1].max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
        else:
            p = 1 / (1 + np.exp(-a[-1]))
        delta = (p - t[rows]) / len(rows)
        dW: list[Array] = []
        db: list[Array] = []
        for i in reversed(range(len(weights))):
            dW.insert(0, a[i].T @ delta)
            db.insert(0, delta.sum(axis=0))
            if i > 0:
                delta = (delta @ weights[i].T) * (1 - a[i] ** 2 if case.activation == "tanh" else a[i] > 0)
        return dW + db

    def run(steps: int) -> None:
        nonlocal taken
        for _ in range(steps):
            if not batches:
                order = rng.permutation(case.rows)
                batches.extend(order[i : i + case.batch] for i in range(0, case.rows, case.batch))
            taken += 1
            for i, grad in enumerate(gradients(batches.pop())):
                if case.optimizer == "sgd":
                    parameters[i] -= case.lr * grad
                    continue
                m[i] = 0.9 * m[i] + 0.1 * grad
                v[i] = 0.999 * v[i] + 0.001 * grad**2
                parameters[i] -= case.lr * (m[i] / (1 - 0.9**taken)) / (np.sqrt(v[i] / (1 - 0.999**taken)) + 1e-8)

    return run
