"""A few kills in saves and one while training: `python -m tests.soak.kills` is the long form."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.program_start import ROOT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a system that copies processes")
@pytest.mark.timeout(200)
def test_a_kill_leaves_the_file_before_or_after_and_what_was_trained() -> None:
    command = [sys.executable, "-m", "tests.soak.kills", "--count", "15", "--training", "1"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=190, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
