"""Files one after the other, each under an alarm clock: how often each outcome came, what went wrong, how long it took."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

LONGEST = 10  # seconds for one file, far more than any needs
MEMORY = 3 * 10**9  # bytes that the whole process may take


@dataclass
class Tally:
    """Changes with every file. `wrong`: a line for each that ended in an exception."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)  # seconds, and the file's number

    def share(self, *names: str) -> float:
        """The share of files that came out so."""
        return sum(self.outcomes[name] for name in names) / max(1, self.outcomes.total())


def run(one: Callable[[random.Random], str], count: int, seed: int, first: int = 0) -> Tally:
    """Try files number `first` and on; `one` makes and reads the file of a chance, and says in a word what happened."""
    tally, before = Tally(), signal.signal(signal.SIGALRM, _alarm)
    try:
        for number in range(first, first + count):
            began = time.perf_counter()
            signal.alarm(LONGEST)
            try:
                tally.outcomes[one(random.Random(f"{seed} {number}"))] += 1
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                said = f"{type(error).__name__}: {str(error)[:200]} ({last.filename}:{last.lineno})"
                tally.wrong.append(f"file {number} of seed {seed}: {said}")
            finally:
                signal.alarm(0)
            tally.slowest = max(tally.slowest, (time.perf_counter() - began, number))
    finally:
        signal.signal(signal.SIGALRM, before)
    return tally


def _alarm(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {LONGEST} seconds")


def main(about: str, start: Callable[[int, int, int], Tally]) -> int:
    """The command line of a module here; `start` takes count, seed and the number of the first file."""
    arguments = argparse.ArgumentParser(description=about.splitlines()[0])
    arguments.add_argument("--count", type=int, default=1000, help="how many files (%(default)s)")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--first", type=int, default=0, help="the number of the first file, to try one again")
    given = arguments.parse_args()
    import resource  # of POSIX only, as the alarm clock

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    began = time.perf_counter()
    tally = start(given.count, given.seed, given.first)
    for line in tally.wrong:
        print(line)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f"{given.count} files in {time.perf_counter() - began:.0f} s, {len(tally.wrong)} exceptions; {dict(tally.outcomes)}")
    print(f"slowest: {tally.slowest[0]:.2f} s, file {tally.slowest[1]}; most memory: {memory / 1e6:.0f} MB")
    return 1 if tally.wrong else 0
