"""A description of a network that cannot be right is refused before memory is taken."""

from __future__ import annotations

import pytest

from engine.importers.numbered_arrays import NumberedArrays


@pytest.mark.parametrize("shape", [[2, -3], [-2, -3], [-1]])
def test_an_array_with_a_negative_side_is_refused(shape: list[int]) -> None:
    document = {"layers": [{"arrays": {"weights": {"name": "w", "shape": shape}}}]}
    with pytest.raises(ValueError, match=r"^Its description of the network is damaged\.$"):
        NumberedArrays(document, 100, "a.npz")
