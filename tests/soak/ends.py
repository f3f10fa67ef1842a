"""Ends of the program in 21 ways, each in a process of its own: `python -m tests.soak.ends --count 300`.

Every one must end with code 0, say nothing, and leave no thread: anything else is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from tests.program_start import ROOT
from tests.soak.ending import WAYS, write_table

OFFSCREEN = "This plugin does not support"  # said by the platform without a screen, of every window


def end(way: str, table: Path) -> str:
    """What is wrong with one end, or nothing."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "large.csv").symlink_to(table)
        places = {"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places}
        command = [sys.executable, "-m", "tests.soak.ending", way, home]
        try:
            ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False, env=environment)
        except subprocess.TimeoutExpired:
            return f"{way}: it does not end"
    said = [line for line in (ran.stdout + ran.stderr).splitlines() if OFFSCREEN not in line]
    return f"{way}: code {ran.returncode}, {said}" if ran.returncode or said else ""


def ends(ways: Iterable[str], at_once: int) -> list[str]:
    """What is wrong with them."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(at_once) as several:
        write_table(Path(place))
        return [problem for problem in several.map(lambda way: end(way, Path(place) / "large.csv"), ways) if problem]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    problems = ends(list(islice(cycle(WAYS), asked.count)), asked.at_once)
    print(*problems, sep="\n")
    print(f"{asked.count} ends in {len(WAYS)} ways: {len(problems)} wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
