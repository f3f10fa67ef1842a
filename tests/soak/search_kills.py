"""Kills in the middle of searches: `python -m tests.soak.search_kills --kills 100`.

A program that runs a search with worker processes is killed at drawn moments and started again, until the search has ended: by
grid, at random, and by TPE with one worker. After each kill nothing that had ended may be lost, nothing may be trained twice, and
no worker may live on; at the end trials, scores and trained states must be those of a search that nobody disturbed, bit for bit.
Needs a system that can copy a process.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.data.datasets import DATASETS
from engine.data.preprocessing import Data
from engine.recipe.recipe import Recipe
from engine.search.executors.in_process import InProcess
from engine.search.executors.opening import open_workers
from engine.search.plan import Plan
from engine.search.running import coordinator
from engine.search.running.coordinator import Search
from engine.search.space import space_from
from engine.search.study import Record, Study
from engine.search.trial import Trial
from engine.training.prepare import prepare

GRID = space_from("lr=1e-3..1:log:4 layers=3|6,6|8:relu,dropout:0.2 optimizer=adam|sgd|momentum batch=8|30 penalty=none|l2:0.01")
SPACE = space_from("lr=1e-3..3:log layers=3|6,6|8:relu,dropout:0.2 optimizer=adam|sgd|momentum batch=4..40 penalty=none|l2:0.01")
GONE_AFTER = 20.0  # seconds that a worker may need to notice, on a busy machine


@dataclass(frozen=True)
class Case:
    """A kind of search, with so many worker processes."""

    plan: Plan
    jobs: int


def cases(trials: int, epochs: int, names: list[str]) -> list[Case]:
    base = Plan(Recipe(DATASETS["iris"]()), SPACE, "accuracy", trials=trials, epochs=epochs)
    all_of_them = {
        "random": Case(replace(base, repeats=2, judge="loss"), 2),
        "grid": Case(replace(base, sampler="grid", space=GRID, folds=3), 2),
        "tpe": Case(replace(base, sampler="tpe"), 1),
    }
    return [all_of_them[name] for name in names]


def search_in_a_copy(path: Path, case: Case, data: Data) -> tuple[int, int]:
    """Start a program that goes on with the search; returns its number, and a pipe with the number of each trial that ended."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    os.close(ours)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    class Telling(Study):
        def record(self, *records: Record) -> None:
            super().record(*records)
            ended = "".join(f"{trial.number}\n" for trial, _states in records if trial.has_ended)
            os.write(theirs, ended.encode())

    coordinator.WORTH_RECORDING = 0.0  # type: ignore[misc]  # more is written, and more is continued in the middle
    try:
        with Telling.open(path, case.plan, data) as study:
            Search(study, data).run(open_workers(data, case.jobs))
    finally:
        os._exit(0)


def children_of(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except FileNotFoundError:
        return []


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def killed(path: Path, case: Case, data: Data, rng: np.random.Generator, longest: float) -> tuple[set[int], list[int], bool]:
    """One life of the program, of at most about `longest` seconds: which trials it told had ended, which of its workers live on,
    and whether it was killed at all.

    Half of the kills come after the first trial that ended in this life, so that they hit a search at work.
    """
    child, pipe = search_in_a_copy(path, case, data)
    told = b""
    if rng.random() < 0.5:
        told = os.read(pipe, 1000)
        time.sleep(float(rng.uniform(0, 0.5)))
    else:
        time.sleep(float(rng.uniform(0, longest)))
    workers = children_of(child)
    was_at_work = lives(child)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(pipe, "rb") as lines:  # it ends when no copy of its other end is left
        told += lines.read()
    deadline = time.monotonic() + GONE_AFTER
    while any(map(lives, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return {int(line) for line in told.split()}, [one for one in workers if lives(one)], was_at_work


def outcome(trial: Trial) -> Trial:
    return replace(trial, seconds=0.0, host="", process=0)


def result(study: Study) -> tuple[Any, ...]:
    """What must be equal bit for bit; NaN is made a text, as it is not equal to itself."""
    return tuple((repr(outcome(one)), study.states(one.number)) for one in study.trials())


def problems_of(case: Case, kills: int, rng: np.random.Generator, place: Path, longest: float) -> tuple[list[str], int, int]:
    """What went wrong in so many kills of such searches; with the number of searches, and of kills at work."""
    data = prepare(case.plan.base)
    with Study.create(place / "undisturbed", case.plan, data) as study:
        Search(study, data).run(InProcess(data))
        wanted = result(study)
    problems: list[str] = []
    done = searches = at_work = 0
    while done < kills:
        path = place / f"{case.plan.sampler}-{searches}"
        Study.create(path, case.plan, data).close()
        known: dict[int, Trial] = {}
        searches += 1
        while done < kills and sum(one.has_ended for one in known.values()) < case.plan.trial_count:
            told, left, was_at_work = killed(path, case, data, rng, longest)
            done, at_work = done + 1, at_work + was_at_work
            name = f"{case.plan.sampler}, kill {done}"
            if left:
                problems.append(f"{name}: workers live on: {left}")
            with Study.open(path, case.plan, data) as study:
                now = {one.number: one for one in study.trials() if one.has_ended}
            lost = (told | known.keys()) - now.keys()
            if lost:
                problems.append(f"{name}: lost {sorted(lost)}")
            again = [number for number in known.keys() & now.keys() if repr(known[number]) != repr(now[number])]
            if again:
                problems.append(f"{name}: trained again {again}")
            known = now
        with Study.open(path, case.plan, data) as study:
            Search(study, data).run(InProcess(data))
            if result(study) != wanted:
                problems.append(f"{case.plan.sampler}, search {searches}: it did not end like an undisturbed one")
    return problems, searches, at_work


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--trials", type=int, default=120)
    parser.add_argument("--epochs", type=int, default=90)
    parser.add_argument("--samplers", default="random,grid,tpe")
    parser.add_argument("--life", type=float, default=4.0, help="seconds from the start of a program to its kill, at most")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if importlib.util.find_spec("optuna") is None and "tpe" in asked.samplers:
        print("Without Optuna: TPE is left out.")
        asked.samplers = asked.samplers.replace(",tpe", "")
    rng, wrong = np.random.default_rng(asked.seed), []
    some = cases(asked.trials, asked.epochs, asked.samplers.split(","))
    for i, case in enumerate(some):
        kills = asked.kills // len(some) + (i < asked.kills % len(some))
        with tempfile.TemporaryDirectory() as place:
            problems, searches, at_work = problems_of(case, kills, rng, Path(place), asked.life)
        text = "{name}, workers: {jobs}: {kills} kills, {work} at work, in {searches} searches of {trials} trials: {wrong} wrong"
        about = {"name": case.plan.sampler, "jobs": case.jobs, "kills": kills, "work": at_work, "searches": searches}
        print(text.format(**about, trials=case.plan.trial_count, wrong=len(problems)), flush=True)
        wrong += problems
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
