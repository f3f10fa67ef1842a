"""Writes training.json: how PyTorch trains, in float64. Run again only when a family grows:

    python -m venv torch-venv; torch-venv/bin/pip install torch==2.13.0 numpy
    torch-venv/bin/python -m tests.golden.make_training_golden

Knows nothing of the engine but the names of its entries, so that an error there is not repeated here.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim import lr_scheduler

FILE = Path(__file__).with_name("training.json")
KEPT = (1, 2, 10, 100)  # steps after which the weights are written down

Made = Callable[..., torch.optim.Optimizer]

# engine name, and a word for other settings: the settings of the engine's entry, and PyTorch's optimizer for them
OPTIMIZERS: dict[str, tuple[dict[str, float], Made]] = {
    "sgd": ({"lr": 0.1}, lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": ({"lr": 0.05}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    "momentum less": ({"lr": 0.05, "beta": 0.6}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.6)),
    "nesterov": ({"lr": 0.05}, lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True)),
    "adagrad": ({"lr": 0.05}, lambda p: torch.optim.Adagrad(p, lr=0.05)),
    "rmsprop": ({"lr": 0.01}, lambda p: torch.optim.RMSprop(p, lr=0.01)),
    "rmsprop short": ({"lr": 0.01, "decay": 0.8, "eps": 1e-3}, lambda p: torch.optim.RMSprop(p, lr=0.01, alpha=0.8, eps=1e-3)),
    "adadelta": ({}, torch.optim.Adadelta),
    "adadelta short": (
        {"lr": 0.5, "decay": 0.7, "eps": 1e-4},
        lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.7, eps=1e-4),
    ),
    "adam": ({"lr": 0.02}, lambda p: torch.optim.Adam(p, lr=0.02)),
    "adam short": (
        {"lr": 0.02, "beta1": 0.5, "beta2": 0.9, "eps": 1e-3},
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), eps=1e-3),
    ),
    "adamw": ({"lr": 0.02}, lambda p: torch.optim.AdamW(p, lr=0.02)),
    "adamw strong": ({"lr": 0.02, "decay": 0.3}, lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.3)),
    "nadam": ({"lr": 0.02}, lambda p: torch.optim.NAdam(p, lr=0.02)),
    "nadam short": (
        {"lr": 0.02, "beta1": 0.8, "beta2": 0.9, "decay": 0.1},
        lambda p: torch.optim.NAdam(p, lr=0.02, betas=(0.8, 0.9), momentum_decay=0.1),
    ),
    "amsgrad": ({"lr": 0.02}, lambda p: torch.optim.Adam(p, lr=0.02, amsgrad=True)),
    "amsgrad short": (
        {"lr": 0.02, "beta1": 0.5, "beta2": 0.9},
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.5, 0.9), amsgrad=True),
    ),
}


class Net(nn.Sequential):
    """3-5-4-1 with tanh and sigmoid, and cross entropy."""

    def __init__(self) -> None:
        torch.manual_seed(3)
        super().__init__(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 1))

    def linear(self) -> list[nn.Linear]:
        return [layer for layer in self if isinstance(layer, nn.Linear)]

    def weights(self) -> Iterator[Tensor]:
        return (layer.weight for layer in self.linear())

    def flat(self) -> list[float]:
        """Weights as the engine lays them out: per layer (units_in, units), then the biases."""
        return torch.cat([part for layer in self.linear() for part in (layer.weight.T.flatten(), layer.bias)]).tolist()


def l2(net: Net) -> Tensor:
    return 0.5 * 0.02 * sum((w * w).sum() for w in net.weights())


def l1(net: Net) -> Tensor:
    return 0.01 * sum(w.abs().sum() for w in net.weights())


def elastic(net: Net) -> Tensor:
    return 0.02 * (0.25 * sum(w.abs().sum() for w in net.weights()) + 0.375 * sum((w * w).sum() for w in net.weights()))


def decayed(net: Net) -> torch.optim.Optimizer:
    """AdamW, which decays the weights and leaves out the biases: Adam with the penalty 'weight decay'."""
    biases = [layer.bias for layer in net.linear()]
    groups = [{"params": list(net.weights())}, {"params": biases, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.02, weight_decay=0.3)


def by_layer(net: Net) -> torch.optim.Optimizer:
    """Adam with the first layer at three times the rate and the second frozen."""
    first, second, third = net.linear()
    for p in second.parameters():
        p.requires_grad_(False)
    return torch.optim.Adam([{"params": list(first.parameters()), "lr": 0.06}, {"params": list(third.parameters())}], lr=0.02)


def max_norm(net: Net) -> None:
    with torch.no_grad():
        for w in net.weights():
            w.mul_((0.8 / w.norm(dim=1, keepdim=True)).clamp(max=1.0))  # torch.renorm adds 1e-7 to the norm


class StopsAtZero:
    """L1 as TensorFlow Playground has it, after a step with Adam: a weight that the penalty takes across 0 is dead for good."""

    def before(self, net: Net) -> None:
        self.signs = [w.detach().sign() for w in net.weights()]

    def after(self, net: Net) -> None:
        with torch.no_grad():
            for w, sign in zip(net.weights(), self.signs, strict=True):
                moved = w - 0.02 * 0.3 * sign
                is_dead = (sign == 0) | (w * moved < 0)
                w.copy_(torch.where(is_dead, torch.zeros_like(w), moved))


STOPS = StopsAtZero()

# name: optimizer, penalty on the loss, clipping, schedule (one step of it per step), what comes after a step
Parts = tuple[
    Callable[[Net], torch.optim.Optimizer],
    Callable[[Net], Tensor] | None,
    Callable[[Net], Any] | None,
    Callable[[torch.optim.Optimizer], Any] | None,
    Callable[[Net], None] | None,
]
STEPS: dict[str, Parts] = {
    "l2": (lambda n: torch.optim.SGD(n.parameters(), lr=0.1), l2, None, None, None),
    "l1": (lambda n: torch.optim.Adam(n.parameters(), lr=0.02), l1, None, None, None),
    "elastic_net": (lambda n: torch.optim.SGD(n.parameters(), lr=0.1), elastic, None, None, None),
    "weight_decay": (decayed, None, None, None, None),
    "max_norm": (lambda n: torch.optim.SGD(n.parameters(), lr=0.1), None, None, None, max_norm),
    "l1_stop": (lambda n: torch.optim.Adam(n.parameters(), lr=0.02), None, STOPS.before, None, STOPS.after),
    "norm": (
        lambda n: torch.optim.SGD(n.parameters(), lr=0.5),
        None,
        lambda n: nn.utils.clip_grad_norm_(n.parameters(), 0.2),
        None,
        None,
    ),
    "value": (
        lambda n: torch.optim.SGD(n.parameters(), lr=0.5),
        None,
        lambda n: nn.utils.clip_grad_value_(n.parameters(), 0.05),
        None,
        None,
    ),
    "by_layer": (by_layer, None, lambda n: nn.utils.clip_grad_norm_(n.parameters(), 0.1), None, None),
    "everything": (
        lambda n: torch.optim.NAdam(n.parameters(), lr=0.02),
        l2,
        lambda n: nn.utils.clip_grad_norm_(n.parameters(), 0.2),
        lambda o: lr_scheduler.OneCycleLR(o, 0.02, total_steps=100, cycle_momentum=False),
        None,
    ),
}

# engine name, and a word: the settings of the engine's entry, steps per epoch, PyTorch's schedule, whether it moves each step
SCHEDULES: dict[str, tuple[dict[str, Any], int, Callable[[torch.optim.Optimizer], Any], bool]] = {
    "step": ({"every": 7, "factor": 0.3}, 4, lambda o: lr_scheduler.StepLR(o, 7, 0.3), False),
    "exponential": ({"factor": 0.9}, 1, lambda o: lr_scheduler.ExponentialLR(o, 0.9), True),
    "cosine": (
        {"epochs": 10, "lowest": 0.1},
        5,
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 10, eta_min=0.1 * 0.4),
        True,
    ),
    "cosine growing": (
        {"epochs": 3, "growth": 2},
        5,
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 3, T_mult=2),
        True,
    ),
    "cosine warm": (
        {"epochs": 12, "warm_up": 5},
        1,
        lambda o: lr_scheduler.SequentialLR(
            o,
            [
                lr_scheduler.LinearLR(o, 0.01, total_iters=5),
                lr_scheduler.CosineAnnealingWarmRestarts(o, 12),
            ],
            [5],
        ),
        True,
    ),
    "one_cycle": (
        {"epochs": 10},
        6,
        lambda o: lr_scheduler.OneCycleLR(o, 0.4, total_steps=60, cycle_momentum=False),
        True,
    ),
    "one_cycle steep": (
        {"epochs": 60, "rise": 0.1, "start": 10.0, "end": 100.0},
        1,
        lambda o: lr_scheduler.OneCycleLR(
            o, 0.4, total_steps=60, pct_start=0.1, div_factor=10, final_div_factor=100, cycle_momentum=False
        ),
        True,
    ),
}
PLATEAUS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "plain": ({"patience": 2, "factor": 0.5}, {"patience": 2, "factor": 0.5}),
    "resting": (
        {"patience": 1, "factor": 0.5, "rest": 3, "least": 0.05, "lowest": 0.03},
        {"patience": 1, "factor": 0.5, "cooldown": 3, "threshold": 0.05, "min_lr": 0.03},
    ),
    "none": ({}, {}),
}


def train(net: Net, parts: Parts, x: np.ndarray, target: np.ndarray, batch: int) -> Iterator[float]:
    """Yields the loss on the data before each step; 100 steps over the batches in turn."""
    make, penalty, clip, schedule, after = parts
    optimizer = make(net)
    moves = None if schedule is None else schedule(optimizer)
    for step in range(max(KEPT)):
        rows = slice(batch * (step % 3), min(batch * (step % 3) + batch, len(x)))
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(net(torch.tensor(x[rows]))[:, 0], torch.tensor(target[rows]).double())
        (loss if penalty is None else loss + penalty(net)).backward()
        if clip is not None:
            clip(net)
        optimizer.step()
        if after is not None:
            after(net)
        if moves is not None and step + 1 < max(KEPT):
            moves.step()
        yield loss.item()


def runs(all_parts: dict[str, tuple[dict[str, float], Parts]]) -> dict[str, Any]:
    """Batches of 4, 4 and 3 rows in turn."""
    rng = np.random.default_rng(2)
    x, target = rng.normal(size=(11, 3)), rng.integers(0, 2, 11)
    found: dict[str, Any] = {"x": x.tolist(), "target": target.tolist(), "batch": 4, "runs": {}}
    for name, (settings, parts) in all_parts.items():
        net = Net()
        run: dict[str, Any] = {"settings": settings, "start": net.flat(), "theta": {}, "losses": []}
        for step, loss in enumerate(train(net, parts, x, target, 4), start=1):
            run["losses"].append(loss)
            if step in KEPT:
                run["theta"][str(step)] = net.flat()
        found["runs"][name] = run
    return found


def optimizers() -> dict[str, Any]:
    def parts(make: Made) -> Parts:
        return (lambda net: make(net.parameters())), None, None, None, None

    return runs({name: (settings, parts(make)) for name, (settings, make) in OPTIMIZERS.items()})


def steps() -> dict[str, Any]:
    return runs({name: ({}, parts) for name, parts in STEPS.items()})


def schedules() -> dict[str, Any]:
    """The rate of each of 60 steps, of a learning rate of 0.4."""
    found = {}
    for name, (settings, per_epoch, make, each_step) in SCHEDULES.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
        schedule, rates = make(optimizer), []
        for step in range(60):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if isinstance(schedule, lr_scheduler.CosineAnnealingWarmRestarts):
                schedule.step((step + 1) / per_epoch)
            elif step < 59 and (each_step or (step + 1) % per_epoch == 0):
                schedule.step()
        found[name] = {"settings": settings, "lr": 0.4, "per_epoch": per_epoch, "rates": rates}
    return found


def plateaus() -> dict[str, Any]:
    """The rate after each of 80 epochs with these losses."""
    rng, found = np.random.default_rng(5), {}
    losses = (np.exp(-np.arange(80) / 15) + 0.2 + rng.normal(0, 0.02, 80)).tolist()
    for name, (settings, theirs) in PLATEAUS.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
        schedule, rates = lr_scheduler.ReduceLROnPlateau(optimizer, **theirs), []
        for loss in losses:
            schedule.step(loss)
            rates.append(optimizer.param_groups[0]["lr"])
        found[name] = {"settings": settings, "lr": 0.4, "losses": losses, "rates": rates}
    return found


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    warnings.simplefilter("ignore")  # schedules that are asked for a fraction of an epoch say that this form is old
    golden = {"torch": torch.__version__, "optimizers": optimizers(), "steps": steps(), "schedules": schedules()}
    FILE.write_text(json.dumps(golden | {"plateaus": plateaus()}) + "\n", encoding="utf-8")
