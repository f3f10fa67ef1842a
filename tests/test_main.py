"""`main.py` as people start it, in a process of its own: what cannot work is one sentence and exit code 2, never an abort."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

import main
from engine.core.version import VERSION
from tests.program_start import ROOT, start


def test_help_explains_both_ways() -> None:
    ran = start("--help")
    assert ran.returncode == 0
    assert ran.stderr == ""
    assert "opens the window" in ran.stdout
    assert "train" in ran.stdout
    assert ".npp" in ran.stdout


def test_version_is_that_of_the_package() -> None:
    """The installed package's own is asked for in test_installed.py."""
    ran = start("--version")
    assert (ran.returncode, ran.stdout) == (0, f"Network Playground {VERSION}\n")
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert about["project"]["dynamic"] == ["version"]
    assert about["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "engine.core.version.VERSION"}


def test_what_it_does_not_know_is_refused() -> None:
    ran = start("--colour")
    assert ran.returncode == 2
    assert "--colour" in ran.stderr


def test_nothing_heavy_is_loaded_for_the_version() -> None:
    code = "import sys, main; main.main(['--version']); sys.exit('numpy' in sys.modules or 'PySide6' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=100, check=False, cwd=ROOT)
    assert ran.returncode == 0


def test_blas_gets_one_thread_unless_the_user_says_otherwise() -> None:
    code = "import os, main; main.main(['--version']); print(*map(os.environ.get, main.ENVIRONMENT))"
    environment = {name: value for name, value in os.environ.items() if name not in main.ENVIRONMENT}
    command = [sys.executable, "-c", code]
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=100, check=True, cwd=ROOT, env={**environment, "OMP_NUM_THREADS": "2"}
    )
    assert ran.stdout.splitlines()[-1] == "1 2 1 16"


@pytest.mark.parametrize("package", main.FOR_THE_WINDOW)
def test_a_missing_package_is_named_with_the_command(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main.importlib.util, "find_spec", lambda name: None if name == package else object())
    assert main.main([]) == 2
    said = capsys.readouterr().err
    assert package in said
    assert "-m pip install" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("package", main.FOR_THE_WINDOW)
def test_a_bundle_that_lost_a_package_does_not_speak_of_pip(
    package: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(main.importlib.util, "find_spec", lambda name: None if name == package else object())
    assert main.main([]) == 2
    assert capsys.readouterr().err == f"This copy of the program is not whole, packages are missing: {package}. Get it anew.\n"


def test_without_a_console_a_refusal_is_shown_in_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[object, ...]] = []
    user32 = SimpleNamespace(MessageBoxW=lambda *about: shown.append(about))
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(user32=user32), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    monkeypatch.setattr(sys, "stderr", None)
    assert main.main([]) == 2
    [(_parent, sentence, title, _icon)] = shown
    assert title == "Network Playground"
    assert "Python 3.11 to 3.13" in str(sentence)


@pytest.mark.parametrize(("version", "qt"), [((3, 11, 4), "<6.12,>=6.8.3"), ((3, 12, 0), "<6.13,>=6.8.3")])
def test_the_installed_program_names_the_versions_that_fit(
    version: tuple[int, ...], qt: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    requirements = ["numpy>=1.26", 'PySide6-Essentials<6.12,>=6.8.3; python_version < "3.12"']
    requirements += ['PySide6-Essentials<6.13,>=6.8.3; python_version >= "3.12"', 'numpy>=9; extra == "test"']
    monkeypatch.setattr(main, "__file__", str(tmp_path / "main.py"))
    monkeypatch.setattr(main.importlib.util, "find_spec", lambda name: None if name in ("numpy", "PySide6") else object())
    monkeypatch.setattr(main.importlib.metadata, "requires", lambda name: requirements)
    monkeypatch.setattr(sys, "version_info", version)
    assert main.main([]) == 2
    assert capsys.readouterr().err.endswith(f'-m pip install "numpy>=1.26" "PySide6-Essentials{qt}"\n')


def test_training_needs_no_window_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PySide6" not in main.FOR_TRAINING
    assert "pyqtgraph" not in main.FOR_TRAINING


@pytest.mark.parametrize("version", [(3, 10, 4), (3, 14, 0)])
def test_another_python_is_refused(
    version: tuple[int, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    assert main.main([]) == 2
    said = capsys.readouterr().err
    assert "Python 3.11 to 3.13" in said
    assert ".".join(map(str, version[:2])) in said
