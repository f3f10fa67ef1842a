"""Writing a file so that it is, at every moment, either as it was or complete."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.core.quoting import LONGEST_PATH, path_text, quoted
from engine.core.translation import N_, _
from engine.files.file_problem import FileProblem
from engine.files.unfinished import sweep, temporary_name

BUSY = (5, 32, 33)  # Windows: access denied, sharing violation, lock violation; a virus scanner releases a file after a moment
RETRIES = 8
FIRST_PAUSE = 0.02  # seconds, doubled after each try
LOOP = N_('"{path}" is a link that leads back to itself. Choose another name, or remove the link.')


def write_atomic(path: str | Path, data: bytes | bytearray | memoryview) -> None:
    """Put `data` into a temporary file in the same folder, then replace `path` with it.

    A link is followed: its target is replaced. A file that is there keeps its permissions. Raises FileProblem with a sentence.
    """
    with saving(path):
        _write_beside(_target(path), data)


def check_target(path: str | Path) -> None:
    """Raises FileProblem when it is clear before writing that `path` is not to be written: no folder, too long a name, …"""
    with saving(path):
        _target(path)


@contextmanager
def saving(path: str | Path) -> Iterator[None]:
    """What the system objects to when `path` is saved, as a FileProblem."""
    try:
        yield
    except OSError as problem:
        raise FileProblem(_sentence(path, problem)) from problem
    except ValueError as problem:  # a zero byte or half a letter in the name
        text = _("{path} is not a name that a file can have. Choose another name.")
        raise FileProblem(text.format(path=quoted(str(path), LONGEST_PATH))) from problem


def _target(path: str | Path) -> Path:
    """The file to be replaced. Raises FileProblem when there is something at its path that is no regular file."""
    if not str(path):
        raise FileProblem(_("No file is chosen. Choose where to save."))
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise FileProblem(_(LOOP).format(path=path_text(path)))
    if not target.parent.is_dir():
        raise FileProblem(
            _('There is no folder "{folder}". Make it first, or save somewhere else.').format(folder=path_text(target.parent))
        )
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return target
    if stat.S_ISDIR(mode):
        raise FileProblem(_('"{path}" is a folder. Give the file a name of its own.').format(path=path_text(path)))
    if not stat.S_ISREG(mode):
        raise FileProblem(_('"{path}" is a device or a pipe, not a file. Choose another name.').format(path=path_text(path)))
    if not os.access(target, os.W_OK):
        text = _('"{path}" is write-protected. Save under another name, or allow writing first.')
        raise FileProblem(text.format(path=path_text(path)))
    return target


def _write_beside(target: Path, data: bytes | bytearray | memoryview) -> None:
    temporary = target.with_name(temporary_name())
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
    sweep(target.parent)


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


def _sentence(path: str | Path, error: OSError) -> str:
    """What went wrong and what to do, for people."""
    reason = error.strerror or str(error)
    text = _('"{path}" was not saved ({reason}). Check the drive, or save somewhere else; what was there before is untouched.')
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        text = _(
            '"{path}" was not saved: the disk is full. Make room or save somewhere else; what was there before is untouched.'
        )
    elif error.errno == errno.EROFS:
        text = _('"{path}" was not saved: that drive can only be read. Save somewhere else.')
    elif error.errno == errno.ENAMETOOLONG:
        text = _('"{start}…" is too long a name. Choose a shorter one.')
    elif error.errno == errno.ELOOP:
        text = _(LOOP)
    elif isinstance(error, PermissionError):
        text = _('"{path}" was not saved: permission denied. Close it in other programs, or save in a folder of your own.')
    return text.format(path=path_text(path), reason=reason, start=Path(path).name[:40])
