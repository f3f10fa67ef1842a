"""Writes written/: the text of each export of a few small networks. Run again when a format
is meant to change, and read the diff:

python -m tests.golden.make_written
"""

from __future__ import annotations

from tests.golden.written import FILES, FOLDER

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (FOLDER / name).write_text(text(), encoding="utf-8", newline="\n")
