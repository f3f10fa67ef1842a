"""Links of TensorFlow Playground: opening one as a project, and copying the present network as one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from engine.core.translation import _, joined
from engine.data.playground_links.link import LinkProblem, looks_like_link, read_link, write_link
from engine.importers.link_recipe import differences, link_of, losses_of_link, recipe_of
from gui.document import Document
from gui.model.project import Project

ShowMessage = Callable[[str, str], None]


class OpensProjects(Protocol):
    """Who opens projects; each method returns whether it is open."""

    def new(self, project: Project | None = None) -> bool:
        """One that is in no file, after the question about unsaved work."""

    def open_path(self, path: Path) -> bool:
        """That of a file."""


class LinkController:
    """`files` opens what a link says as a new project, after the question about unsaved work."""

    def __init__(self, window: QWidget, document: Document, files: OpensProjects, show_message: ShowMessage) -> None:
        self._window, self._document, self._files, self._show_message = window, document, files, show_message
        self._paste_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), window, self.paste)  # text fields have it first

    def ask(self) -> bool:
        """Ask for a link; one on the clipboard is there already. Returns whether it is open."""
        copied = QGuiApplication.clipboard().text()
        start = copied.strip() if looks_like_link(copied) else ""
        title, label = _("Open link"), _("Address of TensorFlow Playground, with all that follows its #:")
        text, wanted = QInputDialog.getText(self._window, title, label, QLineEdit.EchoMode.Normal, start)
        return wanted and self.open(text)

    def paste(self) -> bool:
        """Open the link on the clipboard, if there is one. Returns whether it is open."""
        text = QGuiApplication.clipboard().text()
        return looks_like_link(text) and self.open(text)

    def open_named(self, text: str) -> bool:
        """Open what was named when the program was started: a link, or a file."""
        return self.open(text) if looks_like_link(text) else self._files.open_path(Path(text))

    def open(self, text: str) -> bool:
        """The network of a link as a new project, with what is not the same said; or a message that says what is wrong."""
        try:
            link = read_link(text)
            project = Project(recipe_of(link), own_loss=True)
        except (LinkProblem, ValueError) as problem:
            self._show_message("error", str(problem))
            return False
        if not self._files.new(project):
            return False
        opened = _("Opened the link: the points, split and start weights of TensorFlow Playground.")
        self._show_message("info", joined((opened, *differences(link))))
        return True

    def copy(self) -> None:
        """The present network as a link on the clipboard, with what the link does not say; or why there is none."""
        recipe = self._document.project.recipe
        try:
            text = write_link(link_of(recipe))
        except LinkProblem as problem:
            self._show_message("warning", joined((str(problem), _("No link was copied."))))
            return
        QGuiApplication.clipboard().setText(text)
        copied = _("Copied a link that opens this network in TensorFlow Playground, without what it has learned.")
        self._show_message("info", joined((copied, *losses_of_link(recipe))))
