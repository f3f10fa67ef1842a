"""Thousands of frames leave the process as large as it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.program_start import ROOT

FRAMES = 2000


@pytest.mark.timeout(300)
def test_frames_take_no_memory() -> None:
    command = [sys.executable, "-m", "tests.bench.frames", str(FRAMES)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{FRAMES:,} frames" in ran.stdout
