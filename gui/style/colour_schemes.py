"""What colours mean, in one place. Each has one meaning; what belongs to no scheme is grey.

- **Sign and the two classes**: blue is positive, and the second class; orange is negative, and the first. From the third class on
  colours of their own (`class_colours`).
- **Layers**: one ramp of violets, faint at the first layer and strong at the output (`layer_colour`). A layer keeps its place on
  it for life, and a new one has the place between its neighbours'.
- **Runs and runners**: earths and greens without an order (`run_colours`), chosen so that they differ for the colour-blind too.
- **The present run**: grey for training, the text's colour for test, whose line over steps is dashed (`colour_of_training`,
  `colour_of_test`).

Every one has a contrast of at least 3 : 1 on all grounds of both themes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from PySide6.QtGui import QColor

from gui.style.theme import Theme, current


def class_colours(count: int, theme: Theme | None = None) -> list[str]:
    """One colour per class, as many as are wanted; beyond the palette they repeat."""
    theme = theme or current()
    palette = (theme.negative, theme.positive, *theme.classes)
    return [palette[i % len(palette)] for i in range(count)]


def layer_colour(place: float) -> str:
    """The colour of a layer whose place is between 0, the inputs, and 1, the output."""
    return _on_ramp(current().ramp, place)


@cache  # views ask for each layer's in every frame
def _on_ramp(ramp: tuple[str, ...], place: float) -> str:
    anchors = [QColor(colour) for colour in ramp]
    channels = np.array([(c.red(), c.green(), c.blue()) for c in anchors], np.float64)
    at = min(max(place, 0.0), 1.0) * (len(anchors) - 1)
    red, green, blue = (round(float(np.interp(at, np.arange(len(anchors)), part))) for part in channels.T)
    return QColor(red, green, blue).name()


def layer_colours(places: Iterable[float]) -> list[str]:
    """The colours of layers with these places."""
    return [layer_colour(place) for place in places]


def run_colours(count: int) -> list[str]:
    """One colour per other run, or per runner of a race, as many as are wanted; beyond the palette they repeat."""
    palette = current().runs
    return [palette[i % len(palette)] for i in range(count)]


def colour_of_training() -> str:
    """Of the present run's curve on training rows."""
    return current().muted


def colour_of_validation() -> str:
    """Of the present run's curve on validation rows."""
    return current().accent


def colour_of_test() -> str:
    """Of the present run's curve on test rows."""
    return current().text
