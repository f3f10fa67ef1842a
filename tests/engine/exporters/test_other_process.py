"""Programs in a process of their own: what they are given and print, and their end when nobody waits for them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.core.cancellation import Cancelled, cancellable
from engine.exporters import EXPORTERS
from engine.exporters.other_process import run_command
from engine.exporters.verification import export
from tests.engine.exporters.test_exporters import X, trained

SLOW = "import time; time.sleep(60)"


def test_a_program_that_reads_late_gets_all_of_its_input() -> None:
    code = "import sys, time; time.sleep(0.3); sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])"
    ran = run_command([sys.executable, "-c", code], 60, given=b"ab" * 100_000)
    assert (ran.returncode, ran.stdout) == (0, b"ba" * 100_000)


def test_one_that_takes_too_long_is_ended_and_named_without_its_code() -> None:
    with pytest.raises(subprocess.TimeoutExpired) as caught:
        run_command([sys.executable, "-c", SLOW], 0.2)
    assert "time.sleep" not in str(caught.value)


def test_one_whose_work_was_cancelled_is_ended_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(Cancelled), cancellable(lambda: True):
        run_command([sys.executable, "-c", SLOW], 60)
    assert time.monotonic() - begun < 30


def test_an_export_that_is_cancelled_leaves_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "net.npz"
    place.write_text("kept")
    with pytest.raises(Cancelled), cancellable(lambda: True):
        export(trained(), EXPORTERS["npz"](), place, X)
    assert [one.name for one in tmp_path.iterdir()] == ["net.npz"]
    assert place.read_text() == "kept"
