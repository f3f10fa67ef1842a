"""Files and links that are dropped on the window: a project or a link opens, trained weights are imported, others are tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from engine.data.playground_links.link import looks_like_link
from gui.controllers.import_controller import is_weights
from gui.model.lessons.lesson_reading import LESSON_SUFFIX
from gui.model.storage.project_file import SUFFIX

Door = Callable[[str], object]


class FileDrop(QObject):
    """`open_project`, `open_table` and `open_weights` are called with the path of the one file that was dropped, or the link."""

    def __init__(self, parent: QObject, open_project: Door, open_table: Door, open_weights: Door) -> None:
        super().__init__(parent)
        self._open_project, self._open_table, self._open_weights = open_project, open_table, open_weights

    def enter(self, event: QDragEnterEvent) -> None:
        """Accept a single file from the file manager, or a link of TensorFlow Playground, and nothing else."""
        if dropped(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def drop(self, event: QDropEvent) -> None:
        path = dropped(event.mimeData())
        if not path:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        open_it = self._open_project if is_project(path) else self._open_weights if is_weights(path) else self._open_table
        QTimer.singleShot(0, self, lambda: open_it(path))  # a question may follow: the other program must not wait for the answer


def dropped(mime: QMimeData) -> str:
    """The path of the one file in it, or the link; nothing when it holds neither, or several files."""
    texts = [mime.text().strip() if mime.hasText() else "", *(url.toString() for url in mime.urls()[:2] if not url.isLocalFile())]
    links = [text for text in texts if looks_like_link(text)]
    return dropped_path(mime) or (links[0] if links else "")


def dropped_path(mime: QMimeData) -> str:
    """The path of the one file in it; nothing when it holds no file, or several."""
    urls = mime.urls() if mime.hasUrls() else []
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


def is_project(path: str) -> bool:
    """Whether it is a project, or a lesson or a link, which bring one."""
    return looks_like_link(path) or Path(path).suffix.lower() in (SUFFIX, LESSON_SUFFIX)
