"""Reading a file that the user chose: its size is checked first, and what goes wrong is a FileProblem."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from engine.core.cancellation import check
from engine.core.number_format import format_bytes
from engine.core.quoting import LONGEST_PATH, path_text, quoted
from engine.core.translation import _
from engine.files.file_problem import FileProblem

PIECE = 4_000_000  # bytes


def read_bytes(path: str | Path, most: int, advice: str) -> bytes:
    """All of a file that has at most `most` bytes. Raises FileProblem; it ends with `advice` where another file would help."""
    return read_beginning(path, most, advice)[0]


def read_beginning(path: str | Path, most: int, advice: str, smaller: str = "", wanted: int = -1) -> tuple[bytes, bool]:
    """The first `wanted` bytes of a file that has at most `most`, and whether they are all; raises as `read_bytes` does.

    `smaller` is the advice for a file that is too large, where it is another.
    """
    if not str(path):
        raise FileProblem(_("No file is chosen. {advice}").format(advice=advice))
    file = Path(path)
    try:
        if file.is_dir():
            raise FileProblem(_('"{path}" is a folder. {advice}').format(path=path_text(path), advice=advice))
        size = file.stat().st_size
        if not file.is_file():
            raise FileProblem(
                _('"{path}" is a device or a pipe, not a file. {advice}').format(path=path_text(path), advice=advice)
            )
        if size > most:
            text = _('"{name}" has {size}; at most {most} can be read. {advice}')
            sizes = {"size": format_bytes(size), "most": format_bytes(most)}
            raise FileProblem(text.format(name=path_text(file.name), advice=smaller or advice, **sizes))
        with file.open("rb") as stream:
            data = _read(stream, size if wanted < 0 else wanted)
        return data, len(data) >= size
    except FileNotFoundError as error:
        text = _('There is no file "{path}". Check its name, or choose another file.')
        raise FileProblem(text.format(path=path_text(path))) from error
    except PermissionError as error:
        text = _('"{path}" may not be read: permission denied. Close it in other programs, or copy it to a folder of your own.')
        raise FileProblem(text.format(path=path_text(path))) from error
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        text = _("{path} cannot be read ({error}). Check the drive, or copy the file and try again.")
        raise FileProblem(text.format(path=quoted(str(path), LONGEST_PATH), error=_reason(error))) from error


def _read(stream: BinaryIO, most: int) -> bytes:
    """Up to so many bytes, piece by piece: a slow drive can be given up."""
    pieces = []
    while most > 0:
        check()
        piece = stream.read(min(PIECE, most))
        if not piece:
            break
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def cannot_be_opened(path: Path, error: OSError) -> FileProblem:
    """The problem of a file that is not there, or that may not be opened."""
    text = _('"{path}" cannot be opened ({error}). Check that it is there and may be read.')
    return FileProblem(text.format(path=path_text(path), error=_reason(error)))


def _reason(error: OSError | ValueError) -> str:
    """What the system says, without the path, which it would repeat in full."""
    return getattr(error, "strerror", None) or str(error)
