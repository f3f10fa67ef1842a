"""Icons in the colours of the theme. To add one, put a 24 × 24 drawing with `currentColor` strokes of 1.75 into resources/icons.

`icon(name)` returns one in the current colours; `set_icon(target, name)` also updates it when the theme changes.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from engine.core.resources import resource
from gui.style import theme
from gui.style.text_size import set_icon_size

UNITS = (16, 20, 24)  # the sizes at which icons are shown
SIZE = 16  # of a button's icon, unless `set_icon_size` sets another
LARGEST = 72  # pixels: scaled down for a screen that is plugged in later


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon of that name in the theme's colour `colour`, such as "text". Raises ValueError when there is no such icon."""
    now = theme.current()
    scales = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    sizes = {round(units * scale * theme.scale()) for units in UNITS for scale in scales} | {LARGEST}
    return _icon(name, getattr(now, colour), theme.mixed(now.muted, now.surface, 0.45), tuple(sorted(sizes)))


def set_icon(target: QAbstractButton | QAction, name: str, colour: str = "text") -> None:
    """Give a button or an action the icon, now and after each change of theme. Call it again to replace the icon."""
    found = target.findChild(_IconSetter, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if found is None and isinstance(target, QAbstractButton):
        set_icon_size(target, SIZE)
    setter = found or _IconSetter(target)
    if (setter.name, setter.colour) != (name, colour):
        setter.name, setter.colour = name, colour
        setter.show()


class _IconSetter(QObject):
    """Lives as long as its target and remembers its icon."""

    def __init__(self, target: QAbstractButton | QAction) -> None:
        super().__init__(target)
        self.name, self.colour = "", ""
        theme.events.changed.connect(self.show)

    def show(self) -> None:
        self.parent().setIcon(icon(self.name, self.colour))


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, disabled: str, sizes: tuple[int, ...]) -> QIcon:
    made = QIcon()
    for mode, paint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", paint).encode()))
        for size in sizes:
            made.addPixmap(_drawn(renderer, size), mode)
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    if not path.is_file():
        raise ValueError(f"There is no icon {name!r} in {path.parent}.")
    return path.read_text(encoding="utf-8")


def _drawn(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
