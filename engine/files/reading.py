"""Reading a file that the user chose."""

from __future__ import annotations

from pathlib import Path

from engine.files.file_problem import FileProblem


def read_bytes(path: str | Path, most: int, advice: str) -> bytes:
    """All of a file's at most `most` bytes. Raises FileProblem; `advice` ends its sentence where another file is the cure."""
    return read_beginning(path, most, advice)[0]


def read_beginning(path: str | Path, most: int, advice: str, smaller: str = "", wanted: int = -1) -> tuple[bytes, bool]:
    """The first `wanted` bytes of a file that has at most `most`, and whether they are all; raises as `read_bytes` does.

    `smaller` is the advice for a file that is too large, where it is another.
    """
    if not str(path):
        raise FileProblem(f"No file is chosen. {advice}")
    file = Path(path)
    try:
        if file.is_dir():
            raise FileProblem(f'"{path}" is a folder. {advice}')
        size = file.stat().st_size
        if not file.is_file():
            raise FileProblem(f'"{path}" is a device or a pipe, not a file. {advice}')
        if size > most:
            raise FileProblem(
                f'"{file.name}" has {size / 1e6:,.0f} MB; at most {most / 1e6:,.0f} MB can be read. {smaller or advice}'
            )
        with file.open("rb") as stream:
            data = stream.read(wanted)
        return data, len(data) >= size
    except FileNotFoundError as problem:
        raise FileProblem(f'There is no file "{path}". Check its name, or choose another file.') from problem
    except PermissionError as problem:
        raise FileProblem(
            f'"{path}" may not be read: permission denied. Close it in other programs, or copy it to a folder of your own.'
        ) from problem
    except (OSError, ValueError) as problem:  # ValueError: a zero byte in the path
        raise FileProblem(
            f"{str(path)!r} cannot be read ({problem}). Check the drive, or copy the file and try again."
        ) from problem
