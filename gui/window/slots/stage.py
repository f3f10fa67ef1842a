"""The middle of the main window: rail and drawer, the network with slots below it, and the right column, divided by lines."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from gui.widgets.banner import Banner
from gui.window.drawer.drawer import Drawer
from gui.window.drawer.rail import Rail
from gui.window.slots.arrangement import BELOW, RIGHT

RIGHT_WIDTH, RIGHT_SHARE = 316, 0.245  # of the right column at first, pixels at least and share of the width
BELOW_SHARE = 0.42  # of the height: the slots below the network
OUTPUT_SHARE = 0.64  # of the right column's height: the slots above the settings
PRESENTED_SHARE = 0.78  # the same while the window is presented
BARS = QSize(48, 116)  # what rail, menu and bars take of a window that is not laid out yet


class Stage(QWidget):
    """`regions` are the splitters that slots go into. Its sizes can be read and set.

    The banner lies over the network's upper edge. `timeline` stands below all but the rail, so that the button which opens
    it keeps its place; it `stays` when a part fills the window.
    """

    def __init__(self, network: QWidget, settings: QWidget, banner: Banner, timeline: QWidget) -> None:
        super().__init__()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self.rail, self.drawer = Rail(), Drawer()
        self.network, self.settings, self.stays = network, settings, (timeline,)
        self.regions = {RIGHT: _splitter(down), BELOW: _splitter(across)}
        self.middle, self.right, self.columns = _splitter(down), _splitter(down), _splitter(across)
        for part, children in (
            (self.middle, (network, self.regions[BELOW])),
            (self.right, (self.regions[RIGHT], settings)),
            (self.columns, (self.drawer, self.middle, self.right)),
        ):
            for child in children:
                part.addWidget(child)
        self.columns.setStretchFactor(0, 0)
        self.columns.setStretchFactor(1, 1)
        self.columns.setStretchFactor(2, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.addWidget(self.columns, 1)
        column.addWidget(timeline)
        row.addLayout(column, 1)
        banner.setParent(self)
        banner.lie_over(self.columns, self.middle)
        self._before: tuple[bool, Mapping[str, tuple[int, ...]]] | None = None  # whether the drawer was open, and the sizes

    # -- sizes
    def parts(self) -> dict[str, QSplitter]:
        """All that is divided, by a stable name."""
        own = {"columns": self.columns, "middle": self.middle, "right column": self.right}
        return own | self.regions

    def sizes(self) -> dict[str, tuple[int, ...]]:
        """In pixels; what is hidden counts 0."""
        return {name: tuple(part.sizes()) for name, part in self.parts().items()}

    def set_sizes(self, sizes: Mapping[str, tuple[int, ...]]) -> None:
        """Those that are there and fit; the first ones for the others."""
        wanted = self._first_sizes() | {name: found for name, found in sizes.items() if sum(found)}
        for name, part in self.parts().items():
            found = wanted.get(name, ())
            part.setSizes(list(found) if len(found) == part.count() else [1000] * part.count())

    def set_drawer_width(self, width: int) -> None:
        """The network gives or gets the difference."""
        drawer, middle, right = self.columns.sizes()
        self.columns.setSizes([width, max(1, drawer + middle - width), right])

    def _first_sizes(self) -> dict[str, tuple[int, ...]]:
        size = self.columns.size() if self.isVisible() else self.window().size() - BARS
        width, height = size.width(), size.height()
        right, drawer = max(RIGHT_WIDTH, round(RIGHT_SHARE * width)), self.columns.sizes()[0]
        below, output = round(BELOW_SHARE * height), round(OUTPUT_SHARE * height)
        return {
            "columns": (drawer, max(1, width - drawer - right), right),
            "middle": (height - below, below),
            "right column": (output, height - output),
        }

    # -- presenting
    def hide_sides(self) -> None:
        """Put rail and drawer away, and give the room of the settings to what stands above them."""
        self._before = not self.drawer.isHidden(), self.sizes()
        self.rail.hide()
        if not self.drawer.leads:
            self.drawer.hide()
        shown = [PRESENTED_SHARE] * (self.right.count() - 1) + [1 - PRESENTED_SHARE]
        self.right.setSizes([round(share * self.right.height()) for share in shown])

    def show_sides(self) -> None:
        """Put them back as they were."""
        self.rail.show()
        if self._before is not None:
            self.drawer.setVisible(self._before[0])
            self.set_sizes(self._before[1])


def _splitter(way: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(way)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    return splitter
