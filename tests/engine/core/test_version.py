"""What has started the program, and how it is started again: from a checkout, installed, and frozen."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from engine.core import version
from engine.core.version import command, install_command, is_frozen, start_command, use_the_systems_libraries

ROOT = Path(version.__file__).parents[2]


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """As PyInstaller's start leaves it; the executable."""
    program = str(tmp_path / "a b" / "network-playground")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setattr(sys, "argv", ["network-playground"])
    return program


def test_a_checkout_is_started_by_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["main.py"])
    assert not is_frozen()
    assert command() == "python main.py"
    assert start_command("main.py") == [sys.executable, str(Path("main.py").absolute())]
    assert install_command("onnx") == f'"{sys.executable}" -m pip install -e "{ROOT}[onnx]"'


@pytest.mark.parametrize("name", ["network-playground", "network-playground-window.exe"])
def test_the_command_without_a_console_is_never_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [f"/somewhere/{name}", "train"])
    assert command() == "network-playground"


def test_an_executable_is_started_as_itself(tmp_path: Path) -> None:
    program = tmp_path / "network-playground"
    assert start_command(f"{program}.exe") == [f"{program}.exe"]
    program.touch(0o755)
    assert start_command(str(program)) == [str(program)]


def test_a_frozen_program_is_started_by_its_executable_whatever_it_was_called(
    frozen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["np"])
    assert is_frozen()
    assert command() == "network-playground"
    assert start_command() == [frozen]


def test_nothing_can_be_installed_into_a_frozen_program(frozen: str) -> None:
    assert install_command("onnx") == ""


def test_every_sentence_with_that_command_has_another_one_for_a_frozen_program() -> None:
    """Who asks for the command looks whether there is one."""
    lacking = []
    for path in (ROOT / folder for folder in ("engine", "gui")):
        for file in path.rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            asked, looked = text.count("install_command("), len(re.findall(r"\b(if|and) (not )?(self\.)?command\b", text))
            if file.name != "version.py" and asked > looked:
                lacking.append(file.relative_to(ROOT).as_posix())
    assert not lacking, "nothing can be installed into a frozen program"


def test_what_a_frozen_program_starts_finds_the_systems_libraries(frozen: str) -> None:
    changed = {"LD_LIBRARY_PATH": "/app/_internal", "LD_LIBRARY_PATH_ORIG": "/opt/lib", "HOME": "/home/me"}
    use_the_systems_libraries(changed)
    assert changed == {"LD_LIBRARY_PATH": "/opt/lib", "HOME": "/home/me"}
    made = {"LD_LIBRARY_PATH": "/app/_internal"}
    use_the_systems_libraries(made)
    assert made == {}


def test_otherwise_the_users_libraries_stay() -> None:
    own = {"LD_LIBRARY_PATH": "/opt/lib"}
    use_the_systems_libraries(own)
    assert own == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_its_names_are_those_of_the_package() -> None:
    about = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'[project.scripts]\n{version.INSTALLED_COMMAND} = "main:main"' in about
    assert f'[project.gui-scripts]\n{version.WINDOW_COMMAND} = "main:main"' in about
