"""Checks before Qt starts, of what would make it abort without a helpful message: `problem()` returns one sentence.

Standard library only until the system's libraries have been found. To add a check, add a function that returns a sentence or "".
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from engine.core.translation import _
from engine.core.version import command, is_frozen

COMMAND = f"{command()} train"  # works without a window
VOID_CALLS = 100

# Libraries of the system that Qt's own files need: name, package of Debian and Ubuntu, package of Fedora.
LIBRARIES = (
    ("libEGL.so.1", "libegl1", "libglvnd-egl"),
    ("libGL.so.1", "libgl1", "libglvnd-glx"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libfreetype.so.6", "libfreetype6", "freetype"),
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libgthread-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus-libs"),
    ("libz.so.1", "zlib1g", "zlib"),
    ("libzstd.so.1", "libzstd1", "libzstd"),
    ("libX11.so.6", "libx11-6", "libX11"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
)
LIBRARIES_OF = {
    "xcb": (
        ("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb"),
        ("libxcb.so.1", "libxcb1", "libxcb"),
        ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
        ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
        ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
        ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
        ("libxcb-render.so.0", "libxcb-render0", "libxcb"),
        ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
        ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
        ("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
        ("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
        ("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
        ("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
        ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ),
    "wayland": (
        ("libwayland-client.so.0", "libwayland-client0", "libwayland-client"),
        ("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor"),
        ("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl"),
    ),
}

Load = Callable[[str], object]  # loads a shared library by name or path; raises OSError


def problem() -> str:
    """A sentence when the window cannot open on this machine, else nothing. May choose QT_QPA_PLATFORM."""
    found = _display_problem() if sys.platform.startswith("linux") else ""
    return found or _qt_problem()


def _display_problem() -> str:
    chosen = os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        platforms = [part.partition(":")[0] for part in chosen.split(";")]
    else:
        platforms = [name for name, variable in (("wayland", "WAYLAND_DISPLAY"), ("xcb", "DISPLAY")) if os.environ.get(variable)]
    if not platforms:
        text = _(
            "There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set): "
            "`{command}` works without a window."
        )
        return text.format(command=COMMAND)
    problems = {platform: library_problem(platform) or _connection_problem(platform) for platform in platforms}
    good = [platform for platform in platforms if not problems[platform]]
    if good and good != platforms and not chosen:
        os.environ["QT_QPA_PLATFORM"] = good[0]
    return "" if good else problems[platforms[-1]]


def library_problem(platform: str, load: Load = ctypes.CDLL, folder: Path | None = None) -> str:
    """A sentence that names the libraries and packages that Qt's plugin for `platform` lacks, else nothing."""
    qt = folder or _qt_folder()
    plugin = qt / "plugins" / "platforms" / f"libq{platform}.so"
    files = [file for file in (qt / "lib" / "libQt6Widgets.so.6", plugin) if file.exists()]  # not so in a distribution's PySide6
    try:
        for file in files:
            load(str(file))
    except OSError as error:
        return _missing(str(error), (*LIBRARIES, *LIBRARIES_OF.get(platform, ())), load)
    return ""


def _missing(error: str, libraries: tuple[tuple[str, str, str], ...], load: Load) -> str:
    """The loader names only the first library that it misses: look for all of them, to be installed at one go."""
    first = re.match(r"\S*?([^\s/]+\.so[.\d]*):", error)
    missing = [row for row in libraries if (first and row[0] == first[1]) or not _loads(row[0], load)]
    if not missing:
        return _("Qt cannot be loaded ({error}): install that library; meanwhile `{command}` works without a window.").format(
            error=error, command=COMMAND
        )
    names, debian, fedora = (" ".join(dict.fromkeys(column)) for column in zip(*missing, strict=True))
    return _(
        "The window needs libraries of the system that are missing ({names}): install them with `sudo apt install {debian}` on "
        "Debian or Ubuntu, `sudo dnf install {fedora}` on Fedora; meanwhile `{command}` works without a window."
    ).format(names=names, debian=debian, fedora=fedora, command=COMMAND)


def _loads(name: str, load: Load) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True


def _connection_problem(platform: str) -> str:
    """Ask the display server as Qt will, because Qt aborts when it gets no answer."""
    if platform == "xcb":
        xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
        refused = bool(xcb.xcb_connection_has_error(connection))
        xcb.xcb_disconnect(connection)
        name = f"DISPLAY={os.environ.get('DISPLAY', '')}"
    elif platform == "wayland":
        wayland = ctypes.CDLL("libwayland-client.so.0")
        wayland.wl_display_connect.restype = ctypes.c_void_p
        display = ctypes.c_void_p(wayland.wl_display_connect(None))
        refused = not display
        if display:
            wayland.wl_display_disconnect(display)
        name = f"WAYLAND_DISPLAY={os.environ.get('WAYLAND_DISPLAY', '')}"
    else:
        return ""
    if not refused:
        return ""
    text = _(
        "The display cannot be opened ({name}): start its server, allow this user to connect, or correct it; "
        "`{command}` works without a window."
    )
    return text.format(name=name, command=COMMAND)


def _qt_folder() -> Path:
    spec = importlib.util.find_spec("PySide6")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) / "Qt" if places else Path()


def _qt_problem() -> str:
    try:
        from PySide6 import QtCore, QtWidgets  # noqa: F401
    except ImportError as error:
        text = _(
            "Qt cannot be loaded ({error}): install what is missing, or PySide6-Essentials anew; "
            "meanwhile `{command}` works without a window."
        )
        if is_frozen():
            text = _(
                "Qt cannot be loaded ({error}): install what is missing, or get the program anew; "
                "meanwhile `{command}` works without a window."
            )
        return text.format(error=error, command=COMMAND)
    thing = QtCore.QObject()
    if sys.version_info < (3, 12) and not is_frozen() and leaks_none(lambda: thing.setObjectName("a")):
        return _(
            "PySide6 {version} ends Python {python} within seconds (it loses references to None): install an older one with "
            '"{executable}" -m pip install "PySide6-Essentials<6.12".'
        ).format(version=QtCore.qVersion(), python=f"{sys.version_info[0]}.{sys.version_info[1]}", executable=sys.executable)
    return ""


def leaks_none(call: Callable[[], object]) -> bool:
    """Whether a call that returns nothing takes a reference to None with it (PYSIDE-3474). None is immortal from Python 3.12."""
    before = sys.getrefcount(None)
    for _repeat in range(VOID_CALLS):
        call()
    return before - sys.getrefcount(None) > VOID_CALLS // 2
