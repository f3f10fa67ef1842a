"""The program as pip installs it: a wheel with all its files, run from an empty folder, out of reach of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.core.version import APPLICATION_ID, VERSION
from tests.program_start import ROOT

BUILT_FROM = ("engine", "gui", "resources", "main.py", "pyproject.toml", "README.md", "LICENSE")
IN_THE_CHECKOUT_ONLY = ("__pycache__", "screenshots")
WINDOW = """
import sys
from importlib.metadata import entry_points

from PySide6.QtCore import QTimer

import engine, gui
from gui.window.main_window import MainWindow

def close_at_the_first_frame(window):
    if window.trainer.frame.snapshot is None:
        QTimer.singleShot(10, window, lambda: close_at_the_first_frame(window))
    else:
        print("opened", window.size().width() > 0, flush=True)
        window.close()

def show(window, show=MainWindow.show):
    show(window)
    close_at_the_first_frame(window)

MainWindow.show = show
print(engine.__file__, gui.__file__, flush=True)
sys.argv = ["network-playground"]
[entry] = entry_points(group="console_scripts", name="network-playground")
sys.exit(entry.load()())
"""


@dataclass(frozen=True)
class Installed:
    """An environment that holds the program, and an empty folder to run it in."""

    wheel: Path
    environment: Path
    folder: Path

    def program(self, name: str) -> str:
        return str(self.environment / ("Scripts" if os.name == "nt" else "bin") / name)

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | environment
        return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False, cwd=self.folder, env=kept)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """With the dependencies of the environment that runs the tests, through a .pth file. Python reads no .pth files in the
    folders that one names: where the checkout is installed as editable, it stays out of reach."""
    source, wheels, folder = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "empty"))
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    before = source / "build" / "lib" / "engine" / "nn"  # as left by a build of an earlier version
    before.mkdir(parents=True)
    (before / "moved_since.py").write_text("raise AssertionError\n", encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    build = [*pip, "wheel", ".", "--no-build-isolation", "--no-deps", "-w", str(wheels)]
    subprocess.run(build, cwd=source, check=True, timeout=100)
    [wheel] = wheels.iterdir()
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(environment), "platbase": str(environment)}))
    (site / "dependencies.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n", encoding="utf-8"
    )
    made = Installed(wheel, environment, folder)
    python = made.program("python")
    subprocess.run([*pip, "--python", python, "install", "--no-deps", "--no-index", str(wheel)], check=True, timeout=100)
    return made


def test_the_wheel_holds_every_file_that_the_program_needs(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    needed = {
        path.relative_to(ROOT).as_posix()
        for top in ("engine", "gui", "resources")
        for path in (ROOT / top).rglob("*")
        if path.is_file() and not set(path.parts) & set(IN_THE_CHECKOUT_ONLY)
    }
    assert held == needed | {"main.py"}
    assert installed.wheel.name.startswith(f"network_playground-{VERSION}-")


def test_the_command_trains_and_exports(installed: Installed) -> None:
    command = installed.program("network-playground")
    assert installed.run(command, "--version").stdout == f"Network Playground {VERSION}\n"
    options = "train --data iris --layers 8:tanh --optimizer adam --epochs 40 --seed 1 --json --export iris.npz"
    ran = installed.run(command, *options.split())
    assert (ran.returncode, ran.stderr.count("Traceback")) == (0, 0), ran.stderr
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["test_rows"] == 45
    assert found["exports"][0]["largest_difference"] < 1e-5
    with np.load(installed.folder / "iris.npz", allow_pickle=False) as file:
        assert file["dense_1.weights"].shape == (4, 8)


def test_the_command_without_a_console_is_there_too(installed: Installed) -> None:
    ran = installed.run(installed.program("network-playground-window"), "--help")
    assert ran.stdout.startswith("usage: network-playground ")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menu entries are written on Linux")
def test_the_menu_entry_starts_what_is_installed(installed: Installed, tmp_path: Path) -> None:
    ran = installed.run(installed.program("network-playground"), "--install-desktop-entry", XDG_DATA_HOME=str(tmp_path))
    assert (ran.returncode, ran.stderr) == (0, "")
    entry = (tmp_path / "applications" / f"{APPLICATION_ID}.desktop").read_text(encoding="utf-8")
    assert f'Exec="{installed.program("network-playground")}" %f\n' in entry


def test_the_command_is_named_in_what_it_says(installed: Installed) -> None:
    ran = installed.run(installed.program("network-playground"), "train", "--epoch", "5")
    assert ran.returncode == 2
    assert "`network-playground train --help`" in ran.stderr


def test_the_window_opens(installed: Installed) -> None:
    ran = installed.run(installed.program("python"), "-c", WINDOW)
    complaints = [line for line in ran.stderr.splitlines() if "propagateSizeHints" not in line]  # the offscreen platform's own
    assert (ran.returncode, complaints) == (0, [])
    places, opened = ran.stdout.splitlines()
    assert opened == "opened True"
    assert str(ROOT) not in places
    assert places.count(str(installed.environment)) == 2
