"""The fixtures of conftest.py find what a test leaves behind."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

HEAD = """
import pytest
from PySide6.QtCore import QThread, QTimer
from PySide6.QtWidgets import QWidget
kept = []
class Endless(QThread):
    def run(self):
        while not self.isInterruptionRequested():
            self.msleep(5)
@pytest.fixture(scope="session", autouse=True)
def end_threads():
    yield
    for thing in kept:
        if isinstance(thing, QThread):
            thing.requestInterruption()
            thing.wait()
"""
LEAKS = {
    "timer": "timer = QTimer(); timer.start(1000); kept.append(timer)",
    "thread": "thread = Endless(); thread.start(); kept.append(thread)",
    "widget": "widget = QWidget(); widget.show(); kept.append(widget)",
}


@pytest.mark.parametrize("kind", LEAKS)
def test_a_test_that_leaves_something_fails(
    kind: str, pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _run(LEAKS[kind], pytester, request, monkeypatch)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*left behind: *"])


@pytest.mark.parametrize("clean", ["QTimer().start(1000)", "widget = QWidget(); widget.show(); widget.deleteLater()"])
def test_a_test_that_cleans_up_passes(
    clean: str, pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(clean, pytester, request, monkeypatch).assert_outcomes(passed=1)


def _run(
    body: str, pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> pytest.RunResult:
    conftest = request.config.rootpath / "tests" / "conftest.py"
    monkeypatch.setenv("PYTHONPATH", str(request.config.rootpath))  # it imports from the tests
    pytester.makeconftest(conftest.read_text(encoding="utf-8"))
    pytester.makepyfile(f"{HEAD}\ndef test_it(qapp):\n    {body}\n")
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")
