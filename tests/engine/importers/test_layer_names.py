"""What layers of foreign files are called."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.importers import for_path, model_of, recipe_of
from engine.importers.layer_names import LONGEST, names_of, own_names


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (["fc1", "fc2"], ["fc1", "fc2"]),
        (["encoder.fc1", "head/out"], ["fc1", "out"]),
        (["encoder.fc", "decoder.fc"], ["encoder.fc", "decoder.fc"]),
        (["0", "layers.2", "net.0.1"], ["", "", ""]),
        (["dense", "dense_17", "Batch_Normalization_3", "arr_0"], ["", "", "", ""]),
        (["은닉층", "h\n1", " h2", "x" * (LONGEST + 1)], ["은닉층", "", "", ""]),
        (["a", "a", ""], ["", "", ""]),
    ],
)
def test_a_layer_is_called_by_what_says_something(given: list[str], names: list[str]) -> None:
    assert own_names(given) == names


def test_what_has_no_name_is_numbered_by_its_kind() -> None:
    assert names_of(["Dense", "Dense", "Batch norm"], ["0", "fc2", "bn"]) == ["Dense 1", "fc2", "bn"]
    assert names_of(["Dense", "Dense"], ["Dense 2", "1"]) == ["Dense 1", "Dense 2"]  # none is called like another one


def test_names_of_a_state_dict_become_those_of_the_layers(tmp_path: Path) -> None:
    rng, place = np.random.default_rng(0), tmp_path / "net.npz"
    shapes = {"body.fc1.weight": (4, 2), "body.fc1.bias": (4,), "body.fc2.weight": (5, 4), "head.weight": (3, 5)}
    np.savez(place, **{name: rng.normal(size=shape) for name, shape in shapes.items()})
    imported = for_path(place).read(place)
    assert [one.name for one in imported.layers] == ["fc1", "fc2", "Output"]
    assert [one.name for one in recipe_of(imported).blocks] == ["fc1", "fc2"]
    assert [one.text.split("(")[0] for one in imported.questions[:2]] == ["Activation after fc1 ", "Activation after fc2 "]
    assert [one.name for one in model_of(imported).layers] == ["fc1", "fc2", "Output"]
