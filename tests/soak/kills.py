"""Kills in the middle of things: `python -m tests.soak.kills --count 300 --training 100`.

In saves: the file must be the one before or the one after, complete. While training: what the autosave left must be offered at
the next start, and at most one interval of the autosave, and the writing, may be lost. Needs a system that can copy a process.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.nn.layers.dense import Dense
from engine.recipe.recipe import Block, Recipe
from engine.training.session import Session
from gui.app import application
from gui.app.autosave import claim_leftovers
from gui.model.project import Project
from gui.model.speeds import FULL
from gui.model.storage.project_file import open_project, save_project
from gui.training.frame import Frame
from gui.window.main_window import MainWindow

INTERVAL = 0.5  # seconds between two autosaves in a run that is killed
SLACK = 5.0  # seconds that writing may take on a busy machine
LARGE = Recipe(blocks=(Block(1, Dense(300)), Block(2, Dense(300))))


def killed(work: Callable[[int], None], seconds: Callable[[], float]) -> list[str]:
    """Do `work` in a copy of this process and kill it so many seconds after its first line; returns the lines that it wrote."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work(theirs)
        os._exit(1)
    os.close(theirs)
    with os.fdopen(ours) as lines:
        first = lines.readline()
        time.sleep(seconds())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [first, *lines.readlines()]


def kill_in_saves(count: int, rng: np.random.Generator) -> list[str]:
    """What is wrong after so many kills, each while one project is saved over another, again and again."""
    session = Session(LARGE)
    session.advance(3)
    checkpoint, problems = session.checkpoint(), []
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.npp"

        def save(out: int) -> None:
            for number in range(10**9):
                save_project(replace(Project(LARGE), notes=str(number)), path, checkpoint)
                os.write(out, f"{number}\n".encode())

        for turn in range(count):
            told = killed(save, lambda: float(rng.uniform(0, 0.1)))
            last = int(told[-1])
            try:
                opened = open_project(path)
            except Exception as problem:
                problems.append(f"kill {turn}: {problem!r}")
                continue
            if opened.project.notes not in (str(last), str(last + 1)):
                problems.append(f"kill {turn}: save {last} was done, the file is {opened.project.notes}")
            if opened.checkpoint is None or not np.array_equal(opened.checkpoint.theta, checkpoint.theta):
                problems.append(f"kill {turn}: without its training")
    return problems


def train(home: str, out: int) -> None:
    """The program, playing; it tells at each frame when it was at which step."""

    class Playing(MainWindow):
        def __init__(self, project: Project) -> None:
            super().__init__(project)
            self.trainer.set_speed(FULL)

        def _show_frame(self, frame: Frame) -> None:
            super()._show_frame(frame)
            if not frame.running:
                self.trainer.play()
            elif frame.snapshot is not None:
                os.write(out, f"{time.monotonic()} {frame.snapshot.step}\n".encode())

    os.environ |= {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    application.MainWindow = Playing  # type: ignore[misc]  # in its place
    application.run([], round(1000 * INTERVAL))


def kill_while_training(count: int, rng: np.random.Generator) -> tuple[list[str], float]:
    """What is wrong after so many kills, and how many seconds of training were lost at most."""
    problems, most = [], 0.0
    for turn in range(count):
        with tempfile.TemporaryDirectory() as home:
            told = killed(lambda out, home=home: train(home, out), lambda: float(rng.uniform(INTERVAL + SLACK / 2, SLACK)))
            seen = [(float(line.split()[0]), int(line.split()[1])) for line in told if line.endswith("\n")]
            folder = next(Path(home).rglob("recovery"))
            leftovers = claim_leftovers(folder)
            if len(leftovers) != 1:
                problems.append(f"kill {turn}: {len(leftovers)} leftovers")
                continue
            checkpoint = open_project(leftovers[0].path).checkpoint
            step = -1 if checkpoint is None else checkpoint.step
            kept = max((at for at, of in seen if of <= step), default=seen[0][0])
            most = max(most, seen[-1][0] - kept)
            if seen[-1][0] - kept > INTERVAL + SLACK or checkpoint is None:
                problems.append(f"kill {turn}: {seen[-1][0] - kept:.1f} s lost")
            leftovers[0].discard()
    return problems, most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--training", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    in_saves = kill_in_saves(asked.count, rng)
    print(f"{asked.count} kills in saves: {len(in_saves)} wrong", flush=True)
    training, most = kill_while_training(asked.training, rng)
    print(f"{asked.training} kills while training, autosave every {INTERVAL} s: {len(training)} wrong, {most:.2f} s lost at most")
    print(*in_saves, *training, sep="\n")
    return 1 if in_saves or training else 0


if __name__ == "__main__":
    sys.exit(main())
