"""The pictures of the help: files that `python -m tests.screen.help_pictures` takes of the window, and drawings of entries."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap

from engine.core.language import ENGLISH, current_language
from engine.core.registry import Entry
from engine.core.resources import resource
from engine.core.translation import _
from engine.data.datasets import Dataset
from engine.files.file_problem import FileProblem
from gui.panels.data.dataset_gallery import ICONS
from gui.panels.data.thumbnails import thumbnail
from gui.style import theme
from gui.widgets.previews.preview_plot import HEIGHT, PreviewPlot
from gui.widgets.previews.previews import has_preview, preview_of

WIDTH, SIDE = 420, 160  # of curves, and of a dataset, at a text size of 100 %


def picture_file(name: str) -> Path:
    """The file of a picture in the present language and theme, in English where there is none."""
    files = (resource("help", "pictures", f"{name}_{theme.current().name}_{code}.png") for code in (current_language(), ENGLISH))
    own, english = files
    return own if own.exists() else english


def has_drawing(item: Entry) -> bool:
    """Whether there is something to see of an entry."""
    if isinstance(item, Dataset):
        return type(item) not in ICONS
    preview = preview_of(item) if has_preview(type(item)) else None
    return preview is not None and preview.is_informative and bool(preview.curves or preview.shares)


def drawing_of(item: Entry, scale: float) -> QPixmap:
    """The curves of an entry with their axes, or the points of a dataset; `scale` is the screen's pixels per unit."""
    if isinstance(item, Dataset):
        try:
            return thumbnail(type(item), theme.px(SIDE), scale, theme.current())
        except FileProblem:  # a file of the program is missing or damaged: no picture
            return QPixmap()
    preview, plot = preview_of(item), PreviewPlot()
    assert preview is not None
    plot.show_preview(_(item.label), preview)
    plot.resize(theme.px(WIDTH), theme.px(HEIGHT))
    plot.setProperty("panel", True)
    drawn = plot.grab()
    plot.deleteLater()
    return drawn


def scaled(picture: QPixmap, widest: int, scale: float) -> QPixmap:
    """A picture of the window as large as the texts are, and no wider than `widest`; smooth at any scale of the screen."""
    wide = min(theme.px(picture.width()), widest)
    size = QSize(wide, round(picture.height() * wide / max(1, picture.width()))) * scale
    drawn = picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    drawn.setDevicePixelRatio(scale)
    return drawn
