"""Writes class_weights.json: what PyTorch makes of losses with class weights. Run again only when the cases change:

    python -m venv torch-venv; torch-venv/bin/pip install torch==2.13.0 numpy
    torch-venv/bin/python -m tests.golden.make_class_weights_golden

Knows nothing of the engine, so that an error there is not repeated here. Weights are n / (k n_c) of the rows given, so PyTorch's
mean, which is divided by the sum of the weights, is the mean over the rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

FILE = Path(__file__).with_name("class_weights.json")
ROWS, INPUTS = 12, 3


def case(classes: int, steps: int) -> dict[str, Any]:
    """One linear layer, trained by plain gradient descent on all rows with uneven classes."""
    rng = np.random.default_rng(classes)
    x = rng.normal(size=(ROWS, INPUTS))
    target = np.sort(np.concatenate([np.arange(classes), np.zeros(ROWS - classes - 2, int), [1, 1]]))
    weights = ROWS / (classes * np.bincount(target, minlength=classes))
    outputs = 1 if classes == 2 else classes
    layer = nn.Linear(INPUTS, outputs, dtype=torch.float64)
    start = rng.normal(size=(INPUTS + 1, outputs))
    with torch.no_grad():
        layer.weight[:] = torch.from_numpy(start[:-1].T)
        layer.bias[:] = torch.from_numpy(start[-1])
    rows, truth = torch.from_numpy(x), torch.from_numpy(target)
    if classes == 2:
        by_row = torch.from_numpy(weights[target])
        loss_of = nn.BCEWithLogitsLoss(weight=by_row)
        value = lambda: loss_of(layer(rows)[:, 0], truth.double())  # noqa: E731
    else:
        loss_of = nn.CrossEntropyLoss(weight=torch.from_numpy(weights))
        value = lambda: loss_of(layer(rows), truth)  # noqa: E731
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.3)
    losses, gradients = [], []
    for _step in range(steps):
        optimizer.zero_grad()
        loss = value()
        loss.backward()
        losses.append(loss.item())
        gradients.append(np.vstack([layer.weight.grad.numpy().T, layer.bias.grad.numpy()]).tolist())
        optimizer.step()
    end = np.vstack([layer.weight.detach().numpy().T, layer.bias.detach().numpy()])
    return {
        "classes": classes,
        "x": x.tolist(),
        "target": target.tolist(),
        "weights": weights.tolist(),
        "start": start.tolist(),
        "losses": losses,
        "gradients": gradients,
        "end": end.tolist(),
    }


def main() -> None:
    data = {"made_by": f"PyTorch {torch.__version__}", "cases": [case(classes, 5) for classes in (2, 3, 4)]}
    FILE.write_text(json.dumps(data) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
