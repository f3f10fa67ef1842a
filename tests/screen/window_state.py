"""What a journey sees of the window: the layers, the steps, and where on the screen things are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt

from gui.panels.export.export_dialog import ExportDialog
from gui.window.main_window import MainWindow


class WindowState:
    """Over one window. `folder` is for the files that a journey writes."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window, self.folder, self.canvas = window, folder, window.canvas

    def layers(self) -> list[str]:
        return [block.layer.kind for block in self.window.document.project.recipe.blocks]

    def ids(self) -> list[int]:
        return [block.id for block in self.window.document.project.recipe.blocks]

    def step(self) -> int:
        snapshot = self.window.trainer.frame.snapshot
        return snapshot.step if snapshot is not None else -1

    def said(self) -> str:
        """The message under the bars."""
        return self.window.banner.text.text()

    def dialog(self) -> ExportDialog | None:
        """That of an export, while it is open."""
        return self.window.export_controller.dialog

    def is_proved(self, kind: str) -> bool:
        """Whether the dialog of the export says that this format was written and run."""
        dialog = self.dialog()
        return dialog is not None and not dialog.is_running and dialog.rows[kind].outcome.text().startswith("✓")

    def behind(self, block_id: int) -> QPoint:
        """The middle of the gap behind a block, on the screen."""
        box = self.canvas.net.layout.place(block_id).box
        return self.on_screen(QPointF(box.right + 24, box.y + box.h / 2))

    def along_slider(self, share: float) -> QPoint:
        """A place on the slider of the run, where its handle stands at that share of the way."""
        slider = self.window.timeline_controller.bar.slider
        handle = slider.height() // 2
        across = handle + share * (slider.width() - 2 * handle)
        return slider.mapToGlobal(QPoint(round(across), slider.height() // 2))

    def heading(self, block_id: int) -> QPoint:
        """Where one takes hold of a block."""
        box = self.canvas.net.layout.place(block_id).box
        return self.on_screen(QPointF(box.x + 12, box.bottom - 8))

    def handle(self) -> QPoint:
        """Of the bracket above the selected layers."""
        return self.on_screen(self.canvas.net.bracket.handle().center())

    def bin(self) -> QPoint:
        return self.canvas.mapToGlobal(self.canvas._bin.place().center())

    def on_screen(self, at: QPointF) -> QPoint:
        return self.canvas.viewport().mapToGlobal(self.canvas.mapFromScene(at))

    def palette_row(self, kind: str) -> QPoint:
        """The row of a kind of layer in the list, scrolled into sight in the drawer."""
        self.window.layout_controller.show_pane("palette")
        palette = self.window.layer_list
        rows = (palette.item(row) for row in range(palette.count()))
        item = next(item for item in rows if item.data(Qt.ItemDataRole.UserRole) == kind)
        palette.scrollToItem(item)
        return palette.viewport().mapToGlobal(palette.visualItemRect(item).center())
