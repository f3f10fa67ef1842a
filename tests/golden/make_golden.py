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
from torch import Tensor

FILE = Path(__file__).with_name("pytorch.json")

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda z: z * 1,
    "sign": torch.sign,
    "leaky_relu": F.leaky_relu,
    "leaky_relu 0.3": lambda z: F.leaky_relu(z, 0.3),
    "prelu": lambda z: F.prelu(z, torch.tensor([0.25])),
    "prelu -0.4": lambda z: F.prelu(z, torch.tensor([-0.4])),
    "elu": F.elu,
    "elu 0.5": lambda z: F.elu(z, 0.5),
    "elu 2.5": lambda z: F.elu(z, 2.5),
    "selu": F.selu,
    "softsign": F.softsign,
    "hard_tanh": F.hardtanh,
    "hard_sigmoid": lambda z: F.relu6(z + 3) / 6,  # F.hardsigmoid has its 1/6 in float32 in the backward pass, even for float64
    "softplus": F.softplus,
    "gelu": F.gelu,
    "gelu tanh": lambda z: F.gelu(z, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "sine": torch.sin,
    "softmax": lambda z: torch.softmax(z, -1),
}
# what the word after the name is
ACTIVATION_SETTINGS: dict[str, dict[str, float | str]] = {
    "leaky_relu 0.3": {"leak": 0.3},
    "prelu -0.4": {"start_slope": -0.4},
    "elu 0.5": {"alpha": 0.5},
    "elu 2.5": {"alpha": 2.5},
    "gelu tanh": {"formula": "tanh"},
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
    "huber 0": lambda s, t: F.huber_loss(s[:, 0], t),
    "huber 2": lambda s, t: F.huber_loss(s[:, 0], 2.0 * t - 1),
    "huber 3": lambda s, t: F.huber_loss(s, 2.0 * F.one_hot(t, 3).double() - 1),
    "huber 0 delta": lambda s, t: F.huber_loss(s[:, 0], t, delta=2.5),
    "log_cosh 0": lambda s, t: torch.log(torch.cosh(s[:, 0] - t)).mean(),
    "log_cosh 2": lambda s, t: torch.log(torch.cosh(s[:, 0] - (2.0 * t - 1))).mean(),
    "log_cosh 3": lambda s, t: torch.log(torch.cosh(s - (2.0 * F.one_hot(t, 3).double() - 1))).mean(),
    "hinge 2": lambda s, t: F.relu(1 - s[:, 0] * (2.0 * t - 1)).mean(),
    "hinge 3": F.multi_margin_loss,
    "cross_entropy 2 smoothing": lambda s, t: F.cross_entropy(torch.cat([0 * s, s], 1), t, label_smoothing=0.15),
    "cross_entropy 3 smoothing": lambda s, t: F.cross_entropy(s, t, label_smoothing=0.15),
    "perceptron 2": lambda s, t: F.relu(-s[:, 0] * (2.0 * t - 1)).mean(),
    "zero_one 2": lambda s, t: ((torch.sign(s[:, 0]) - (2.0 * t - 1)) ** 2 / 4).mean(),
    "tanh_mse 2": lambda s, t: F.mse_loss(torch.tanh(s[:, 0]), 2.0 * t - 1),
    "tanh_mse 3": lambda s, t: F.mse_loss(torch.tanh(s), 2.0 * F.one_hot(t, 3).double() - 1),
}
LOSS_SETTINGS: dict[str, dict[str, float]] = {
    "huber 0 delta": {"delta": 2.5},
    "cross_entropy 2 smoothing": {"smoothing": 0.15},
    "cross_entropy 3 smoothing": {"smoothing": 0.15},
}


def activations() -> dict[str, Any]:
    """z, f(z), f'(z), and what the gradient of some weighted sum of f(z) is; softmax takes all points as units of one row."""
    points = np.concatenate([np.linspace(-6, 6, 25), [-40.0, -1e-3, 1e-3, 40.0]])
    da = np.random.default_rng(4).normal(size=points.size)
    found = {}
    for name, f in ACTIVATIONS.items():
        z = torch.tensor(points, requires_grad=True)
        a = f(z)
        jacobian = torch.autograd.functional.jacobian(f, z)
        found[name] = {
            "settings": ACTIVATION_SETTINGS.get(name, {}),
            "z": points.tolist(),
            "a": a.tolist(),
            "slope": jacobian.diagonal().tolist(),
            "da": da.tolist(),
            "dz": (torch.tensor(da) @ jacobian).tolist(),
        }
    return found


def losses() -> dict[str, Any]:
    """Value and gradient of each for given scores (rows, outputs). The digit after the name counts classes, 0 is a number."""
    rng, found = np.random.default_rng(1), {}
    for name, f in LOSSES.items():
        classes = int(name.split()[1])
        points = rng.normal(0, 3, (9, classes if classes > 2 else 1))
        points[0], points[1] = 30 * points[0], -30 * points[1]
        target = torch.tensor(rng.integers(0, classes, 9) if classes else rng.normal(size=9))
        scores = torch.tensor(points, requires_grad=True)
        value = f(scores, target)
        value.backward()
        found[name] = {
            "settings": LOSS_SETTINGS.get(name, {}),
            "scores": points.tolist(),
            "target": target.tolist(),
            "value": value.item(),
            "gradient": scores.grad.tolist(),
        }
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    golden = {"torch": torch.__version__, "activations": activations(), "losses": losses()}
    FILE.write_text(json.dumps(golden) + "\n", encoding="utf-8")
