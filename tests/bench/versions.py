"""The engine beside that of another checkout: each in a process of its own, on the cases of this one, in turns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench.cases import CASES, Case

ROOT = Path(__file__).resolve().parents[2]
GOAL = 0.95  # of the steps per second of the version before
CHILD = """
import sys
sys.path.insert(0, {tree!r})
import engine
sys.path[0] = {root!r}
from time import process_time
import numpy as np
from tests.bench.cases import CASES
from engine.training.session import Session
case = CASES[{case}]
session = Session(case.recipe(), case.data())
for line in sys.stdin:
    began = process_time()
    with np.errstate(all="ignore"):
        done = session.advance(int(line))
    print(done / (process_time() - began), flush=True)
"""


class Version:
    """The engine of a checkout in a process of its own, which goes on training one case."""

    def __init__(self, tree: Path, case: Case) -> None:
        code = CHILD.format(tree=str(tree), root=str(ROOT), case=CASES.index(case))
        command = [sys.executable, "-c", code]
        self._process = subprocess.Popen(command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def rate(self, steps: int) -> float:
        """Steps per second of its processor time over the next steps."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(steps, file=self._process.stdin, flush=True)
        return float(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate()


def beside(case: Case, tree: Path, rounds: int, seconds: float) -> dict[str, float]:
    """The median ratio of this version's steps per second to the other one's after a second of training, and the goal."""
    ours, theirs = Version(ROOT, case), Version(tree, case)
    try:
        steps = max(1, int(max(one.rate(max(1, int(one.rate(50)))) for one in (ours, theirs)) * seconds))
        ratios = [ours.rate(steps) / theirs.rate(steps) for _ in range(rounds)]
    finally:
        ours.close()
        theirs.close()
    return {"ratio": median(ratios), "goal": GOAL}
