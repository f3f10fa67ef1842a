"""Twenty thousand calls that return nothing leave None's reference count alone (PYSIDE-3474 ends the program within seconds)."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for i in range(20_000):
    label.setText(str(i))
lost = before - sys.getrefcount(None)
assert abs(lost) < 1000, lost
"""


def test_set_text_does_not_lose_none() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=100, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
