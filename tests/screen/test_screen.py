"""The real window on a virtual screen (Xvfb), moved by a real mouse and keyboard (xdotool) under a window manager (openbox)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

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
    with contextlib.ExitStack() as ending:
        environment = {**os.environ, "DISPLAY": f":{_server(ending)}", "QT_QPA_PLATFORM": "xcb"}
        manager = _started(ending, ["openbox"], env=environment)
        while subprocess.run(["xdotool", "get_num_desktops"], env=environment, capture_output=True, check=False).returncode:
            assert manager.poll() is None, "the window manager has ended"
            time.sleep(0.02)
        yield environment


def _server(ending: contextlib.ExitStack) -> str:
    """The display of a server of our own. Without -noreset it starts anew when its last client leaves, deaf meanwhile."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-noreset"]
    _started(ending, command, pass_fds=[write])
    os.close(write)
    with os.fdopen(read) as pipe:
        return pipe.readline().strip()


def _started(ending: contextlib.ExitStack, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
    """A process that ends with `ending`, also when what comes next fails."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **how)
    ending.callback(process.wait, 10)
    ending.callback(process.terminate)
    return process


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("journey", "language"),
    [("journey", ENGLISH), ("by_keys", ENGLISH), ("by_keys", KOREAN), ("help_by_keys", KOREAN)],
)
def test_a_journey_by_mouse_or_keys_succeeds(screen: dict[str, str], journey: str, language: str) -> None:
    """Each goes in any language; a quick one goes in both here."""
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
