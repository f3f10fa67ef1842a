"""Settings and numbers of what is selected in the network: a layer, a neuron, a weight, an end; or of the run as a whole.

To add a page: a widget with `show_project()`, which shows the settings of the document, and `show_frame(frame)`, which shows the
numbers of the run; it is added to the stack in `__init__`, and its condition to `Inspector.page`.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from engine.core.translation import _
from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.parts import Target, Weight
from gui.document import Change, Document
from gui.panels.inspector.inputs_page import InputsPage
from gui.panels.inspector.layer_page import LayerPage
from gui.panels.inspector.neuron_page import NeuronPage
from gui.panels.inspector.output_page import OutputPage
from gui.panels.inspector.run_page import RunPage
from gui.panels.inspector.weight_page import WeightPage
from gui.panels.inspector.weight_rows import WeightRef
from gui.style import theme
from gui.style.text_size import follow
from gui.training.frame import Frame
from gui.widgets.current_stack import CurrentStack

LEAST_INTERVAL = 100  # ms: numbers that change more often cannot be read, and a dozen of them are expensive to draw


LOWEST = 40  # pixels: it scrolls, and what stands above it does not


class Inspector(QScrollArea):
    """Remembers what is selected, and shows the page for it."""

    problem = Signal(str)  # why an edit was refused

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setAccessibleName(_("Settings"))
        self.document = document
        self.selection: int | None = None
        self.part: NeuronPage | WeightPage | None = None  # the page of the neuron or weight that was clicked
        self.layer_page = LayerPage(document)
        self.output_page = OutputPage(document)
        self.inputs_page = InputsPage(document)
        self.run_page = RunPage(document)
        self.neuron_page, self.weight_page = NeuronPage(document), WeightPage(document)
        self._frame = Frame(None)
        self._since_shown = QElapsedTimer()  # since the numbers of a neuron were last shown
        self._since_shown.start()
        self._stack = CurrentStack()
        pages = (self.run_page, self.layer_page, self.output_page, self.inputs_page, self.neuron_page, self.weight_page)
        for page in pages:
            page.setProperty("panel", True)
            self._stack.addWidget(page)
        self.layer_page.problem.connect(self.problem)
        self.weight_page.neuron_wanted.connect(self._show_neuron)
        self.output_page.play_wanted.connect(self._scroll_to)
        self._lay_out()
        document.changed.connect(self._on_document)
        self._show()

    def show_selection(self, selection: int | None) -> None:
        """A block's id, `OUTPUT`, `INPUT`, or None."""
        self.selection, self.part = selection, None
        self._show()
        self._scroll_up()

    def show_part(self, part: Target | None) -> None:
        """Show a neuron, a weight or a bias until something else is selected; None shows the selection as a whole."""
        if isinstance(part, Weight):
            self.weight_page.place = WeightRef(part.block_id, part.array, part.index)
            self.part = self.weight_page
        elif part is not None and part.block_id != INPUT:
            self.neuron_page.block_id, self.neuron_page.unit = part.block_id, part.unit
            self.part = self.neuron_page
        else:
            self.part = None
        self._show()
        self._scroll_up()

    def show_frame(self, frame: Frame) -> None:
        """Show the numbers of a frame on the current page."""
        self._frame = frame
        page = self.page()
        if page is not self._stack.currentWidget():  # the network of this frame has the neuron, or no longer has it
            self._show()
        elif page is self.part and frame.running and self._since_shown.elapsed() < LEAST_INTERVAL:
            return
        self._since_shown.restart()
        page.show_frame(frame)

    def page(self) -> RunPage | LayerPage | OutputPage | InputsPage | NeuronPage | WeightPage:
        """The page for what is selected; a layer or a neuron that no longer exists counts as nothing."""
        if self.part is not None and self.part.is_there(self._frame):
            return self.part
        if self.selection == INPUT:
            return self.inputs_page
        if self.selection == OUTPUT:
            return self.output_page
        there = any(block.id == self.selection for block in self.document.project.recipe.blocks)
        return self.layer_page if there else self.run_page

    def _show_neuron(self, block_id: int, unit: int) -> None:
        self.neuron_page.block_id, self.neuron_page.unit = block_id, unit
        self.part = self.neuron_page
        self._show()
        self._scroll_up()

    def _scroll_up(self) -> None:
        """Something else is selected: its page begins at its top."""
        self.verticalScrollBar().setValue(0)

    def _scroll_to(self, part: QWidget) -> None:
        """Bring the top of a part of the page to the top."""
        inside = self.widget()
        self.verticalScrollBar().setValue(part.mapTo(inside, part.rect().topLeft()).y())

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
            self._scroll_up()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("panel", True)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 4, 12, 12)
        layout.addWidget(self._stack)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(LOWEST)
        follow(self, lambda: self.setMinimumWidth(max(284, theme.px(245))))  # a label, a slider and a number beside each other
