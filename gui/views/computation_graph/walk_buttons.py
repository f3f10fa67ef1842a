"""The buttons that walk through a graph: to the start, a node back, play, a node on, to the end."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from engine.core.translation import N_, _
from gui.style import icons, theme
from gui.style.text_size import follow
from gui.views.computation_graph.graph_walk import Walk

WIDTH = 25  # pixels of a button
PACE = 900  # ms from node to node
BUTTONS = (
    ("start", "walk_start", N_("To the start"), N_("Before the first operation. Home.")),
    ("back", "walk_back", N_("A node back"), N_("One step back. Left arrow.")),
    ("play", "play", N_("Play the graph"), N_("Node by node: values forward, then gradients backward. Space.")),
    ("next", "walk_next", N_("A node on"), N_("Forward through the values, then backward through the gradients. Right arrow.")),
    ("end", "walk_end", N_("To the end"), N_("All values and all gradients. End.")),
)


class WalkButtons(QWidget):
    """`walked` says what is wanted: 'start', 'back', 'next' or 'end'. Playing is done here."""

    walked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._walk: Walk | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(PACE)
        self.timer.timeout.connect(self.tick)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.buttons: dict[str, QToolButton] = {}
        for name, icon, label, tip in BUTTONS:
            button = QToolButton()
            icons.set_icon(button, icon)
            button.setProperty("quiet", True)
            follow(button, lambda button=button: button.setFixedWidth(theme.px(WIDTH)))
            button.setAccessibleName(_(label))
            button.setToolTip(_(tip))
            button.clicked.connect(lambda _checked=False, name=name: self.do(name))
            row.addWidget(button)
            self.buttons[name] = button

    @property
    def is_playing(self) -> bool:
        return self.timer.isActive()

    def do(self, name: str) -> None:
        """What a button or its key does."""
        if name == "play":
            if self.is_playing:
                self.stop()
            else:
                self.play()
        else:
            self.stop()
            self.walked.emit(name)

    def play(self) -> None:
        if self._walk is None or not self._walk.last:
            return
        if self._walk.stage >= self._walk.last:
            self.walked.emit("start")
        self.timer.start()
        self._show()

    def stop(self) -> None:
        if self.is_playing:
            self.timer.stop()
            self._show()

    def tick(self) -> None:
        """The next node's turn."""
        self.walked.emit("next")
        if self._walk is None or self._walk.stage >= self._walk.last:
            self.stop()

    def show_walk(self, walk: Walk) -> None:
        """Where the walk is now."""
        self._walk = walk
        self._show()

    def _show(self) -> None:
        walk = self._walk
        icons.set_icon(self.buttons["play"], "pause" if self.is_playing else "play")
        self.buttons["play"].setAccessibleName(_("Pause the graph") if self.is_playing else _("Play the graph"))
        for name, at_end in (("start", False), ("back", False), ("next", True), ("end", True)):
            there = walk is None or walk.stage == (walk.last if at_end else 0)
            self.buttons[name].setEnabled(not there)
        self.buttons["play"].setEnabled(walk is not None and walk.last > 0)

    def hideEvent(self, event: QHideEvent) -> None:
        self.stop()
        super().hideEvent(event)
