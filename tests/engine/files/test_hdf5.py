"""HDF5 files as Keras writes them: the arrays come out, and what is damaged is a sentence."""

from __future__ import annotations

import random
import zipfile

import numpy as np
import pytest

from engine.files.hdf5 import Hdf5, Hdf5Problem
from tests.fuzz.mutation import flipped
from tests.program_start import ROOT

with zipfile.ZipFile(ROOT / "tests" / "cases" / "foreign" / "keras_model.keras") as _file:
    DATA = _file.read("model.weights.h5")


def test_arrays_are_found_by_their_paths() -> None:
    file = Hdf5(DATA)
    assert file.names("layers") == ["batch_normalization", "dense", "dense_1", "dense_2"]
    assert file.names("layers/dense/vars") == ["0", "1"]
    found = file.array("layers/dense_1/vars/0")
    assert (found.shape, found.dtype) == ((8, 4), np.float32)
    assert found.tobytes() in DATA


def test_what_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Hdf5(DATA).array("layers/dense_9/vars/0")


@pytest.mark.parametrize("data", [b"", b"x" * 200, DATA[:100], DATA[:8] + b"\x02" + DATA[9:]])
def test_what_is_no_such_file_is_a_sentence(data: bytes) -> None:
    with pytest.raises(Hdf5Problem, match=r"\.$"):
        Hdf5(data).names("layers")


def test_damaged_files_are_read_or_are_a_sentence() -> None:
    """Also those whose trees go round in circles."""
    outcomes = set()
    for number in range(400):
        data = flipped(DATA, random.Random(number))
        try:
            file = Hdf5(data)
            for layer in file.names("layers"):
                for name in file.names(f"layers/{layer}/vars"):
                    file.array(f"layers/{layer}/vars/{name}")
            outcomes.add("read")
        except (Hdf5Problem, KeyError) as problem:
            outcomes.add(type(problem).__name__)
    assert outcomes == {"read", "Hdf5Problem", "KeyError"}
