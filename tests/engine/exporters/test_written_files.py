"""Exports write what they wrote before, letter for letter, with all that networks can have: tests/golden/written has it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.data.source_columns import encode
from engine.exporters import EXPORTERS
from engine.exporters.c_header import c_network
from engine.exporters.contents import exported_from
from engine.exporters.exported_network import Operation, network_in
from engine.exporters.numpy_code import numpy_reading, numpy_text
from engine.exporters.trained_model import TrainedModel
from engine.exporters.verification import missing_packages
from engine.nn.layers.dropout import Dropout
from tests.golden.written import FILES, FOLDER, NETWORKS

NUMBER = re.compile(r"\d+\.\d+(?:e[-+]?\d+)?")


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_a_file_is_written_as_before(name: str) -> None:
    """A new format may do without. Where a format is meant to change: python -m tests.golden.make_written, and read the diff."""
    found, expected = FILES[name]().splitlines(), (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert [NUMBER.sub("#", line) for line in found] == [NUMBER.sub("#", line) for line in expected]
    for one, other in zip(found, expected, strict=True):
        if one != other:  # a version of NumPy rounds otherwise
            np.testing.assert_allclose(numbers(one), numbers(other), rtol=2e-5, err_msg=one)


def numbers(line: str) -> list[float]:
    return [float(one) for one in NUMBER.findall(line)]


def rows_of(model: TrainedModel) -> Array:
    """Raw inputs: numbers on both sides of 0, each level, and missing values where something stands for them."""
    values = np.array([[(row * 5 + place * 3) % 7 - 2.75 for place in range(len(model.columns))] for row in range(8)])
    for place, column in enumerate(model.columns):
        if column.kind != "number":
            values[:, place] = np.arange(8) % len(column.levels)
        if column.fill is not None:
            values[::3, place] = np.nan
    return encode(model.columns, values)


@pytest.mark.parametrize("kind", [cls.kind for cls in EXPORTERS if cls.kind != "torch_training" and not missing_packages(cls)])
def test_the_independent_reading_predicts_what_the_engine_predicts(kind: str, tmp_path: Path) -> None:
    """In float64 to the last digits, for all that networks can have."""
    exporter = EXPORTERS[kind]()
    path = tmp_path / f"net{exporter.suffix}"
    for name, make in NETWORKS.items():
        model = make()
        if exporter.objection(model):
            continue
        exporter.write(model, path)
        x = rows_of(model)
        for dtype, close in ((np.float64, 1e-11), (np.float32, 2e-4)):
            found, expected = exporter.predict(path, x, dtype), model.predict(x, dtype)
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, rtol=close, atol=close, err_msg=name)


@pytest.mark.parametrize("can_write", [c_network.can_write, numpy_text.can_write])
def test_code_is_written_only_where_every_layer_inside_another_is_known(can_write: Callable[[Operation], bool]) -> None:
    operations = network_in(exported_from(NETWORKS["every layer"]())).operations
    assert all(map(can_write, operations))
    [block] = [one for one in operations if one.inside]
    unknown = replace(block.inside[0], layer=Dropout())
    assert not can_write(unknown)
    assert not can_write(replace(block, inside=(block.inside[0], unknown)))
    assert not can_write(replace(unknown, inside=block.inside))


@pytest.mark.parametrize("shape", ["(2, 2)", "(2,)", "(2.0,)", "(1, 2.0)", "2", "[2]", "(3,)"])
def test_arrays_in_a_file_of_code_have_a_shape_of_whole_numbers(shape: str) -> None:
    node = ast.parse(f"array_of(32, {shape}, '1 2')", mode="eval").body
    if shape == "(2,)":
        assert numpy_reading._array(node).tolist() == [1, 2]
        return
    with pytest.raises(ValueError, match="no array"):
        numpy_reading._array(node)
