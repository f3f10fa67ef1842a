"""`network-playground --install-desktop-entry`: the program in the menu of a Linux desktop, and as what opens its own files.

Everything is written below the user's own XDG folder, from the files in resources/packaging, and `--remove-desktop-entry` takes
all of it away. What else belongs there is one more line in `_places`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.cli.output import BAD_INPUT, NOT_PRINTED, print_aside, print_result, use_any_letters
from engine.core.quoting import path_text
from engine.core.resources import resource
from engine.core.translation import _
from engine.core.version import APPLICATION_ID, INSTALLED_COMMAND, command, start_command
from engine.files.atomic_write import saving, write_atomic
from engine.files.file_problem import FileProblem

DONE, FAILED = 0, 1
ICON_SIZES = (48, 128, 256)
ENTRY = f"applications/{APPLICATION_ID}.desktop"
# What makes the desktop notice: a program, the folder it is given, and options.
MIME_TYPES = ("update-mime-database", "mime")
OPENERS = ("update-desktop-database", "applications")
ICONS = ("gtk-update-icon-cache", "icons/hicolor", "--force", "--ignore-theme-index", "--quiet")
SECONDS = 60
PACKAGED_COMMAND = f"Exec={INSTALLED_COMMAND} %f"


def main(action: str) -> int:
    """`install` or `remove`; returns the exit code."""
    use_any_letters()
    if sys.platform in ("win32", "darwin"):
        text = _("A menu entry can be written on Linux only. Make a shortcut to this command instead: {command}")
        print_aside(text.format(command=" ".join(f'"{word}"' for word in start_command())))
        return BAD_INPUT
    folder = data_home()
    try:
        said = install(folder, start_command()) if action == "install" else remove(folder)
    except FileProblem as problem:
        print_aside(str(problem))
        return FAILED
    return DONE if print_result(said) else NOT_PRINTED


def data_home() -> Path:
    """Where the user's own menu entries, icons and file types are; a relative path counts as none (XDG Base Directory)."""
    given = Path(os.environ.get("XDG_DATA_HOME", ""))
    return given if given.is_absolute() else Path.home() / ".local" / "share"


def install(folder: Path, start: list[str]) -> str:
    """Write everything; returns what to tell. Raises FileProblem."""
    for place, content in _places(start):
        path = folder / place
        with saving(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
    told = [_("Network Playground is in the menu now, and opens .npp and .nplesson files: {path}")]
    if not _refresh(folder):
        told.append(
            _("The desktop does not know these files yet: install the package shared-mime-info, then run this command again.")
        )
    told.append(_("`{command} --remove-desktop-entry` takes it out of the menu again."))
    return "\n".join(told).format(path=path_text(folder / ENTRY), command=command())


def remove(folder: Path) -> str:
    """Take away what `install` wrote; returns what to tell. Raises FileProblem."""
    there = [path for place, _content in _places([]) if (path := folder / place).exists()]
    if not there:
        return _('There is no menu entry of Network Playground in "{folder}".').format(folder=path_text(folder))
    for path in there:
        with saving(path):
            path.unlink()
    _refresh(folder)
    return _("Network Playground is no longer in the menu.")


def entry_text(start: list[str]) -> str:
    """The menu entry with the command that starts this very copy of the program; it hides once that is gone."""
    packaged = _packaged(".desktop").decode()
    words = " ".join([*map(quoted_word, start), "%f"])
    program = start[0].replace("\\", r"\\") if start else ""
    return packaged.replace(PACKAGED_COMMAND, f"TryExec={program}\nExec={words}")


def quoted_word(word: str) -> str:
    """As in the Exec line of the Desktop Entry Specification: quoted, and then escaped once more like any text of the file."""
    for letter in '\\"`$':
        word = word.replace(letter, f"\\{letter}")
    return '"{}"'.format(word.replace("%", "%%").replace("\\", r"\\"))


def _places(start: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each file below the XDG folder, and its content."""
    yield ENTRY, entry_text(start).encode()
    yield f"mime/packages/{APPLICATION_ID}.xml", _packaged(".xml")
    yield f"icons/hicolor/scalable/apps/{APPLICATION_ID}.svg", _packaged(".svg")
    for size in ICON_SIZES:
        yield f"icons/hicolor/{size}x{size}/apps/{APPLICATION_ID}.png", _packaged(f"-{size}.png")


def _packaged(end: str) -> bytes:
    return resource("packaging", f"{APPLICATION_ID}{end}").read_bytes()


def _refresh(folder: Path) -> bool:
    """Have the desktop read it anew; false where the program for file types is not installed."""
    with contextlib.suppress(OSError):
        os.utime(folder / "icons" / "hicolor")  # desktops look at its time
    if (folder / "icons" / "hicolor" / "icon-theme.cache").exists():
        _run(*ICONS, below=folder)
    has_types = _run(*MIME_TYPES, below=folder)
    _run(*OPENERS, below=folder)
    return has_types


def _run(program: str, place: str, *options: str, below: Path) -> bool:
    found = shutil.which(program)
    if found is None or not (below / place).is_dir():
        return found is not None
    try:
        ran = subprocess.run([found, *options, str(below / place)], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ran.returncode == 0
