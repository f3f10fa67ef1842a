"""Displays and system libraries that are missing: one sentence and exit code 2, never an abort."""

from __future__ import annotations

from pathlib import Path

from tests.program_start import assert_refused, start


def test_without_a_display_one_sentence_says_what_to_do() -> None:
    assert_refused(start(), "DISPLAY", "main.py train")


def test_a_display_that_nobody_serves() -> None:
    assert_refused(start(DISPLAY=":9317"), "DISPLAY=:9317", "cannot be opened")


def test_a_wayland_display_that_nobody_serves() -> None:
    assert_refused(start(WAYLAND_DISPLAY="wayland-9317"), "python main.py train")


def test_missing_libraries_are_named_all_at_once_with_their_packages(tmp_path: Path) -> None:
    for name in ("libxcb-cursor.so.0", "libxcb-icccm.so.4", "libEGL.so.1"):
        (tmp_path / name).write_bytes(b"no library")  # the loader finds these first and cannot load them
    ran = start(DISPLAY=":9317", LD_LIBRARY_PATH=str(tmp_path))
    assert_refused(ran, "libxcb-cursor.so.0", "libxcb-cursor0", "libxcb-icccm4", "apt install", "dnf install", "libegl1")
