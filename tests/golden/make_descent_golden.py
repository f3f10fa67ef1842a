"""Writes descent.json: where PyTorch's optimizers are after some steps on two example functions, in float64.

    python -m venv torch-venv; torch-venv/bin/pip install torch==2.13.0 numpy
    torch-venv/bin/python -m tests.golden.make_descent_golden

Knows nothing of the engine but the names of its entries, so that an error there is not repeated here: gradients are autograd's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

FILE = Path(__file__).with_name("descent.json")
STEPS = 150
FUNCTIONS: dict[str, tuple[Callable[[Tensor], Tensor], list[float], float]] = {
    "quartic": (lambda x: x[0] ** 4 - 4 * x[0] ** 2 + x[0], [2.2], 0.01),
    "rosenbrock": (lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2, [-1.2, 1.0], 0.001),
}
OPTIMIZERS: dict[str, Callable[[list[Tensor], float], Any]] = {
    "sgd": lambda x, lr: torch.optim.SGD(x, lr),
    "momentum": lambda x, lr: torch.optim.SGD(x, lr, momentum=0.9),
    "nesterov": lambda x, lr: torch.optim.SGD(x, lr, momentum=0.9, nesterov=True),
    "adagrad": lambda x, lr: torch.optim.Adagrad(x, lr),
    "adam": lambda x, lr: torch.optim.Adam(x, lr),
    "nadam": lambda x, lr: torch.optim.NAdam(x, lr),
}


def places(function: str, optimizer: str) -> list[list[float]]:
    """Every tenth place of the descent, the start first."""
    f, start, rate = FUNCTIONS[function]
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule, path = OPTIMIZERS[optimizer]([x], rate), [list(start)]
    for _step in range(STEPS):
        rule.zero_grad()
        f(x).backward()
        rule.step()
        path.append(x.tolist())
    return path[::10]


if __name__ == "__main__":
    torch.set_num_threads(1)
    found = {function: {optimizer: places(function, optimizer) for optimizer in OPTIMIZERS} for function in FUNCTIONS}
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
