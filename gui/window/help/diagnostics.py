"""What those who fix the program need to know, as text: versions, screen, settings, and the end of the log.

Nothing private leaves by it: of the log only what is known to be harmless passes (times, places in program code, kinds of
errors, functions of Qt); messages, which may hold names of files or data, do not.
"""

from __future__ import annotations

import builtins
import platform
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyqtgraph
import PySide6
from PySide6.QtCore import QLocale, QStandardPaths, qVersion
from PySide6.QtGui import QGuiApplication, QScreen

from engine.core.resources import resource
from engine.core.translation import _
from engine.core.version import VERSION
from gui.style import style_sheet

LOGS = ("network-playground.log", "fatal.log")
PROGRAM = resource().parent  # where the program's own packages are
MOST_BYTES, MOST_LINES = 64 * 1024, 60  # read of the end of each log; copied
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}(?= |$)")
FRAME = re.compile(r'  File "(?P<path>[^"]+)", line (?P<line>\d+),? in (?P<name>\w+|<\w+>)$')
FATAL = re.compile(r"Fatal Python error: [A-Z]\w+( \w+)?$|(Current thread|Thread) 0x[0-9a-f]+")
QT = re.compile(r"Qt: (Q\w+(::~?\w+)+)")
ERROR = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(:|$)")
OURS = ("engine", "gui", "numpy", "pyqtgraph", "PySide6", "shiboken6", "safetensors")


def diagnostic_text(logs: Path | None = None) -> str:
    """The whole text; `logs` is the folder of the log files, by default the program's own."""
    folder = log_folder() if logs is None else logs
    lines = [*_versions(), *_screens(), *_settings(), "", _("End of the log, without its messages:")]
    ends = [line for name in LOGS for line in harmless_lines(_end_of(folder / name))][-MOST_LINES:]
    return "\n".join([*lines, *(ends or [_("(nothing)")])]) + "\n"


def log_folder() -> Path:
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(data) / "logs"


def harmless_lines(text: str) -> Iterator[str]:
    """The lines of a log that say nothing private, cut down to what is known to be harmless."""
    for line in text.splitlines():
        frame = FRAME.match(line)
        if frame is not None:
            place = _place(frame["path"])
            if place:
                yield f"  {place}:{frame['line']} {frame['name']}"
        elif found := TIME.match(line) or FATAL.match(line):
            yield found[0]
        elif found := QT.match(line):
            yield f"Qt: {found[1]}"
        elif (found := ERROR.match(line)) and _is_kind_of_error(found["name"]):
            yield found["name"]


def _place(path: str) -> str:
    """A source file of the program or of a package, without where it is installed; nothing for any other file."""
    parts = Path(path).parts
    for at, part in enumerate(parts):
        if part in ("site-packages", "dist-packages"):
            return "/".join(parts[at + 1 :])
    if Path(path).is_relative_to(PROGRAM):
        own = Path(path).relative_to(PROGRAM)
        return own.as_posix() if own.parts[0] in ("engine", "gui", "main.py") else ""
    return f"python/{parts[-1]}" if path.startswith(str(Path(platform.__file__).parent)) else ""


def _is_kind_of_error(name: str) -> bool:
    """Whether it is the name of an exception, and not a word of a message that has several lines."""
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return True
    module, _dot, last = name.rpartition(".")
    return module.partition(".")[0] in OURS and isinstance(getattr(sys.modules.get(module), last, None), type)


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - MOST_BYTES))
            return stream.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _versions() -> Iterator[str]:
    yield f"Network Playground {VERSION}"
    yield f"Python {platform.python_version()} ({platform.python_implementation()}, {platform.machine()})"
    yield f"Qt {qVersion()}, PySide6 {PySide6.__version__}, NumPy {np.__version__}, pyqtgraph {pyqtgraph.__version__}"
    yield f"{platform.system()} {platform.release()}; Qt platform {QGuiApplication.platformName()}"


def _screens() -> Iterator[str]:
    for number, screen in enumerate(QGuiApplication.screens(), start=1):
        yield _("Screen {number}: {about}").format(number=number, about=_screen(screen))


def _screen(screen: QScreen) -> str:
    size, dots = screen.size(), screen.logicalDotsPerInch()
    return f"{size.width()} × {size.height()}, × {screen.devicePixelRatio():g}, {dots:.0f} dpi, {screen.refreshRate():.0f} Hz"


def _settings() -> Iterator[str]:
    yield _("Theme: {theme}").format(theme=style_sheet.choice())
    yield _("Language: {language}").format(language=QLocale().name())
