"""Writes pytorch.json: what PyTorch says, in float64. Run again only when a family grows:

    python -m venv torch-venv; torch-venv/bin/pip install torch==2.13.0 numpy; torch-venv/bin/python -m tests.golden.make_golden

Knows nothing of the engine but the names of its entries, so that an error there is not repeated here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

FILE = Path(__file__).with_name("pytorch.json")
KEPT = (1, 2, 10, 100)  # steps after which the weights are written down

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "leaky_relu": F.leaky_relu,
    "identity": lambda z: z * 1,
    "sign": torch.sign,
}

# engine name: the settings that the engine's entry is made with, and PyTorch's optimizer for them
OPTIMIZERS: dict[str, tuple[dict[str, float], Callable[..., torch.optim.Optimizer]]] = {
    "sgd": ({"lr": 0.1}, lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": ({"lr": 0.05, "beta": 0.9}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    "adagrad": ({"lr": 0.05}, lambda p: torch.optim.Adagrad(p, lr=0.05)),
    "rmsprop": ({"lr": 0.01}, lambda p: torch.optim.RMSprop(p, lr=0.01)),
    "adam": ({"lr": 0.02}, lambda p: torch.optim.Adam(p, lr=0.02)),
}

LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy 2": lambda s, t: F.binary_cross_entropy_with_logits(s[:, 0], t.double()),
    "cross_entropy 3": F.cross_entropy,
    "mse 0": lambda s, t: F.mse_loss(s[:, 0], t),
    "mse 2": lambda s, t: F.mse_loss(s[:, 0], 2.0 * t - 1),
    "mse 3": lambda s, t: F.mse_loss(s, 2.0 * F.one_hot(t, 3).double() - 1),
    "mae 0": lambda s, t: F.l1_loss(s[:, 0], t),
    "mae 2": lambda s, t: F.l1_loss(s[:, 0], 2.0 * t - 1),
    "mae 3": lambda s, t: F.l1_loss(s, 2.0 * F.one_hot(t, 3).double() - 1),
}


def activations() -> dict[str, Any]:
    """z, f(z) and f'(z) of each."""
    points = np.concatenate([np.linspace(-6, 6, 25), [-40.0, -1e-3, 1e-3, 40.0]])
    found = {}
    for name, f in ACTIVATIONS.items():
        z = torch.tensor(points, requires_grad=True)
        a = f(z)
        a.sum().backward()
        found[name] = {"z": points.tolist(), "a": a.tolist(), "slope": z.grad.tolist()}
    return found


def losses() -> dict[str, Any]:
    """Value and gradient of each for given scores (rows, outputs). The number after the name is that of classes, 0 a number."""
    rng, found = np.random.default_rng(1), {}
    for name, f in LOSSES.items():
        classes = int(name[-1])
        points = rng.normal(0, 3, (9, classes if classes > 2 else 1))
        points[0], points[1] = 30 * points[0], -30 * points[1]
        target = torch.tensor(rng.integers(0, classes, 9) if classes else rng.normal(size=9))
        scores = torch.tensor(points, requires_grad=True)
        value = f(scores, target)
        value.backward()
        found[name] = {
            "scores": points.tolist(),
            "target": target.tolist(),
            "value": value.item(),
            "gradient": scores.grad.tolist(),
        }
    return found


def flat(net: nn.Sequential) -> list[float]:
    """Weights as the engine lays them out: per layer (units_in, units), then the biases."""
    linear = [layer for layer in net if isinstance(layer, nn.Linear)]
    return torch.cat([part for layer in linear for part in (layer.weight.T.flatten(), layer.bias)]).tolist()


def optimizers() -> dict[str, Any]:
    """3-5-4-1, tanh and sigmoid, cross entropy: 100 steps over batches of 4, 4 and 3 rows in turn."""
    rng = np.random.default_rng(2)
    x, target = rng.normal(size=(11, 3)), rng.integers(0, 2, 11)
    found: dict[str, Any] = {"x": x.tolist(), "target": target.tolist(), "batch": 4, "runs": {}}
    for name, (settings, make) in OPTIMIZERS.items():
        torch.manual_seed(3)
        net = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 1))
        optimizer = make(net.parameters())
        run: dict[str, Any] = {"settings": settings, "start": flat(net), "theta": {}, "losses": []}
        for step in range(max(KEPT)):
            rows = slice(4 * (step % 3), min(4 * (step % 3) + 4, 11))
            optimizer.zero_grad()
            loss = LOSSES["cross_entropy 2"](net(torch.tensor(x[rows])), torch.tensor(target[rows]))
            loss.backward()
            optimizer.step()
            run["losses"].append(loss.item())
            if step + 1 in KEPT:
                run["theta"][str(step + 1)] = flat(net)
        found["runs"][name] = run
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    golden = {"torch": torch.__version__, "activations": activations(), "losses": losses(), "optimizers": optimizers()}
    FILE.write_text(json.dumps(golden) + "\n", encoding="utf-8")
