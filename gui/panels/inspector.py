"""Settings and numbers of what is selected in the network: a layer, the output, the inputs, or nothing, which is the run."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from engine.recipe import OUTPUT
from gui.document import Change, Document
from gui.panels.inputs_page import InputsPage
from gui.panels.layer_page import LayerPage
from gui.panels.output_page import OutputPage
from gui.panels.run_page import RunPage
from gui.training.frame import Frame

INPUTS = "inputs"  # what the canvas calls the inputs column


class Page(Protocol):
    """What the inspector asks of each of its pages."""

    def show_project(self) -> None:
        """Take the settings from the document."""

    def show_frame(self, frame: Frame) -> None:
        """Take the numbers from the run."""


class Inspector(QScrollArea):
    """Remembers what is selected, and shows the page for it."""

    problem = Signal(str)  # why an edit was refused

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.selection: int | str | None = None
        self.layer_page = LayerPage(document)
        self.output_page = OutputPage(document)
        self.inputs_page = InputsPage(document)
        self.run_page = RunPage(document)
        self._frame = Frame(None)
        self._stack = QStackedWidget()
        for page in (self.run_page, self.layer_page, self.output_page, self.inputs_page):
            page.setProperty("panel", True)
            self._stack.addWidget(page)
        self.layer_page.problem.connect(self.problem)
        self._lay_out()
        document.changed.connect(self._on_document)
        self._show()

    def show_selection(self, selection: int | str | None) -> None:
        """A block's id, `OUTPUT`, `INPUTS`, or None."""
        self.selection = selection
        self._show()

    def show_frame(self, frame: Frame) -> None:
        self._frame = frame
        self.page().show_frame(frame)

    def page(self) -> RunPage | LayerPage | OutputPage | InputsPage:
        """The page for what is selected; a layer that is no longer there counts as nothing."""
        if self.selection == INPUTS:
            return self.inputs_page
        if self.selection == OUTPUT:
            return self.output_page
        there = any(block.id == self.selection for block in self.document.project.recipe.blocks)
        return self.layer_page if there else self.run_page

    def _on_document(self, change: Change) -> None:
        self._show()

    def _show(self) -> None:
        page = self.page()
        if page is self.layer_page and isinstance(self.selection, int):
            self.layer_page.block_id = self.selection
        page.show_project()
        page.show_frame(self._frame)
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self._stack)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(232)
