"""Starting `main.py` in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def start(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run main.py without any display, except for what `environment` says."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    command = [sys.executable, str(ROOT / "main.py"), *argv]
    kept["XDG_RUNTIME_DIR"] = kept.get("XDG_RUNTIME_DIR", tempfile.gettempdir())  # without one the library of Wayland complains
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, env={**kept, **environment})


def assert_refused(ran: subprocess.CompletedProcess[str], *words: str) -> None:
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    for word in words:
        assert word in ran.stderr
