"""What it costs to start, in CPU time of processes of their own: the window until its first frame, and the training session.

    python -m tests.bench.start [--rounds 3]

Beside the import of the session stands its floor: what the standard library's modules that it needs cost alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from statistics import median

WINDOW_GOAL, IMPORT_GOAL = 2000.0, 80.0  # milliseconds
WINDOW = """
import time
from PySide6.QtCore import QSettings, QStandardPaths
QStandardPaths.setTestModeEnabled(True)
from gui.app import application
app = application.start_application()
app.setOrganizationName("network-playground-bench")
QSettings().clear()
from gui.model.project import Project
from gui.window.main_window import MainWindow
window = MainWindow(Project())
window.resize(1280, 720)
window.show()
shown = []
window.trainer.framed.connect(lambda frame: shown.append(frame.snapshot))
until = time.monotonic() + 20
while not any(shown) and time.monotonic() < until:
    app.processEvents()
for _ in range(3):
    app.processEvents()
cost = time.process_time()
window.close()
print(cost)
"""
LIBRARY = """
import sys
import numpy
numpy_has = set(sys.modules)
import engine.training.session
print(*[name for name in sys.modules if name not in numpy_has and name.split(".")[0] in sys.stdlib_module_names])
"""


def start_ms(rounds: int = 3) -> dict[str, float]:
    """window: from the start of the process to its first frame. session: its import without NumPy's. library: of that, the
    standard library's part."""
    with tempfile.TemporaryDirectory() as cache:
        return _start_ms(rounds, cache)


def _start_ms(rounds: int, cache: str) -> dict[str, float]:
    """With compiled files in `cache`, as an installed program has them."""
    names = [name for name in _run(LIBRARY, cache).split() if not name.startswith("__")]
    timed = "from time import process_time as t; import numpy; a = t(); {}; print(t() - a)"
    codes = {
        "window": WINDOW,
        "session": timed.format("import engine.training.session"),
        "library": timed.format(f"import {', '.join(names)}"),
    }
    _run(WINDOW, cache)  # compiles
    return {name: 1000 * median(float(_run(code, cache)) for _ in range(rounds)) for name, code in codes.items()}


def rows(ms: dict[str, float]) -> list[str]:
    return [
        f"start to the first frame: {ms['window']:.0f} ms of CPU (goal {WINDOW_GOAL:.0f})",
        f"import of the training session beside NumPy: {ms['session']:.0f} ms of CPU (goal {IMPORT_GOAL:.0f}; "
        f"{ms['library']:.0f} of them are the standard library's modules)",
    ]


def missed_goals(ms: dict[str, float]) -> list[str]:
    goals = (("start", ms["window"] <= WINDOW_GOAL), ("import of the session", ms["session"] <= IMPORT_GOAL))
    return [goal for goal, reached in goals if not reached]


def _run(code: str, cache: str) -> str:
    """What a process of its own prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = cache
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return ran.stdout.strip().splitlines()[-1]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    print("\n".join(rows(start_ms(parser.parse_args(argv).rounds))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
