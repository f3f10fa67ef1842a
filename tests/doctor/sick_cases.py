"""The sick ones of the collection: networks with a known trouble, made from cause, data, shape and seed.

To add a cause, write a generator with `@_cause(name)`: it takes a seed and yields cases. The twin of a case is the same recipe
without the cause; a case whose twin does no better is no case (see `trials`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from engine.data.datasets import DATASETS
from engine.nn.activations import Identity, ReLU, Sigmoid, Sign, Tanh
from engine.nn.initializers import INITIALIZERS, Normal
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from tests.doctor import tables
from tests.doctor.cases import Case, layers, plain, recipe, with_layers, with_rate

Generator = Callable[[int], Iterator[Case]]
CAUSES: dict[str, Generator] = {}


def sick(seed: int) -> list[Case]:
    """Of each cause, those of one seed."""
    return [case for make in CAUSES.values() for case in make(seed)]


def _cause(name: str) -> Callable[[Generator], Generator]:
    def register(make: Generator) -> Generator:
        CAUSES[name] = make
        return make

    return register


def _rng(seed: int, cause: str) -> np.random.Generator:
    return np.random.default_rng([seed, *cause.encode()])


@_cause("no_slope")
def sign(seed: int) -> Iterator[Case]:
    rng, bases = _rng(seed, "sign"), plain(seed)
    one = recipe(seed, "circle", *layers(1))
    for name in ("circle 4-2", "xor 4", "iris 6", "plane 4", "three arms 8-8 adam"):
        stepped = with_layers(bases[name], lambda layer: replace(layer, activation=Sign()))
        yield Case(f"sign: {name}", "no_slope", stepped, int(rng.integers(50, 3000)), bases[name])
    yield Case("sign: one neuron", "no_slope", with_layers(one, lambda layer: replace(layer, activation=Sign())), 300, one)


@_cause("vanishing_gradient")
def vanishing(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "vanishing")
    for data in ("circle", "xor", "three_arms", "iris"):
        depth, width = int(rng.integers(6, 11)), int(rng.integers(4, 9))
        deep = recipe(seed, data, *layers(*[width] * depth, activation=Sigmoid()))
        twin = recipe(seed, data, *layers(*[width] * depth, activation=ReLU()), lr=0.01)
        yield Case(f"vanishing: {data} {depth} × {width} sigmoid", "vanishing_gradient", deep, int(rng.integers(200, 3000)), twin)
    depth = int(rng.integers(5, 8))
    small = recipe(seed, "circle", *[Dense(8, Tanh(), Normal(0.05))] * depth)
    twin = recipe(seed, "circle", *layers(*[8] * depth))
    yield Case(
        f"vanishing: circle {depth} × 8 tanh, small weights", "vanishing_gradient", small, int(rng.integers(200, 2000)), twin
    )


@_cause("exploding_gradient")
def exploding(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "exploding")
    for data, f in (("circle", ReLU()), ("xor", ReLU()), ("iris", ReLU()), ("three_arms", ReLU()), ("plane", ReLU())):
        depth, width, scale = int(rng.integers(7, 10)), int(rng.integers(6, 13)), float(rng.uniform(1.4, 2.2))
        steps = int(rng.choice([0, 0, 20, 200]))
        hot = recipe(seed, data, *[Dense(width, f, Normal(scale))] * depth, lr=0.01)
        twin = recipe(seed, data, *layers(*[width] * depth, activation=f), lr=0.01)
        yield Case(
            f"exploding: {data} {depth} × {width}, weights {scale:.1f}, at {steps}", "exploding_gradient", hot, steps, twin
        )


@_cause("dead_units")
def dead(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "dead")
    for data, units in (("circle", (8,)), ("xor", (6, 4)), ("iris", (8,)), ("multi_gaussian", (8, 8))):
        f = ReLU()
        twin = recipe(seed, data, *layers(*units, activation=f), optimizer="adam", lr=0.01)
        bias, place = -float(rng.uniform(9, 10)), int(rng.integers(len(units)))
        blocks = list(twin.blocks)
        blocks[place] = replace(blocks[place], layer=replace(blocks[place].layer, bias=bias))
        steps = int(rng.choice([0, 100, 400]))
        yield Case(
            f"dead: {data} {units}, bias {bias:.0f}, at {steps}", "dead_units", replace(twin, blocks=tuple(blocks)), steps, twin
        )


@_cause("saturated_units")
def saturated(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "saturated")
    for data, units, f in (
        ("circle", (8, 4), Tanh()),
        ("xor", (6, 6), Sigmoid()),
        ("iris", (8,), Tanh()),
        ("three_arms", (8, 8), Tanh()),
    ):
        twin = recipe(seed, data, *layers(*units, activation=f))
        scale, steps = float(rng.uniform(8, 16)), int(rng.choice([0, 50, 300]))
        wide = with_layers(twin, lambda layer, scale=scale: replace(layer, weights=Normal(scale)))
        yield Case(f"saturated: {data} {units}, weights {scale:.0f}, at {steps}", "saturated_units", wide, steps, twin)


@_cause("rate_too_small")
def small_rate(seed: int) -> Iterator[Case]:
    rng, bases = _rng(seed, "small"), plain(seed)
    for name in ("circle 4-2", "xor 4", "iris 6", "multi-gaussian 16-8 adam", "blobs 6 relu", "gaussian 2"):
        base = bases[name]
        lr = base.optimizer.lr * float(10 ** rng.uniform(-5, -2.7))
        yield Case(f"small rate: {name}, {lr:.0e}", "rate_too_small", with_rate(base, lr), int(rng.integers(300, 2500)), base)


@_cause("rate_too_large")
def large_rate(seed: int) -> Iterator[Case]:
    rng, bases = _rng(seed, "large"), plain(seed)
    for name, low, high in (
        ("circle 4-2", 2.0, 10.0),
        ("xor 4", 2.0, 10.0),
        ("iris 6", 3.0, 10.0),
        ("multi-gaussian 16-8 adam", 0.5, 5.0),
        ("three arms 8-8 adam", 0.5, 5.0),
        ("plane 4", 1.0, 10.0),
        ("demand 12 relu", 0.5, 10.0),
    ):
        lr = float(f"{np.exp(rng.uniform(np.log(low), np.log(high))):.2g}")
        yield Case(
            f"large rate: {name}, {lr}", "rate_too_large", with_rate(bases[name], lr), int(rng.integers(150, 2000)), bases[name]
        )


@_cause("symmetric_start")
def symmetric(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "symmetric")
    for data, units in (("circle", (4, 2)), ("xor", (6,)), ("iris", (8,)), ("multi_gaussian", (8, 4))):
        twin = recipe(seed, data, *layers(*units), optimizer="adam", lr=0.01)
        start = INITIALIZERS[str(rng.choice(["zeros", "constant"]))]()
        alike = with_layers(twin, lambda layer, start=start: replace(layer, weights=start))
        steps = int(rng.choice([0, 100, 1000]))
        alike = replace(alike, output_weights=start)
        yield Case(f"symmetric: {data} {units} {start.kind}, at {steps}", "symmetric_start", alike, steps, twin)


@_cause("one_line")
def one_line(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "line")
    for data in ("xor", "circle", "three_arms", "multi_gaussian"):
        steps = int(rng.integers(500, 4000))
        twin = recipe(seed, data, *layers(8, 8), optimizer="adam", lr=0.01)
        yield Case(f"one line: {data}", "one_line", recipe(seed, data), steps, twin)
    linear = recipe(seed, "xor", *layers(4, 2, activation=Identity()))
    yield Case(
        "one line: xor, linear layers", "one_line", linear, int(rng.integers(500, 3000)), recipe(seed, "xor", *layers(4, 2))
    )


@_cause("few_neurons")
def few_neurons(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "few")
    ten = tables.table(*tables.blobs(seed, 10, 600, 6))
    for data, units, enough in (
        ("circle", (1,), (8,)),
        ("xor", (1,), (8,)),
        ("three_arms", (2,), (12, 12)),
        (ten, (2,), (16,)),
        (ten, (4, 2), (16, 16)),
        ("multi_gaussian", (2,), (16, 8)),
        ("spiral", (8,), (16, 8)),
    ):
        name, steps = getattr(data, "kind", data), int(rng.integers(2000, 5000))
        few = recipe(seed, data, *layers(*units), optimizer="adam", lr=0.01)
        twin = recipe(seed, data, *layers(*enough), optimizer="adam", lr=0.01)
        yield Case(f"few neurons: {name} {units}", "few_neurons", few, steps, twin)


@_cause("wrong_loss")
def wrong_loss(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "loss")
    ten = tables.table(*tables.blobs(seed, 10, 600, 6))
    for data, loss, units in (
        ("iris", "mae", (6,)),
        ("three_arms", "mae", (8, 8)),
        (ten, "mae", (12,)),
        (ten, "mse", (12, 12)),
        (ten, "huber", (12,)),
    ):
        twin = recipe(seed, data, *layers(*units))
        name = getattr(data, "kind", data)
        yield Case(
            f"wrong loss: {name} {loss}", "wrong_loss", replace(twin, loss=LOSSES[loss]()), int(rng.integers(500, 3000)), twin
        )


@_cause("unscaled_inputs")
def unscaled(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "unscaled")
    x, y = tables.blobs(seed)
    factors = 10.0 ** rng.uniform(2, 5, x.shape[1])
    shifted = x * factors + 3 * factors
    for name, data, units, f in (
        ("blobs, large", tables.table(shifted, y), (6,), Tanh()),
        ("blobs, large, relu", tables.table(shifted, y), (8, 8), ReLU()),
        ("blobs, one large", tables.table(np.column_stack([x[:, :3], 1e4 + 3e3 * x[:, 3]]), y), (6,), Tanh()),
        ("blobs, far from 0", tables.table(x + 1000 * rng.normal(size=4), y), (6,), Tanh()),
    ):
        twin = recipe(seed, data, *layers(*units, activation=f))
        yield Case(f"unscaled: {name}", "unscaled_inputs", replace(twin, standardise=False), int(rng.integers(200, 2500)), twin)
    x, y = tables.demand(seed)
    twin = recipe(seed, tables.table(x * 300 + 1000, y, is_number=True), *layers(8))
    yield Case("unscaled: demand", "unscaled_inputs", replace(twin, standardise=False), int(rng.integers(200, 2500)), twin)


@_cause("overfitting")
def overfitting(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "overfitting")
    for data in ("circle", "xor", "gaussian", "three_arms"):
        noisy, share = DATASETS[data](noise=float(rng.uniform(0.25, 0.5))), float(rng.uniform(0.1, 0.2))
        big = recipe(seed, noisy, *layers(32, 32), optimizer="adam", lr=0.01, train_share=share)
        yield Case(f"overfitting: {data}", "overfitting", big, int(rng.integers(1000, 3000)))


@_cause("label_noise")
def label_noise(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "labels")
    for name, rows, classes, units in (
        ("circle", tables.points("circle", seed), 2, (12,)),
        ("xor", tables.points("xor", seed), 2, (16, 8)),
        ("gaussian", tables.points("gaussian", seed), 2, (16, 8)),
        ("blobs", tables.blobs(seed, rows=300), 3, (12,)),
    ):
        share = float(rng.uniform(0.2, 0.33))
        wrong = tables.table(rows[0], tables.flipped(rows[1], share, classes, seed))
        noisy = recipe(seed, wrong, *layers(*units), optimizer="adam", lr=0.01)
        twin = replace(noisy, data=tables.table(*rows))
        yield Case(f"label noise: {name}, {share:.0%}", "label_noise", noisy, int(rng.integers(1500, 4000)), twin)


@_cause("all_frozen")
def all_frozen(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "frozen")
    for data, units in (("circle", (4, 2)), ("xor", (3,)), ("three_arms", (6, 6)), ("multi_gaussian", (4, 4))):
        twin = recipe(seed, data, *layers(*units), optimizer="adam", lr=0.01)
        frozen = replace(twin, blocks=tuple(replace(block, frozen=True) for block in twin.blocks))
        yield Case(f"frozen: {data} {units}", "all_frozen", frozen, int(rng.integers(500, 3000)), twin)


@_cause("leaking_id")
def leaking_id(seed: int) -> Iterator[Case]:
    rng = _rng(seed, "id")
    for name, rows, by_class in (
        ("blobs, by class", tables.blobs(seed, spread=1.8), True),
        ("circle, by class", tables.points("circle", seed), True),
        ("blobs, in any order", tables.blobs(seed, rows=150, spread=1.8), False),
        ("xor, in any order", tables.points("xor", seed, 120), False),
    ):
        x, y = tables.with_ids(*rows, by_class, seed)
        names = [tables.ID, *(f"c{i}" for i in range(1, x.shape[1]))]
        counted = recipe(seed, tables.table(x, y, names), *layers(8), optimizer="adam", lr=0.01)
        twin = replace(counted, inputs=tuple(names[1:]))
        yield Case(f"id: {name}", "leaking_id", counted, int(rng.integers(500, 3000)), twin, ids=True)
