"""A restless user of the whole program, through what users have: `python -m tests.soak.window_monkey --count 20000`.

Menus, shortcuts, dialogs, panels, controls and the mouse anywhere; files, dropped ones too; the training thread, the race, and
the window closed and opened again. Each seed is a process of its own, with a home folder of its own. It is wrong if an exception
is not caught, if Qt or Python complain, if a saved file does not open again with its weights, if an action takes more than
`monkey_run.HANG` seconds, or if a thread is alive after the end. A seed always draws the same numbers; how far the training has
come, and so what there is to choose from, depends on the machine too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.program_start import ROOT

SHOWN = 60  # lines about the last actions: a beginning and an end of each
PER_SEED = 2000  # actions, unless `--seeds` says how many seeds share the count
HARMLESS = (
    "This plugin does not support",  # said by the platform without a screen, of every window
    "setHighDpiScaleFactorRoundingPolicy must be called before",  # the program is started several times in one process
)
THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def play(seed: int, count: int, patience: float = 0) -> str:
    """What is wrong with so many actions of a seed, or nothing. `patience`: seconds for all, 0 for any number."""
    with tempfile.TemporaryDirectory(prefix="monkey-") as home:
        places = {"HOME": home, "XDG_DATA_HOME": f"{home}/data", "XDG_CONFIG_HOME": f"{home}/config"}
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **THREADS, **places}
        command = [sys.executable, "-W", "error", "-m", "tests.soak.monkey_run", str(seed), str(count), home]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            started = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, text=True, env=environment)
            try:
                code: int | str = started.wait(patience or None)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
                code = "none, it does not end"
            said.seek(0)
            lines = [line for line in said.read().splitlines() if not any(words in line for words in HARMLESS)]
        if code == 0 and not lines:
            return ""
        log = Path(home, "actions.log")
        actions = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    last = "\n".join(f"  {action}" for action in actions[-SHOWN:])
    again = f"python -m tests.soak.window_monkey --seed {seed} --seeds 1 --count {count}"
    said_text = "\n".join(lines)
    return f"seed {seed}, code {code}; the last actions:\n{last}\n{said_text}\nOnce more: {again}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="actions in all")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=0, help="how many seeds share them")
    asked = parser.parse_args()
    seeds = asked.seeds or max(1, round(asked.count / PER_SEED))
    each, wrong = asked.count // seeds, 0
    for seed in range(asked.seed, asked.seed + seeds):
        began = time.monotonic()
        problem = play(seed, each)
        wrong += bool(problem)
        print(problem or f"seed {seed}: {each:,} actions in {time.monotonic() - began:.0f} s", flush=True)
    print(f"{each * seeds:,} actions over {seeds} seeds: {wrong} seeds wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
