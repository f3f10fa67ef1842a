"""A few kills of searches: `python -m tests.soak.search_kills` is the long form."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.program_start import ROOT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a system that copies processes")
def test_a_killed_search_goes_on_with_nothing_lost_and_nothing_done_twice() -> None:
    command = [sys.executable, "-m", "tests.soak.search_kills", "--kills", "3", "--trials", "30", "--epochs", "45", "--life", "2"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
