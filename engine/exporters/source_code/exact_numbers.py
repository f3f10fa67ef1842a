"""Numbers of arrays as text, never by the system's habits: with a point, in as few digits as give the same number back."""

from __future__ import annotations

import numpy as np

from engine.core.arrays import Array


def number_texts(array: Array) -> list[list[str]]:
    """The texts of each row; a vector is one row. NumPy reads them back bit for bit into the array's own type."""
    rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
    texts = [list(map(str, row)) for row in rows]
    same = np.array(texts, array.dtype) == rows
    for row, column in np.argwhere(~same):  # where the shortest text falls between two numbers of 64 bits
        texts[row][column] = repr(float(rows[row, column]))
    return texts
