"""ONNX files of this program and of others with a few bytes changed: each is read, or refused in a sentence.

python -m tests.fuzz.onnx_files --count 10000
"""

from __future__ import annotations

import random
import sys
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.exporters.onnx.onnx_file import OnnxFile
from tests.engine.exporters.matrix import Case
from tests.engine.exporters.matrix import model_of as model_of_case
from tests.fuzz import running
from tests.fuzz.foreign import outcome_of
from tests.fuzz.mutation import flipped
from tests.fuzz.running import Tally

CASES = Path(__file__).parents[1] / "cases" / "foreign"
OWN = (
    Case("residual", "gelu", "cross_entropy, 3 classes", "standardise", "formulas", "5 levels, own missing"),
    Case("layer_norm", "prelu", "mse, number", "large mean", "columns", "number, missing flag"),
)


@lru_cache
def originals() -> list[bytes]:
    """Files that are read as they are."""
    found = [path.read_bytes() for path in sorted(CASES.glob("*.onnx"))]
    with tempfile.TemporaryDirectory() as folder:
        for case in OWN:
            OnnxFile().write(model_of_case(case)[0], Path(folder) / "a.onnx")
            found.append((Path(folder) / "a.onnx").read_bytes())
    return found


def changed(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped anywhere, or one thing of the graph replaced by something that is nearly right."""
    if chance.random() < 0.5:
        return flipped(data, chance)
    from onnx import ModelProto

    model: Any = ModelProto()
    model.ParseFromString(data)
    for _change in range(chance.choice([1, 1, 2, 3])):
        graph = model.graph
        node, array = chance.choice(graph.node), chance.choice(graph.initializer)
        names = [name for one in graph.node for name in (*one.input, *one.output)]
        match chance.randrange(9):
            case 0:
                node.op_type = chance.choice(
                    [chance.choice(graph.node).op_type, "Loop", "Expand", "Gelu", "한글", "x" * 5000, "\0"]
                )
            case 1 if len(node.input):
                node.input[chance.randrange(len(node.input))] = chance.choice([*names, ""])
            case 2:
                node.output[0] = chance.choice(names)
            case 3 if len(array.dims):
                array.dims[chance.randrange(len(array.dims))] = chance.choice([0, 1, 2, 1024, 10**9, 2**62, -1])
            case 4:
                del graph.node[chance.randrange(len(graph.node))]
            case 5:
                array.name = chance.choice(names)
            case 6:
                array.raw_data = chance.choice([b"", array.raw_data * 2, array.raw_data[::-1], b"\xff" * len(array.raw_data)])
            case 7 if len(node.attribute):
                attribute = chance.choice(node.attribute)
                attribute.f, attribute.i, attribute.type = (
                    chance.choice([0.0, 1e30, -1.0]),
                    chance.choice([-5, 0, 2**40]),
                    chance.randrange(12),
                )
            case 8 if len(model.metadata_props):
                one = chance.choice(model.metadata_props)
                one.value = chance.choice(
                    ["", "{}", "[]", "[" * 5000, '{"a": 1e999}', one.value[: len(one.value) // 2], one.value.replace("1", "2")]
                )
        if not graph.node or not graph.initializer:
            break
    return bytes(model.SerializeToString())


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many files."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        path = Path(folder) / "a.onnx"

        def one(chance: random.Random) -> str:
            path.write_bytes(changed(chance.choice(originals()), chance))
            return outcome_of(path)

        return running.run(one, count, seed, first)


if __name__ == "__main__":
    sys.exit(running.main(__doc__, run))
