"""Files that were damaged, cut or made by others: each is a sentence, and nothing in them is run or believed."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from engine.core.arrays import Array
from engine.exporters import EXPORTERS
from engine.exporters.contents import checked, exported_from
from engine.exporters.npz import read_arrays
from engine.files.file_problem import FileProblem
from tests.engine.builders import dense
from tests.engine.exporters.small_models import READERS, trained


def saved(kind: str, folder: Path) -> Path:
    path = folder / f"net{EXPORTERS[kind].suffix}"
    EXPORTERS[kind]().write(trained(dense(3), classes=3), path)
    return path


def problem_of(kind: str, path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        READERS[kind](path)
    text = str(caught.value)
    assert path.name in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("kind", list(READERS))
def test_empty_text_wrong_kind_and_missing_files(kind: str, tmp_path: Path) -> None:
    other = saved(next(name for name in list(READERS) if name != kind), tmp_path)
    for content in (b"", b"a,b\n1,2\n", pickle.dumps([1, 2]), b"\0" * 1000, b"\xff" * 64, other.read_bytes()):
        path = tmp_path / "bad"
        path.write_bytes(content)
        assert "export the network again" in problem_of(kind, path)
    assert "Check that it is there" in problem_of(kind, tmp_path / "none")
    assert "cannot be opened" in problem_of(kind, tmp_path)


@pytest.mark.parametrize("kind", list(READERS))
def test_a_file_cut_anywhere_is_refused(kind: str, tmp_path: Path) -> None:
    whole = saved(kind, tmp_path).read_bytes()
    for length in range(0, len(whole), 37):
        (tmp_path / "cut").write_bytes(whole[:length])
        problem_of(kind, tmp_path / "cut")


@pytest.mark.parametrize("kind", list(READERS))
def test_flipped_bytes_never_raise_anything_but_a_sentence(kind: str, tmp_path: Path) -> None:
    whole, rng = saved(kind, tmp_path).read_bytes(), np.random.default_rng(3)
    for _ in range(300):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), rng.integers(1, 6)):
            damaged[place] = rng.integers(0, 256)
        (tmp_path / "flipped").write_bytes(damaged)
        with contextlib.suppress(FileProblem):
            READERS[kind](tmp_path / "flipped")


def spoil(change: str) -> tuple[dict[str, Array], Any]:
    exported = exported_from(trained(dense(3), classes=3))
    arrays, metadata = dict(exported.arrays), json.loads(json.dumps(exported.metadata))
    changes: dict[str, Any] = {
        "no array": lambda: arrays.pop("dense_1.weights"),
        "shape": lambda: arrays.update({"dense_1.weights": arrays["dense_1.weights"].T}),
        "nan": lambda: arrays.update({"dense_1.biases": np.array([1, np.nan, 2])}),
        "whole numbers": lambda: arrays.update({"dense_1.biases": np.array([1, 2, 3])}),
        "no scaling": lambda: arrays.pop("input_mean"),
        "deviation 0": lambda: arrays.update(input_deviation=np.zeros(2)),
        "another program": lambda: metadata.update(format="other"),
        "newer": lambda: metadata.update(format_version=99),
        "no version": lambda: metadata.pop("format_version"),
        "unknown layer": lambda: metadata["layers"][0]["settings"].update(kind="hopfield"),
        "unknown activation": lambda: metadata["layers"][0]["settings"]["activation"].update(kind="swish"),
        "no layers": lambda: metadata.pop("layers"),
        "layers a text": lambda: metadata.update(layers="dense"),
        "no arrays named": lambda: metadata["layers"][0].update(arrays={}),
        "arrays a number": lambda: metadata["layers"][0].update(arrays=3),
        "array name a list": lambda: metadata["layers"][0]["arrays"]["weights"].update(name=[1]),
        "a class less": lambda: metadata["class_names"].pop(),
        "names a text": lambda: metadata.update(input_names="x"),
        "no inputs": lambda: metadata.update(input_names=[]),
        "no name of a feature": lambda: metadata["features"][0].pop("name"),
        "link": lambda: metadata.update(link="probit"),
        "link a list": lambda: metadata.update(link=[]),
    }
    changes[change]()
    return arrays, metadata


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("no array", r"The array dense_1\.weights is missing\."),
        ("shape", r"dense_1\.weights is float32 \(3, 2\) where floats of \(2, 3\) belong"),
        ("nan", r"dense_1\.biases has values that are not finite"),
        ("whole numbers", r"dense_1\.biases is int64"),
        ("no scaling", "input_mean is missing"),
        ("deviation 0", "input_deviation must be above 0"),
        ("another program", "no weights of this program"),
        ("newer", "A newer version"),
        ("no version", r"format version is missing\."),
        ("unknown layer", "There is no layer 'hopfield'"),
        ("unknown activation", "There is no activation 'swish'"),
        ("no layers", "description of the network is damaged"),
        ("layers a text", "description of the network is damaged"),
        ("no arrays named", "needs the arrays weights, biases"),
        ("arrays a number", "description of the network is damaged"),
        ("array name a list", "description of the network is damaged"),
        ("a class less", "number of its outputs, 3, does not fit that of its classes, 2"),
        ("names a text", "input_names must be a list of texts"),
        ("no inputs", "means nothing in a formula"),
        ("no name of a feature", "description of the network is damaged"),
        ("link", "link must be one of identity, sigmoid, softmax"),
        ("link a list", "description of the network is damaged"),
    ],
)
def test_content_that_does_not_fit_together(change: str, says: str) -> None:
    with pytest.raises(FileProblem, match=rf'^"net\.npz" cannot be used\. .*{says}.*Export the network again\.$'):
        checked(*spoil(change), "net.npz")


@pytest.mark.parametrize("metadata", [None, [], "text", 3, {}])
def test_a_document_that_is_none(metadata: Any) -> None:
    with pytest.raises(FileProblem, match="no weights of this program"):
        checked({}, metadata, "net.npz")


def npy(array: Array, **options: Any) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **options)
    return file.getvalue()


def zipped(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


class Trap:
    """Unpickling it would leave a mark."""

    sprung: ClassVar[list[int]] = []

    def __reduce__(self) -> Any:
        return Trap.sprung.append, (1,)


def test_npz_never_opens_a_pickle(tmp_path: Path) -> None:
    path = zipped(tmp_path / "trap.npz", {"metadata.npy": npy(np.array([Trap()], object))})
    assert "pickled Python objects" in problem_of("npz", path)
    assert Trap.sprung == []
    (tmp_path / "plain.npz").write_bytes(pickle.dumps(Trap()))
    problem_of("npz", tmp_path / "plain.npz")
    assert Trap.sprung == []


def test_npz_does_not_believe_declared_sizes(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    assert "declares 8,000,000,000,000 bytes" in problem_of("npz", zipped(tmp_path / "a.npz", {"w.npy": header.getvalue()}))
    bomb = zipped(tmp_path / "bomb.npz", {f"{i}.npy": bytes(1 << 27) for i in range(5)})
    assert "would unpack to 671 MB" in problem_of("npz", bomb)


def test_npz_of_another_make(tmp_path: Path) -> None:
    assert "'a.txt' in it is no array" in problem_of("npz", zipped(tmp_path / "a.npz", {"a.txt": b"hello"}))
    np.savez(tmp_path / "b.npz", w=np.ones(3))
    assert "no metadata" in problem_of("npz", tmp_path / "b.npz")
    for text in ("{", "[" * 100_000):
        np.savez(tmp_path / "c.npz", metadata=np.array(text))
        assert "damaged" in problem_of("npz", tmp_path / "c.npz")
    np.savez_compressed(tmp_path / "d.npz", w=np.ones((2, 3), order="F"), text=np.array(["가", "b"]))
    found = read_arrays(tmp_path / "d.npz")
    assert found["w"].shape == (2, 3)
    assert found["text"].tolist() == ["가", "b"]


def test_safetensors_does_not_believe_declared_sizes(tmp_path: Path) -> None:
    tensor = {"dtype": "F64", "shape": [10**12], "data_offsets": [0, 8 * 10**12]}
    for header in (json.dumps({"w": tensor}).encode(), b"{}"):
        for length in (len(header), 2**63 - 1, 99_999_999):
            (tmp_path / "a.safetensors").write_bytes(length.to_bytes(8, "little") + header)
            problem_of("safetensors", tmp_path / "a.safetensors")
