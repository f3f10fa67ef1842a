"""Runs the whole suite in fresh environments, from the oldest versions that are allowed to the newest; prints a row for each.

    python -m tests.environments [--list] [--only 3.12 …] [--python 3.12=PATH …] [--keep FOLDER] [-- PYTEST_ARGUMENTS]

Interpreters are `python3.11` and so on, as the shell finds them, or what --python says. Ends with 1 when a test fails in one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.environments.combinations import COMBINATIONS
from tests.environments.trial import SHOWN, Outcome, python_of, tried

HEAD = ("wanted", "Python", *SHOWN, "passed", "failed", "skipped", "seconds")


def main(arguments: list[str]) -> int:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser("python -m tests.environments", description=__doc__)
    parser.add_argument("--list", action="store_true", help="only say which combinations there are")
    parser.add_argument(
        "--only", nargs="+", default=[""], metavar="TEXT", help="only combinations with one of these in their name"
    )
    parser.add_argument("--python", nargs="+", default=[], metavar="X.Y=PATH", help="interpreters to use")
    parser.add_argument("--extras", default="test,search", help="what is installed beside the program (%(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="an empty folder in which pytest's output stays")
    asked = parser.parse_args(arguments[:at])
    chosen = [one for one in COMBINATIONS if any(text in str(one) for text in asked.only)]
    if asked.list or not chosen:
        print("\n".join(map(str, chosen)) or "No combination has such a name.")
        return int(not chosen)
    paths = dict(one.split("=", 1) for one in asked.python)
    failures = []
    print(row(HEAD), "|---" * len(HEAD) + "|", sep="\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="environments-") as made:
        for number, combination in enumerate(chosen, start=1):
            python, folder = python_of(combination.python, paths), (asked.keep or Path(made)).resolve() / str(number)
            if python:
                outcome = tried(combination, python, asked.extras.split(","), arguments[at + 1 :], folder)
            else:
                outcome = Outcome(failures=[f"there is no python{combination.python}: name one by --python"])
            numbers = outcome.passed, len(outcome.failures), outcome.skipped, round(outcome.seconds)
            print(row([combination, *outcome.versions, *numbers]), flush=True)
            failures += [f"{number} ({combination}): {one}" for one in outcome.failures]
    print("", f"{len(failures)} failed", *failures, sep="\n")
    return int(bool(failures))


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
