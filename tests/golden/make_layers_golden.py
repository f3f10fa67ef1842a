"""Writes layers.json: what PyTorch's BatchNorm1d, LayerNorm and residual blocks say, in float64. Run again only when it grows:

    python -m venv torch-venv; torch-venv/bin/pip install torch==2.13.0 numpy
    torch-venv/bin/python -m tests.golden.make_layers_golden

Knows nothing of the engine but the names of its layers and settings, so that an error there is not repeated here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

FILE = Path(__file__).with_name("layers.json")
ROWS = (7, 5, 7, 2, 7, 7, 3, 7, 7, 4)  # of ten training batches, one after the other
UNITS = 3


class Around(nn.Module):
    """x + f(x)."""

    def __init__(self, *inside: nn.Module) -> None:
        super().__init__()
        self.f = nn.Sequential(*inside)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.f(x)


# name: the engine's layer as plain data, and PyTorch's module for it
CASES: dict[str, tuple[dict[str, Any], Callable[[], nn.Module]]] = {
    "batch_norm": ({"kind": "batch_norm"}, lambda: nn.BatchNorm1d(UNITS)),
    "batch_norm with other settings": (
        {"kind": "batch_norm", "momentum": 0.3, "epsilon": 0.01},
        lambda: nn.BatchNorm1d(UNITS, eps=0.01, momentum=0.3),
    ),
    "layer_norm": ({"kind": "layer_norm"}, lambda: nn.LayerNorm(UNITS)),
    "layer_norm with another epsilon": ({"kind": "layer_norm", "epsilon": 0.05}, lambda: nn.LayerNorm(UNITS, eps=0.05)),
    "residual": (
        {"kind": "residual", "inside": [{"kind": "dense", "units": 5, "activation": {"kind": "tanh"}}]},
        lambda: Around(nn.Linear(UNITS, 5), nn.Tanh(), nn.Linear(5, UNITS)),
    ),
    "residual with norms inside": (
        {
            "kind": "residual",
            "inside": [
                {"kind": "batch_norm"},
                {"kind": "activation", "activation": {"kind": "sigmoid"}},
                {"kind": "dense", "units": 4, "activation": {"kind": "identity"}},
                {"kind": "layer_norm"},
                {"kind": "residual", "inside": [{"kind": "dense", "units": 2, "activation": {"kind": "tanh"}}]},
            ],
        },
        lambda: Around(
            nn.BatchNorm1d(UNITS),
            nn.Sigmoid(),
            nn.Linear(UNITS, 4),
            nn.LayerNorm(4),
            Around(nn.Linear(4, 2), nn.Tanh(), nn.Linear(2, 4)),
            nn.Linear(4, UNITS),
        ),
    ),
}


def trained(net: nn.Module, gradient: bool = False) -> list[float]:
    """Trained numbers, or their gradients, as the engine lays them out: a weight matrix is (units_in, units)."""
    parts = ((p.grad if gradient else p, isinstance(m, nn.Linear)) for m in net.modules() for p in m.parameters(recurse=False))
    return torch.cat([(part.T if linear and part.ndim == 2 else part).detach().flatten() for part, linear in parts]).tolist()


def kept(net: nn.Module) -> list[float]:
    """Running means and variances."""
    norms = [m for m in net.modules() if isinstance(m, nn.BatchNorm1d)]
    return torch.cat([part for norm in norms for part in (norm.running_mean, norm.running_var)]).tolist() if norms else []


def case(settings: dict[str, Any], make: Callable[[], nn.Module], seed: int) -> dict[str, Any]:
    """Ten batches in training mode with the gradients of the last, Σ y r for given r; then the same rows when predicting."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    net = make()
    with torch.no_grad():
        for p in net.parameters():
            p.add_(torch.tensor(rng.normal(0, 0.3, tuple(p.shape))))
    batches = [rng.normal(rng.normal(0, 3), rng.uniform(0.1, 3), (rows, UNITS)) for rows in ROWS]
    found: dict[str, Any] = {"layer": settings, "theta": trained(net), "batches": [b.tolist() for b in batches]}
    for batch in batches:
        x = torch.tensor(batch, requires_grad=True)
        y = net(x)
    r = torch.tensor(rng.normal(size=tuple(y.shape)))
    (y * r).sum().backward()
    found |= {"train": y.tolist(), "dy": r.tolist(), "dx": x.grad.tolist(), "grad": trained(net, True), "buffers": kept(net)}
    net.eval()
    with torch.no_grad():
        found["predict"] = net(x).tolist()
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    cases = {name: case(*about, seed=seed) for seed, (name, about) in enumerate(CASES.items(), start=1)}
    FILE.write_text(json.dumps({"torch": torch.__version__, "cases": cases}) + "\n", encoding="utf-8")
