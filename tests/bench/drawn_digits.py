"""How often the network for digits names what is drawn on the pad: python -m tests.bench.drawn_digits

Skeletons of the ten digits as people write them, bent at random as hands do: points, slant, turn, proportions, size. Seeded.
Each drawing goes through the pad's own way to an image; three networks that fit the digits name it.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from engine.core.arrays import Array
from engine.data.datasets.real_tables.digits import Digits
from engine.exporters.trained_model import TrainedModel
from engine.prediction.answers import answers
from engine.prediction.digit_image import counts_of
from engine.recipe.recipe import Recipe, Seeds
from engine.recipe.suited_network import FITTINGS
from engine.training.prepare import prepare
from engine.training.session import Session
from tests.engine.builders import snapshot_of

SEEDS = (1, 2, 3)
EACH = 60  # drawings of each digit
BETWEEN = 8  # points of a smooth stroke from one given point to the next

Strokes = tuple[tuple[tuple[float, float], ...], ...]

# Points of each stroke, x to the right and y down, each from 0 to 10. A stroke whose points are given twice has corners there.
SHAPES: dict[int, tuple[Strokes, ...]] = {
    0: (
        (((5, 0), (2, 1.5), (1, 5), (2, 8.5), (5, 10), (8, 8.5), (9, 5), (8, 1.5), (5, 0)),),
        (((6, 0.3), (3, 1), (1.5, 5), (3.5, 9.5), (7, 9), (8.5, 5), (7.5, 1), (5, 0.5)),),
    ),
    1: (
        (((5, 0), (5, 5), (5, 10)),),
        (((3, 2.5), (5.5, 0), (5.5, 0), (5.5, 5), (5.5, 10)),),
    ),
    2: (
        (((1.5, 2.5), (3, 0.5), (6.5, 0.3), (8, 2.5), (6.5, 5), (3.5, 7.5), (1, 10), (1, 10), (5, 9.8), (9, 10)),),
        (((2, 2), (5, 0), (8, 2), (7, 5), (3, 8.8), (1.8, 9.4), (3, 8.6), (6, 9.6), (9, 9.5)),),
    ),
    3: (
        (((1.5, 1), (5, 0), (8, 2), (6.5, 4.3), (4, 4.8), (4, 4.8), (7.5, 5.5), (8.5, 8), (5.5, 10), (1.5, 9)),),
        (((2, 0.3), (5, 0.2), (8, 0.3), (8, 0.3), (4.5, 4), (4.5, 4), (8, 5.5), (8, 8.5), (5, 10), (1.5, 9)),),
    ),
    4: (
        (((6.5, 0), (4, 3), (1, 6.5), (1, 6.5), (5, 6.5), (9.5, 6.5)), ((7, 3.5), (6.9, 7), (6.8, 10))),
        (((2.5, 0), (2, 3), (1.7, 5.5), (1.7, 5.5), (5, 5.6), (8, 5.4)), ((7.5, 0.5), (7.3, 5), (7, 10))),
    ),
    5: (
        (((8.5, 0.2), (5, 0.2), (2.2, 0.2), (2.2, 0.2), (1.8, 4.3), (1.8, 4.3), (5.5, 3.8), (8.5, 6), (7, 9), (4, 10), (1, 9)),),
        (((2.5, 0.3), (2, 4.5), (2, 4.5), (5.5, 4), (8, 6.5), (6.5, 9.5), (2, 9.5)), ((2.5, 0.3), (5, 0.4), (8.5, 0.2))),
    ),
    6: (
        (((7.5, 0.3), (4, 2.5), (1.8, 6), (2.5, 9), (5.5, 10), (8, 8), (7, 5.8), (4.5, 5.5), (2.2, 7.5)),),
        (((6, 0), (3, 4), (2, 8), (4.5, 10), (7.5, 8.5), (6.5, 6), (3.5, 6), (2, 8)),),
    ),
    7: (
        (((1, 0.5), (5, 0.4), (9, 0.5), (9, 0.5), (6.5, 5), (4.5, 10)),),
        (((1, 0.5), (5, 0.4), (9, 0.5), (9, 0.5), (6.5, 5), (4.5, 10)), ((3.5, 5), (6, 4.9), (8.5, 4.8))),
        (((1.2, 3), (1.3, 0.5), (1.3, 0.5), (5, 0.4), (8.5, 0.6), (8.5, 0.6), (7, 4), (6.5, 10)),),
    ),
    8: (
        (((7.5, 2), (5, 0), (2.5, 2), (4, 4.3), (7, 6.5), (7.5, 8.8), (5, 10), (2.3, 8.7), (3, 6.3), (6.3, 4.2), (7.5, 2)),),
        (
            ((5, 0), (2.5, 1.2), (2.5, 3.5), (5, 4.6), (7.5, 3.5), (7.5, 1.2), (5, 0)),
            ((5, 4.6), (2, 6), (2, 8.8), (5, 10), (8, 8.8), (8, 6), (5, 4.6)),
        ),
    ),
    9: (
        (((7.8, 2.5), (5.5, 0.2), (2.5, 1.5), (2.5, 4), (5, 5), (7.5, 3), (7.8, 2.5), (7.8, 2.5), (7.5, 6), (6.8, 10)),),
        (((7.5, 1.5), (4.5, 0.3), (2.3, 2.5), (4, 5), (7, 3.8), (7.6, 1.5), (7.6, 1.5), (7.8, 6), (6, 9.5), (2.5, 9.6)),),
    ),
}  # fmt: skip


def smooth(points: Array) -> Array:
    """A curve through the points (Catmull and Rom 1974), (n, 2); a point that is given twice is a corner."""
    corners = [i for i in range(1, len(points)) if np.array_equal(points[i], points[i - 1])]
    parts = np.split(points, corners)
    curves = []
    for part in parts:
        padded = np.concatenate([part[:1], part, part[-1:]])
        t = np.linspace(0, 1, BETWEEN, endpoint=False)[:, np.newaxis]
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
            curves.append(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
        curves.append(part[-1:])
    return np.concatenate(curves)


def drawing(digit: int, rng: np.random.Generator) -> list[Array]:
    """Strokes of one drawing of a digit, each (n, 2), y down."""
    shape = SHAPES[digit][int(rng.integers(len(SHAPES[digit])))]
    slant, turn = rng.normal(0.15, 0.17), rng.normal(0, 0.07)
    wide, size = rng.uniform(0.55, 1.0), rng.uniform(3, 9)
    shear = np.array([[1.0, -slant], [0.0, 1.0]])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    by = rotation @ shear @ np.diag([wide, 1.0]) * size
    strokes = []
    for stroke in shape:
        points = np.array(stroke)
        moved = points + rng.normal(0, 0.45, points.shape)
        same = np.flatnonzero((points[1:] == points[:-1]).all(1)) + 1
        moved[same] = moved[same - 1]
        strokes.append(smooth(moved) @ by.T + rng.normal(0, 0.02 * size, 2))
    return strokes


def drawings(each: int = EACH, seed: int = 1) -> tuple[list[list[Array]], Array]:
    """So many drawings of each digit, and which digits they are."""
    rng = np.random.default_rng(seed)
    digits = np.repeat(np.arange(10), each)
    return [drawing(int(digit), rng) for digit in digits], digits


def trained(seed: int) -> Session:
    """The network that fits the digits, trained as long as it is said to need."""
    data = Digits()
    recipe = Recipe(data=data, train_share=data.train_share, standardise=data.standardise, seeds=Seeds(seed, seed, seed))
    prepared, fitting = prepare(recipe), FITTINGS["digits"]
    session = Session(fitting.apply(recipe, prepared.task), prepared)
    session.advance(fitting.epochs * session.batches.count)
    return session


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.bench.drawn_digits", description="Named drawings, by digit.")
    parser.add_argument("--each", type=int, default=EACH, metavar="N", help="drawings of each digit (%(default)s)")
    asked = parser.parse_args(arguments)
    drawn, digits = drawings(asked.each)
    images = np.array([counts_of(strokes).ravel() for strokes in drawn])
    right = np.zeros(10)
    for seed in SEEDS:
        session = trained(seed)
        said = answers(TrainedModel.of(snapshot_of(session)), images).values.argmax(1)
        hits = said == digits
        right += np.bincount(digits[hits], minlength=10) / asked.each / len(SEEDS)
        print(f"seed {seed}: {hits.mean():.3f} of the drawings, {session.scores().test_metric:.3f} of the test rows", flush=True)
    print("by digit: " + ", ".join(f"{digit}: {share:.2f}" for digit, share in enumerate(right)) + f"; all: {right.mean():.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
