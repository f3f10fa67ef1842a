"""State dicts of PyTorch, models of Keras and arrays of others, damaged: each is read, or refused in a sentence.

python -m tests.fuzz.foreign --count 10000
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
import warnings
import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.files.file_problem import FileProblem
from engine.importers import for_path, model_of
from tests.fuzz import running
from tests.fuzz.csv_files import check_sentence
from tests.fuzz.mutation import dumped, flipped, mutated
from tests.fuzz.running import Tally

CASES = Path(__file__).parents[1] / "cases" / "foreign"
ENDS = (".pt", ".pth", ".keras")
READ, REFUSED = "read", "refused"


@lru_cache
def originals() -> dict[str, bytes]:
    """Files by name: those of other programs, and arrays under the names that people give them."""
    found = {path.name: path.read_bytes() for path in sorted(CASES.iterdir()) if path.suffix in ENDS}
    return found | {f"{number}.npz": _arrays(number) for number in range(3)} | {"tensors.safetensors": _tensors()}


def _layers(number: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(number)
    names = (("W1", "b1", "W2", "b2"), ("a/kernel", "a/bias", "b/kernel", "b/bias"), ("coefs_0", "intercepts_0", "x1", "arr_3"))
    shapes = ((2, 4), (4,), (4, 3), (3,))
    made = {name: rng.normal(size=shape).astype(np.float32) for name, shape in zip(names[number], shapes, strict=True)}
    return made | ({"n/gamma": np.ones(4, np.float32), "n/beta": np.zeros(4, np.float32)} if number == 1 else {})


def _arrays(number: int) -> bytes:
    file = io.BytesIO()
    np.savez(file, **_layers(number))
    return file.getvalue()


def _tensors() -> bytes:
    from safetensors.numpy import save

    return bytes(save(_layers(1)))


def changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped anywhere; or in one member of a zip file, which is packed again, so that its checksum is right."""
    if data[:2] != b"PK" or chance.random() < 0.3:
        return flipped(data, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        names = old.namelist()
        likely = [name for name in names if name.endswith((".pkl", ".json", ".h5"))] or names
        spoilt = chance.choice(likely if chance.random() < 0.8 else names)
        for name in names:
            content = old.read(name)
            if name == spoilt:
                content = _spoilt(name, content, chance)
            if name != spoilt or chance.random() < 0.98:
                new.writestr(name if chance.random() < 0.998 else f"{name}x", content)
    return file.getvalue()


def _spoilt(name: str, content: bytes, chance: random.Random) -> bytes:
    if name.endswith(".json") and chance.random() < 0.8:
        return dumped(mutated(json.loads(content), chance))
    if name.endswith(".pkl") and chance.random() < 0.3:
        at = chance.randrange(len(content))
        return (
            content[:at] + chance.choice([b"cos\nsystem\n", b"\x93", b"Q", b"R", b"b", b"0", b"2", b"(", b"h\x01"]) + content[at:]
        )
    return flipped(content, chance)


def outcome_of(path: Path) -> str:
    """Import a file: whether it was read, as a network that predicts, or refused with a sentence."""
    try:
        model = model_of(for_path(path).read(path))
    except FileProblem as problem:
        check_sentence(str(problem))
        return REFUSED
    with np.errstate(all="ignore"):
        model.predict(np.ones((3, len(model.input_names))))
    return READ


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many files."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", message="Duplicate name")  # the zip files that are made here
        warnings.filterwarnings("ignore", message="invalid escape sequence")  # in texts of pickles; nobody sees it

        def one(chance: random.Random) -> str:
            name = chance.choice([*originals()])
            path = Path(folder) / name
            path.write_bytes(changed(originals()[name], chance))
            return outcome_of(path)

        return running.run(one, count, seed, first)


if __name__ == "__main__":
    sys.exit(running.main(__doc__, run))
