"""The version of the program, in this place only (pyproject.toml reads it here), and the command that started it.

Standard library only: main.py asks before anything else is known to be installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

VERSION = "0.1.0"
INSTALLED_COMMAND = "network-playground"


def command() -> str:
    """How to start this program again: the installed command when it was used, else `python main.py`."""
    return INSTALLED_COMMAND if sys.argv and Path(sys.argv[0]).stem == INSTALLED_COMMAND else "python main.py"


def install_command(extra: str) -> str:
    """The one command that brings the packages of an extra: 'onnx' of pyproject.toml's optional dependencies."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").exists():
        return f'"{sys.executable}" -m pip install -e "{checkout}[{extra}]"'
    return f'"{sys.executable}" -m pip install "{INSTALLED_COMMAND}[{extra}]"'
