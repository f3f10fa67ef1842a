"""Writing a file so that it is, at every moment, either as it was or complete."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import time
from pathlib import Path

from engine.files.file_problem import FileProblem

BUSY = (5, 32, 33)  # Windows: access denied, sharing violation, lock violation; a virus scanner lets go after a moment
RETRIES = 8
FIRST_PAUSE = 0.02  # seconds, doubled after each try


def write_atomic(path: str | Path, data: bytes | bytearray | memoryview) -> None:
    """Put `data` into a temporary file in the same folder, then let it take the place of `path`.

    A link is followed: its target is replaced. A file that is there keeps its permissions. Raises FileProblem with a sentence.
    """
    try:
        target = _target(path)
        _write_beside(target, data)
    except OSError as problem:
        raise FileProblem(_sentence(path, problem)) from problem
    except ValueError as problem:  # a zero byte or half a letter in the name
        raise FileProblem(f"{str(path)!r} is not a name that a file can have. Choose another name.") from problem


def _target(path: str | Path) -> Path:
    """The file to be replaced; raises FileProblem when something stands there that is no ordinary file."""
    if not str(path):
        raise FileProblem("No file is chosen. Choose where to save.")
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise FileProblem(f'"{path}" is a link that leads back to itself. Choose another name, or remove the link.')
    if not target.parent.is_dir():
        raise FileProblem(f'There is no folder "{target.parent}". Make it first, or save somewhere else.')
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise FileProblem(f'"{path}" is a folder. Give the file a name of its own.')
    if not stat.S_ISREG(mode):
        raise FileProblem(f'"{path}" is a device or a pipe, not a file. Choose another name.')
    if not os.access(target, os.W_OK):
        raise FileProblem(f'"{path}" is write-protected. Save under another name, or allow writing first.')
    return target


def _write_beside(target: Path, data: bytes | bytearray | memoryview) -> None:
    temporary = target.with_name(f".saving-{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(temporary, flags, 0o666), "wb")
    try:
        with stream:
            if target.exists():
                os.chmod(temporary, stat.S_IMODE(target.stat().st_mode))
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _replace(temporary: Path, target: Path) -> None:
    for attempt in range(RETRIES):
        try:
            os.replace(temporary, target)
        except OSError as problem:
            if getattr(problem, "winerror", None) not in BUSY or attempt == RETRIES - 1:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can. The file itself is safe already."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _sentence(path: str | Path, problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f'"{path}" was not saved: the disk is full. Make room or save somewhere else; what was there before is untouched.'
    if problem.errno == errno.EROFS:
        return f'"{path}" was not saved: that drive can only be read. Save somewhere else.'
    if problem.errno == errno.ENAMETOOLONG:
        return f'"{Path(path).name[:40]}…" is too long a name. Choose a shorter one.'
    if problem.errno == errno.ELOOP:
        return f'"{path}" is a link that leads back to itself. Choose another name, or remove the link.'
    if isinstance(problem, PermissionError):
        return f'"{path}" was not saved: permission denied. Close it in other programs, or save in a folder of your own.'
    why = problem.strerror or str(problem)
    return f'"{path}" was not saved ({why}). Check the drive, or save somewhere else; what was there before is untouched.'
