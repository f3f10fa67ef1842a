"""The Python that runs written files: this one. A frozen program has none to start, and looks for one that is installed."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from engine.core.version import is_frozen

NAMES = ("python3", "python", "py")  # on the PATH; the last is the launcher of Windows
SECONDS = 30
# Prints the version and the folder in which the first of these packages lies; fails when one is missing.
PROBE = """
import importlib.util, os, platform, sys
found = [importlib.util.find_spec(name) for name in sys.argv[1:]]
assert None not in found
print(platform.python_version())
print(os.path.dirname(os.path.dirname(found[0].origin)))
"""


@dataclass(frozen=True)
class PythonProgram:
    """A Python to start: its executable, its version, and the folder of NumPy, which its option -I may hide."""

    executable: str
    version: str
    packages: str


def python_with(*packages: str) -> PythonProgram | None:
    """A Python that has NumPy and these packages, if there is one."""
    if is_frozen():
        return _installed_with(("numpy", *packages), os.environ.get("PATH", ""))
    if not sys.executable or any(importlib.util.find_spec(name) is None for name in packages):
        return None
    return PythonProgram(sys.executable, platform.python_version(), str(Path(np.__file__).parents[1]))


@cache
def _installed_with(packages: tuple[str, ...], folders: str) -> PythonProgram | None:
    there = [path for name in NAMES if (path := shutil.which(name, path=folders)) is not None]
    return next((one for path in there if (one := _asked(path, packages)) is not None), None)


def _asked(path: str, packages: tuple[str, ...]) -> PythonProgram | None:
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    command = [path, "-c", PROBE, *packages]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True, creationflags=no_window)
        version, folder = ran.stdout.splitlines()[-2:]
    except (OSError, ValueError, subprocess.SubprocessError):  # no Python, one that answers something else, or too late
        return None
    return PythonProgram(path, version, folder)
