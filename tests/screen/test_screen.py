"""The real window on a virtual screen (Xvfb), moved by a real mouse and keyboard (xdotool) under a window manager (openbox)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from engine.core.language import ENGLISH, KOREAN, VARIABLE
from tests.program_start import ROOT
from tests.screen.journey_runner import DONE

TOOLS = ("Xvfb", "xdotool", "openbox")


@pytest.fixture
def screen() -> Iterator[dict[str, str]]:
    """The environment of a screen of our own, 1280 x 720."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and not os.environ.get("CI"):
        pytest.skip(f"a true drag needs {', '.join(missing)}; CI has them and fails without")
    assert not missing, f"install {', '.join(missing)}"
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    while subprocess.run(["xdotool", "get_num_desktops"], env=environment, capture_output=True, check=False).returncode:
        assert manager.poll() is None, "the window manager has ended"
        time.sleep(0.02)
    yield environment
    for process in (manager, server):
        process.terminate()
        process.wait(10)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("journey", "language"),
    [("journey", ENGLISH), ("by_keys", ENGLISH), ("by_keys", KOREAN)],
)
def test_by_hand(screen: dict[str, str], journey: str, language: str) -> None:
    """Each goes in any language; the quicker one goes in both here."""
    ran = subprocess.run(
        [sys.executable, "-m", f"tests.screen.{journey}"],
        cwd=ROOT,
        env={**screen, VARIABLE: language},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert (ran.returncode, ran.stderr, ran.stdout.strip()) == (0, "", DONE)
