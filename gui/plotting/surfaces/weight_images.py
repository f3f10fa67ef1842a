"""The weights of neurons that read an image, as images: side by side on one sheet."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array


def sheet_of(weights: Array, image: tuple[int, int]) -> Array:
    """(pixels, neurons) weights as images of that many rows and columns, on a sheet about as wide as high; NaN between them."""
    rows, columns = image
    across = int(np.ceil(np.sqrt(weights.shape[1])))
    down = -(-weights.shape[1] // across)
    sheet = np.full((down * (rows + 1) - 1, across * (columns + 1) - 1), np.nan)
    for neuron, values in enumerate(weights.T):
        y, x = neuron // across * (rows + 1), neuron % across * (columns + 1)
        sheet[y : y + rows, x : x + columns] = values.reshape(rows, columns)
    return sheet


def pixel_at(cell: tuple[int, int], image: tuple[int, int], neurons: int) -> tuple[int, int] | None:
    """The neuron and the pixel, both from 0, at a cell of the sheet; None between the images."""
    rows, columns = image
    across = int(np.ceil(np.sqrt(neurons)))
    (down, y), (right, x) = divmod(cell[0], rows + 1), divmod(cell[1], columns + 1)
    neuron = down * across + right
    return (neuron, y * columns + x) if y < rows and x < columns and right < across and neuron < neurons else None
