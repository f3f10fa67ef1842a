"""Features of two coordinates as tiles: each with its map over the plane; a click switches it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from engine.core.translation import _
from gui.inputs.input_maps import map_of, map_pixmap
from gui.inputs.input_switcher import InputSwitcher
from gui.model.input_edits import InputChoice
from gui.style import theme
from gui.widgets.tile import PICTURE, Tile

COLUMNS = 3


class FeatureTile(Tile):
    """Enter and Space both switch it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            event.accept()
        else:
            super().keyPressEvent(event)


class InputTiles(QWidget):
    """One tile per choice; tiles of typed formulas come and go."""

    def __init__(self, switcher: InputSwitcher) -> None:
        super().__init__()
        self._switcher = switcher
        self.tiles: dict[str, FeatureTile] = {}  # by the feature's key
        self._drawn: tuple[object, ...] = ()  # what the maps were drawn from
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)

    def show_choices(self, choices: tuple[InputChoice, ...]) -> None:
        wanted = {choice.feature.key: choice for choice in choices}
        for key in [key for key in self.tiles if key not in wanted]:
            tile = self.tiles.pop(key)
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        for place, (key, choice) in enumerate(wanted.items()):
            if key not in self.tiles:
                self.tiles[key] = self._tile(choice)
            self._grid.addWidget(self.tiles[key], *divmod(place, COLUMNS), Qt.AlignmentFlag.AlignTop)
            self.tiles[key].setChecked(choice.on)
        self._draw()

    def _tile(self, choice: InputChoice) -> FeatureTile:
        text = _("{key}\nAn input for the network. Weights of the other inputs stay.")
        if choice.typed:
            text = _("{key}\nYour formula; switched off it leaves this list. Weights of the other inputs stay.")
        tile = FeatureTile(choice.feature.name, text.format(key=choice.feature.key))
        tile.clicked.connect(lambda on, text=choice.text: self._switcher.set_enabled(text, on))
        return tile

    def _draw(self) -> None:
        data = self._switcher.data
        drawn = data, tuple(self.tiles), theme.current()
        if data is None or drawn == self._drawn:
            return
        self._drawn = drawn
        features = {choice.feature.key: choice.feature for choice in self._switcher.choices()}
        for key, tile in self.tiles.items():
            if key in features:
                tile.set_picture(map_pixmap(map_of(features[key], data), PICTURE, self.devicePixelRatioF(), theme.current()))
