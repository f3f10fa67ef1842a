"""One fresh environment: made, filled, and what the suite says in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.environments.combinations import ROOT, Combination

SHOWN = ("numpy", "PySide6-Essentials", "pyqtgraph")
VERSIONS = """
import json, platform, sys
from importlib.metadata import version
print(json.dumps([platform.python_version(), *map(version, sys.argv[1:])]))
"""


@dataclass
class Outcome:
    """What became of a combination: the versions that were really installed, how many tests passed, and which did not."""

    versions: Sequence[str] = ("", *("" for _name in SHOWN))
    passed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    failures: list[str] = field(default_factory=list)


def python_of(version: str, given: dict[str, str]) -> str:
    """The interpreter for 3.12, say: the one that was named, else `python3.12`. Empty if there is none that runs."""
    path = given.get(version) or shutil.which(f"python{version}") or ""
    code = "import sys; print('{}.{}'.format(*sys.version_info))"
    ran = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False) if path else None
    return path if ran is not None and ran.stdout.strip() == version else ""


def tried(combination: Combination, python: str, extras: Sequence[str], tests: Sequence[str], folder: Path) -> Outcome:
    """Make an environment in a folder, run the suite in it, and leave its output there as `output.txt`."""
    folder.mkdir(parents=True)
    with (folder / "output.txt").open("w", encoding="utf-8") as output:

        def run(*command: str) -> int:
            return subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, check=False).returncode

        inside = folder / "environment"
        own = str(inside / ("Scripts" if os.name == "nt" else "bin") / "python")
        for command in installing(inside, own, python, [f"{ROOT}[{','.join(extras)}]", *combination.pins(extras)]):
            if run(*command):
                return Outcome(
                    failures=[f"the installation: {(folder / 'output.txt').read_text(encoding='utf-8')[-500:].strip()}"]
                )
        versions = subprocess.run([own, "-c", VERSIONS, *SHOWN], capture_output=True, text=True, check=True).stdout
        report, began = folder / "report.xml", time.monotonic()
        code = run(own, "-m", "pytest", f"--junitxml={report}", *tests)
        outcome = counted(report, code)
        outcome.versions, outcome.seconds = json.loads(versions), time.monotonic() - began
    shutil.rmtree(inside)
    return outcome


def installing(inside: Path, own: str, python: str, requirements: Iterable[str]) -> list[list[str]]:
    """The commands that make an environment and install the program editable with these; by uv where it is there."""
    program, *pins = requirements
    if shutil.which("uv"):
        return [
            ["uv", "venv", "--python", python, str(inside)],
            ["uv", "pip", "install", "--python", own, "-e", program, *pins],
        ]
    return [[python, "-m", "venv", str(inside)], [own, "-m", "pip", "install", "-q", "-e", program, *pins]]


def counted(report: Path, code: int) -> Outcome:
    """What pytest wrote into its report; without one, or if it failed as a whole, that is the failure."""
    outcome = Outcome()
    cases = ET.parse(report).iter("testcase") if report.exists() else []
    for case in cases:
        found = {child.tag for child in case}
        if found & {"failure", "error"}:
            outcome.failures.append(f"{case.get('classname')}::{case.get('name')}")
        elif "skipped" in found:
            outcome.skipped += 1
        else:
            outcome.passed += 1
    if code and not outcome.failures:
        outcome.failures.append(f"pytest as a whole (exit code {code})")
    return outcome
