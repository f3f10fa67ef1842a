"""What would make Qt abort is found beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gui.app import preflight


class System:
    """A system on which some libraries are missing; loads as the dynamic linker does, naming the first that it misses."""

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    def load(self, name: str) -> None:
        if name in self.missing or (name.endswith("libqxcb.so") and self.missing):
            raise OSError(f"{self.missing[0]}: cannot open shared object file: No such file or directory")


@pytest.fixture
def qt_folder(tmp_path: Path) -> Path:
    plugins = tmp_path / "plugins" / "platforms"
    plugins.mkdir(parents=True)
    (plugins / "libqxcb.so").touch()
    return tmp_path


def test_a_complete_system_has_no_problem(qt_folder: Path) -> None:
    assert preflight.library_problem("xcb", System().load, qt_folder) == ""


@pytest.mark.parametrize("row", [*preflight.LIBRARIES, *preflight.LIBRARIES_OF["xcb"]])
def test_each_library_is_named_with_its_packages(row: tuple[str, str, str], qt_folder: Path) -> None:
    said = preflight.library_problem("xcb", System(row[0]).load, qt_folder)
    for part in row:
        assert part in said


def test_a_library_outside_the_table_is_named_too(qt_folder: Path) -> None:
    assert "libnew.so.7" in preflight.library_problem("xcb", System("libnew.so.7").load, qt_folder)


def test_a_platform_that_qt_has_no_plugin_for_is_left_to_qt(qt_folder: Path) -> None:
    assert preflight.library_problem("strange", System("libGL.so.1").load, qt_folder) == ""


def test_this_pyside_keeps_references_to_none() -> None:
    assert preflight.problem() == ""


def test_a_bundle_whose_qt_does_not_load_does_not_speak_of_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.sys, "platform", "win32")
    monkeypatch.setattr(preflight.sys, "frozen", True, raising=False)
    monkeypatch.setitem(preflight.sys.modules, "PySide6", None)  # type: ignore[arg-type]
    said = preflight.problem()
    assert "get the program anew" in said
    assert "PySide6-Essentials" not in said


def test_calls_that_lose_none_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([10_000, 10_000 - preflight.VOID_CALLS])
    monkeypatch.setattr(preflight.sys, "getrefcount", lambda thing: next(counts))
    assert preflight.leaks_none(lambda: None)


def test_the_display_that_works_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight.sys, "platform", "linux")
    for name, value in (("QT_QPA_PLATFORM", ""), ("WAYLAND_DISPLAY", "wayland-0"), ("DISPLAY", ":0")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(preflight, "library_problem", lambda platform: "broken" if platform == "wayland" else "")
    monkeypatch.setattr(preflight, "_connection_problem", lambda platform: "")
    assert preflight.problem() == ""
    assert preflight.os.environ["QT_QPA_PLATFORM"] == "xcb"
