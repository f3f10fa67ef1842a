"""The points of TensorFlow Playground's six datasets, number for number, each drawn from the generator that a link's seed gives.

Definitions: its `dataset.ts` (tensorflow/playground, Apache 2.0), in the order in which it draws. Rows are (x, y, label).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from engine.data.playground_links.seeded_random import SeededRandom

Row = tuple[float, float, float]

RADIUS = 5.0
SQUARE = 6.0  # half the width of the regression sets
GAP = 0.3
BUMPS = ((-4.0, 2.5, 1), (0.0, 2.5, -1), (4.0, 2.5, 1), (-4.0, -2.5, -1), (0.0, -2.5, 1), (4.0, -2.5, -1))  # x, y, sign


def circle(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """Two classes: a disc, and the ring around it."""
    for low, high in ((0.0, RADIUS * 0.5), (RADIUS * 0.7, RADIUS)):
        for _unused in range(rows // 2):
            r, angle = random.uniform(low, high), random.uniform(0, 2 * math.pi)
            x, y = r * math.sin(angle), r * math.cos(angle)
            moved = _moved(random, x, y, RADIUS, noise)
            yield x, y, 1.0 if math.sqrt(moved[0] ** 2 + moved[1] ** 2) < RADIUS * 0.5 else -1.0


def xor(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """Two classes: either pair of opposite quarters of a square, with a gap between them."""
    for _unused in range(rows):
        x, y = (place + (GAP if place > 0 else -GAP) for place in (random.uniform(-RADIUS, RADIUS) for _axis in range(2)))
        moved = _moved(random, x, y, RADIUS, noise)
        yield x, y, 1.0 if moved[0] * moved[1] >= 0 else -1.0


def gauss(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """Two classes: a Gaussian cloud each."""
    variance = 0.5 + 7 * noise
    for centre, label in ((2.0, 1.0), (-2.0, -1.0)):
        for _unused in range(rows // 2):
            yield random.normal(centre, variance), random.normal(centre, variance), label


def spiral(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """Two classes: an arm of a spiral each."""
    count = rows // 2
    for turn, label in ((0.0, 1.0), (math.pi, -1.0)):
        for i in range(count):
            r, t = i / count * RADIUS, 1.75 * i / count * 2 * math.pi + turn
            x = r * math.sin(t) + random.uniform(-1, 1) * noise
            y = r * math.cos(t) + random.uniform(-1, 1) * noise
            yield x, y, label


def plane(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """A number: the sum of x and y, a tenth of it."""
    for _unused in range(rows):
        x, y = random.uniform(-SQUARE, SQUARE), random.uniform(-SQUARE, SQUARE)
        moved = _moved(random, x, y, SQUARE, noise)
        yield x, y, (moved[0] + moved[1]) / 10


def bumps(random: SeededRandom, rows: int, noise: float) -> Iterator[Row]:
    """A number: three cones up and three down, of height 1."""
    for _unused in range(rows):
        x, y = random.uniform(-SQUARE, SQUARE), random.uniform(-SQUARE, SQUARE)
        moved = _moved(random, x, y, SQUARE, noise)
        label = 0.0
        for bump_x, bump_y, sign in BUMPS:
            distance = math.sqrt((moved[0] - bump_x) ** 2 + (moved[1] - bump_y) ** 2)
            height = sign * min(max(1 - distance / 2, 0.0), 1.0)
            label = height if abs(height) > abs(label) else label
        yield x, y, label


def _moved(random: SeededRandom, x: float, y: float, reach: float, noise: float) -> tuple[float, float]:
    """The place that decides the label; the numbers are drawn without noise, too."""
    across, up = random.uniform(-reach, reach) * noise, random.uniform(-reach, reach) * noise
    return x + across, y + up


Draw = Callable[[SeededRandom, int, float], Iterator[Row]]
POINT_SETS: dict[str, Draw] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
    "reg-plane": plane,
    "reg-gauss": bumps,
}
CLASSIFICATION, REGRESSION = ("circle", "xor", "gauss", "spiral"), ("reg-plane", "reg-gauss")
ROWS = {**dict.fromkeys(CLASSIFICATION, 500), **dict.fromkeys(REGRESSION, 1200)}


def shuffled_points(name: str, seed: str, noise: float) -> tuple[list[Row], SeededRandom]:
    """All rows in the page's order, and the generator where the start weights come next. `noise` is a share, 0 to 0.5."""
    random = SeededRandom(seed)
    rows = list(POINT_SETS[name](random, ROWS[name], noise))
    random.shuffle(rows)
    return rows, random
