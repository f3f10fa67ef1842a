"""The others: PyTorch, scikit-learn and compiled loops. Each runner is made for a case and takes so many training steps.

Raises ImportError where the library is not installed.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from engine.training.session import Session
from tests.bench import recorded_calls, textbook
from tests.bench.cases import Case

Runner = Callable[[int], object]

LIMIT = 0.9  # of the steps per second of the bare recorded calls


def engine(case: Case) -> Runner:
    """The real thing: a session with its loss, metric and gradient norms measured into its history, run as the app does."""
    session = Session(case.recipe(), case.data())

    def run(steps: int) -> int:
        with np.errstate(all="ignore"):  # numbers that are not finite are looked for, not warned of
            return session.advance(steps)

    return run


def pytorch(case: Case, threads: int = 1) -> Runner:
    """Eager, one thread or so many, float32, fused Adam; the batches of an epoch are cut from one shuffled tensor."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    x, target = case.rows_and_classes()
    xs = torch.tensor(x, dtype=torch.float32)
    single = case.sizes[-1] == 1
    ts = torch.tensor(target, dtype=torch.float32)[:, None] if single else torch.tensor(target)
    layers: list[nn.Module] = []
    for a, b in zip(case.sizes[:-1], case.sizes[1:], strict=True):
        layers += [nn.Linear(a, b), nn.Tanh() if case.activation == "tanh" else nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    loss = nn.BCEWithLogitsLoss() if single else nn.CrossEntropyLoss()
    adam = case.optimizer == "adam"
    rule = torch.optim.Adam(net.parameters(), lr=case.lr, fused=True) if adam else torch.optim.SGD(net.parameters(), lr=case.lr)
    batches: list[tuple[torch.Tensor, torch.Tensor]] = []

    def run(steps: int) -> None:
        for _ in range(steps):
            if not batches:
                order = torch.randperm(len(xs))
                batches.extend(zip(xs[order].split(case.batch), ts[order].split(case.batch), strict=True))
            rows, goal = batches.pop()
            rule.zero_grad()
            loss(net(rows), goal).backward()
            rule.step()

    return run


def scikit_learn(case: Case) -> Runner:
    """MLPClassifier.fit, whole epochs, going on from where it was."""
    from sklearn.neural_network import MLPClassifier

    x, target = case.rows_and_classes()
    x = x.astype(np.float32)
    per_epoch = -(-case.rows // case.batch)
    net = MLPClassifier(
        hidden_layer_sizes=case.sizes[1:-1],
        activation=case.activation,
        solver=case.optimizer,
        batch_size=case.batch,
        learning_rate_init=case.lr,
        alpha=0,
        momentum=0,
        tol=0,
        n_iter_no_change=10**9,
        warm_start=True,
    )

    def run(steps: int) -> int:
        net.max_iter = -(-steps // per_epoch)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says after each call that it has not converged
            net.fit(x, target)
        return net.max_iter * per_epoch

    return run


def numba(case: Case) -> Runner:
    """Loops compiled for this machine: about the limit on small networks."""
    from tests.bench.compiled import runner

    return runner(case)


PEERS: dict[str, Callable[[Case], Runner]] = {
    "engine": engine,
    "pytorch": pytorch,
    "scikit-learn": scikit_learn,
    "textbook": textbook.runner,
    "recorded calls": recorded_calls.runner,
    "numba": numba,
}
