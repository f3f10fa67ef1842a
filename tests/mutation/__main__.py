"""Changes one operator or number at a time and runs the tests of its room: python -m tests.mutation --count 150 --seed 1

Changes are drawn from `engine/` and `gui/model/`, and made in a copy of the tree, whose tests must pass. A change that no test
notices is printed at the end: it wants a test, or a reason why it means the same. With --keep FILE, what is known already is not
run again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from tests.mutation.changes import Change, changed_source, changes

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("engine", "gui/model")
LONGEST = 900  # seconds for the tests of a room; one that takes longer hangs


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=150, metavar="N", help="changes (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which ones (%(default)s)")
    parser.add_argument("--only", default="", metavar="PATH", help="only of files whose path begins so")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="JSON: what is known already, and what is found")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many at a time (%(default)s)")
    asked = parser.parse_args(arguments)
    drawn = draw(asked.count, asked.seed, asked.only)
    known = json.loads(asked.keep.read_text()) if asked.keep and asked.keep.exists() else {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(asked.jobs) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for i in range(asked.jobs):
            trees.put(_copy(Path(folder) / str(i)))

        def try_out(change: Change) -> bool:
            tree = trees.get()
            try:
                return is_noticed(change, tree)
            finally:
                trees.put(tree)

        running = {pool.submit(try_out, change): change for change in drawn if str(change) not in known}
        for i, done in enumerate(as_completed(running), start=1):
            change = running[done]
            known[str(change)] = done.result()
            if asked.keep:
                asked.keep.write_text(json.dumps(known, indent=1, ensure_ascii=False))
            print(f"{i}/{len(running)}", "noticed " if known[str(change)] else "SURVIVED", change, flush=True)
    survivors = [change for change in drawn if not known[str(change)]]
    print(f"{len(drawn) - len(survivors)} of {len(drawn)} were noticed. Not noticed:", *survivors, sep="\n  ")
    return 0


def _copy(tree: Path) -> Path:
    """The tree without what is not read."""
    ignored = shutil.ignore_patterns(".git", "__pycache__", "*.egg-info", ".*_cache", ".hypothesis", "screenshots")
    shutil.copytree(ROOT, tree, ignore=ignored)
    return tree


def draw(count: int, seed: int, only: str) -> list[Change]:
    """Without repetition, every possible change equally likely."""
    paths = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")))
    possible = [one for path in paths for one in changes(path, ROOT) if one.path.startswith(only)]
    return random.Random(seed).sample(possible, min(count, len(possible)))


def is_noticed(change: Change, tree: Path) -> bool:
    """Whether a test of the room fails with it."""
    path = tree / change.path
    source = path.read_text(encoding="utf-8")
    try:
        path.write_text(changed_source(source, change.index), encoding="utf-8")
        return any(_fails(tests, tree) for tests in _tests_of(change.path, tree))
    finally:
        path.write_text(source, encoding="utf-8")


def _tests_of(path: str, tree: Path) -> Iterator[list[str]]:
    """The test files that import the module, its own first, then the others of its room, then those elsewhere that import it,
    windows apart.
    """
    module, room = path.removesuffix(".py").removesuffix("/__init__").replace("/", "."), "/".join(path.split("/")[:2])
    tests = sorted((tree / "tests").rglob("test_*.py"))
    importing = [one for one in tests if f"{module} import" in one.read_text(encoding="utf-8")]
    first = [one for one in importing if any(one.is_relative_to(tree / "tests" / folder) for folder in FOLDERS)]
    first.sort(key=lambda one: one.stem != f"test_{Path(path).stem}")
    rest = [one for one in tests if one.is_relative_to(tree / "tests" / room) and one not in first]
    elsewhere = [one for one in importing if one not in first and not one.is_relative_to(tree / "tests" / "gui")]
    for some in (first, rest, elsewhere):
        if some:
            yield [one.relative_to(tree).as_posix() for one in some]


def _fails(tests: list[str], tree: Path) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", "--timeout=300", *tests]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(command, cwd=tree, env=environment, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return True
    return ended.returncode != 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
