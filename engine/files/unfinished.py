"""Temporary files of `write_atomic`: their names, and which of them a program that was killed left behind.

A name says on which computer and by which process it was made, so that the file of a program that still writes is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
import time
from pathlib import Path

YOUNG, OLD = 60.0, 86_400.0  # seconds: younger files are left alone, older ones no program writes any more
# Names of earlier versions have neither computer nor process.
_NAME = re.compile(r"\.saving-(?:([0-9a-f]{8})-(\d{1,10})-)?[0-9a-f]{12}\.tmp")


def temporary_name() -> str:
    """A new name for a temporary file of this process."""
    return f".saving-{_computer()}-{os.getpid()}-{secrets.token_hex(6)}.tmp"


def sweep(folder: Path, now: float | None = None) -> None:
    """Remove what killed programs left in a folder. What cannot be removed stays. `now`: seconds since 1970."""
    now = time.time() if now is None else now
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            name = _NAME.fullmatch(entry.name)
            if name is None:
                continue
            with contextlib.suppress(OSError):
                age = now - entry.stat(follow_symlinks=False).st_mtime
                ended = name[1] == _computer() and not _may_run(int(name[2]))
                if entry.is_file(follow_symlinks=False) and (age > OLD or (age > YOUNG and ended)):
                    os.unlink(entry.path)


def _computer() -> str:
    return hashlib.sha256(platform.node().encode()).hexdigest()[:8]


def _may_run(process: int) -> bool:
    """Whether there may be such a process on this computer."""
    if os.name != "posix":  # there is no harmless question to ask on Windows: os.kill would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
