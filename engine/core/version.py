"""The version of the program, in this place only (pyproject.toml reads it here), its names, and what has started it.

The program is a checkout (`python main.py`), installed by pip, pipx or uv, or frozen: a folder that brings its own Python, which
resources/packaging/network-playground.spec makes. Standard library only: main.py asks before anything else is known to be there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

NAME = "Network Playground"
VERSION = "0.1.0"
INSTALLED_COMMAND = "network-playground"
WINDOW_COMMAND = "network-playground-window"  # the same without a console, which matters on Windows
APPLICATION_ID = "org.networkplayground.NetworkPlayground"  # how desktops know the window, its menu entry and its icon


def is_frozen() -> bool:
    """Whether the program is one executable, so that `sys.executable` is itself and no Python."""
    return bool(getattr(sys, "frozen", False)) or "__compiled__" in globals()


def command() -> str:
    """How to start this program again: the installed command when it was used, else `python main.py`."""
    is_installed = bool(sys.argv) and Path(sys.argv[0]).stem in (INSTALLED_COMMAND, WINDOW_COMMAND)
    return INSTALLED_COMMAND if is_frozen() or is_installed else "python main.py"


def start_command(started: str | None = None) -> list[str]:
    """The words that start exactly this program again, from any folder: `started` is a script or an executable."""
    started = os.path.abspath(sys.argv[0] if started is None else started)
    if is_frozen():
        return [os.path.abspath(sys.executable)]
    is_program = started.endswith(".exe") or (not Path(started).suffix and os.access(started, os.X_OK))
    return [started] if is_program else [sys.executable, started]


def install_command(extra: str) -> str:
    """The one command that brings the packages of an extra: 'onnx' of pyproject.toml's optional dependencies.

    Empty where nothing can be installed, in a frozen program: the sentence is another one then.
    """
    if is_frozen():
        return ""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():
        return f'"{sys.executable}" -m pip install -e "{checkout}[{extra}]"'
    return f'"{sys.executable}" -m pip install "{INSTALLED_COMMAND}[{extra}]"'


def use_the_systems_libraries(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let programs that a frozen one starts load the system's libraries, not those of its folder, to which its start points."""
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        before = environment.pop(f"{name}_ORIG", None)
        if before is not None:
            environment[name] = before
        elif is_frozen():
            environment.pop(name, None)
