"""Runs .onnx files by another onnxruntime, in an environment made for it: the oldest one that Python 3.11 has, by default.

python -m tests.interop.other_onnxruntime [--version 1.15.1] [--all] [--every 100]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from engine.core.arrays import Array
from engine.data.source_columns import decode
from engine.exporters.base import ProgramRun
from engine.exporters.onnx.onnx_file import INPUT, OnnxFile, predictions_in, read_columns, read_graph
from tests.engine.exporters.matrix import all_cases, covering_cases
from tests.matrix.__main__ import head, line
from tests.matrix.cells import tried

OLDEST = "1.15.1"
RUNNER = """
import json, sys
import numpy as np, onnxruntime
onnxruntime.set_default_logger_severity(4)
for job in json.load(open(sys.argv[1], encoding="utf-8")):
    batches = np.load(job["batches"])
    try:
        session = onnxruntime.InferenceSession(job["path"], providers=["CPUExecutionProvider"])
        found = [session.run([job["output"]], {job["input"]: batches[name]})[0] for name in batches.files]
    except Exception as error:
        print(error, file=sys.stderr)
        found = [np.full((1, 1), np.nan) for name in batches.files]  # agrees with nothing
    np.savez(job["results"], *found)
print(onnxruntime.__version__)
"""


@dataclass(frozen=True)
class ByOther(OnnxFile):
    """The format, with the onnxruntime of another Python as its program."""

    python: Path = Path(sys.executable)

    def run_several(self, jobs: Sequence[tuple[Path, Sequence[Array]]]) -> list[ProgramRun]:
        with tempfile.TemporaryDirectory() as place:
            folder, described, outputs = Path(place), [], []
            for number, (path, batches) in enumerate(jobs):
                graph = read_graph(path)
                columns = read_columns(graph, path)
                outputs.append(graph.outputs[0].name)
                np.savez(folder / f"{number}.npz", *[decode(columns, x).astype(np.float32) for x in batches])
                names = {"batches": str(folder / f"{number}.npz"), "results": str(folder / f"{number}_results.npz")}
                described.append({"path": str(path), "input": INPUT, "output": outputs[-1], **names})
            (folder / "jobs.json").write_text(json.dumps(described), encoding="utf-8")
            command = [str(self.python), "-c", RUNNER, str(folder / "jobs.json")]
            version = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
            runs = []
            for number, output in enumerate(outputs):
                with np.load(folder / f"{number}_results.npz") as found:
                    predictions = tuple(predictions_in(found[name], output) for name in found.files)
                runs.append(ProgramRun(f"onnxruntime {version}", predictions))
        return runs


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.interop.other_onnxruntime", description=__doc__)
    parser.add_argument("--version", default=OLDEST, help="of onnxruntime")
    parser.add_argument(
        "--all", action="store_true", help="all cells of the matrix, not only those that cover every pair of values"
    )
    parser.add_argument("--every", type=int, default=1, help="only each such cell")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as place:
        venv.create(Path(place) / "venv", with_pip=True)
        python = Path(place) / "venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        needed = [f"onnxruntime=={asked.version}", *(["numpy<2"] if asked.version < "1.19" else [])]
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *needed], check=True)
        cases = islice(all_cases() if asked.all else covering_cases(), 0, None, asked.every)
        (Path(place) / "cells").mkdir()
        results = tried(ByOther(python), cases, Path(place) / "cells")
    print(head(), line("onnx", results), sep="\n")
    failures = [failure for result in results.values() for failure in result.failures]
    print(f"\n{len(failures)} failed", *failures[:40], sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
