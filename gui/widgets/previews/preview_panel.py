"""An entry's preview in a panel: its formulas, its curves, and a remark about them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.core.registry import Entry
from engine.core.translation import _
from gui.style.text_size import set_font
from gui.widgets.labels import note
from gui.widgets.previews.preview_plot import PreviewPlot
from gui.widgets.previews.previews import preview_of


class PreviewPanel(QWidget):
    """Shows the preview of an entry with its current hyperparameters."""

    def __init__(self) -> None:
        super().__init__()
        self.rule = QLabel()
        set_font(self.rule, "body", tabular=True)
        self.rule.setWordWrap(True)
        self.rule.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rule.setToolTip(_("One step: θ are the parameters, g is their gradient. The numbers are those of now."))
        self.plot = PreviewPlot()
        self.remark = note()
        self._about = self._extra = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self.rule, self.plot, self.remark):
            layout.addWidget(part)

    def show_entry(self, item: Entry) -> bool:
        """Show the preview of `item`; False when it has none, or one that shows nothing of interest."""
        preview = preview_of(item)
        if preview is None:
            return False
        rule = "\n".join(preview.formulas)
        if rule != self.rule.text():
            self.rule.setText(rule)
            self.rule.setAccessibleName(_("Rule of {entry}: {formulas}").format(entry=_(item.label), formulas=rule))
        self._about = preview.remark
        self._show_remark()
        if preview.curves:
            self.plot.show_preview(_(item.label), preview)
        self.rule.setVisible(bool(rule))
        self.plot.setVisible(bool(preview.curves))
        return preview.is_informative

    def add(self, sentence: str) -> None:
        """Add a sentence to the remark that depends on the current run."""
        if sentence != self._extra:
            self._extra = sentence
            self._show_remark()

    def _show_remark(self) -> None:
        text = " ".join(part for part in (self._about, self._extra) if part)
        if text != self.remark.text():
            self.remark.setText(text)
        self.remark.setVisible(bool(text))
