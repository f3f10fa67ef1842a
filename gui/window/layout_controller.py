"""What stands where in the main window: carries out what the user wants of slots and drawer, keeps it, and brings it back.

The arrangement is a value (slots/arrangement.py); each wish makes another one, and the window follows.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QByteArray, QObject, QSettings, Qt
from PySide6.QtWidgets import QWidget

from gui.style import text_size, theme
from gui.views import VIEWS
from gui.window.drawer.drawer import Pane
from gui.window.slots import arrangement as arranged
from gui.window.slots.arrangement import FIRST, Arrangement
from gui.window.slots.filler import Filler
from gui.window.slots.slot_board import SlotBoard
from gui.window.slots.stage import Stage
from gui.window.slots.view_menu import ordered_names

ARRANGEMENT, GEOMETRY = "window/arrangement", "window/geometry"  # names of the settings
LARGE, LEAST_MIDDLE = 1.3, 440  # from which text size on the network needs the drawer's room, when it is narrower than this
PANE = "pane "  # before a pane's name, for the width of the drawer with it


class LayoutController(QObject):
    """Changes: `now` is the present arrangement, but for sizes, which the stage knows."""

    def __init__(self, window: QWidget, stage: Stage, board: SlotBoard) -> None:
        super().__init__(window)
        self.window, self.stage, self.board = window, stage, board
        self.now = FIRST
        self.filler = Filler(window, stage)
        self.filler.changed.connect(self._show_buttons)
        self._widths: dict[str, int] = {}  # of the drawer, by its pane
        self._put_away = ""  # the pane that large texts left no room for
        theme.events.changed.connect(self._follow_texts)
        board.wanted.connect(self._do)
        stage.rail.pressed.connect(self.toggle_pane)
        stage.drawer.close_wanted.connect(lambda: self.toggle_pane(self.now.drawer))

    # -- the drawer
    def add_pane(self, pane: Pane) -> None:
        self.stage.drawer.add(pane)
        self.stage.rail.add(pane)

    def show_pane(self, name: str) -> None:
        """Open the drawer with this pane in it."""
        self.filler.unfill()
        self.show_arrangement(replace(self.now, drawer=name))

    def toggle_pane(self, name: str) -> None:
        """Open the drawer with this pane, or close the drawer if it shows it."""
        self.show_arrangement(replace(self.now, drawer="" if self.now.drawer == name else name))

    # -- views
    def show_view(self, name: str) -> None:
        """Show a view, in front; where it is shown already, point it out."""
        if self.filler.filled is not self.board.slots.get(name):
            self.filler.unfill()
        self.show_arrangement(arranged.brought_up(self.now, name, VIEWS[name].place))
        if name in self.board.windows:
            self.board.windows[name].raise_()
            self.board.windows[name].activateWindow()
        self.board.slots[name].point_out()

    def show_network(self, *_signalled: object) -> None:
        """Make sure that the network and its settings can be seen, in front."""
        if not self.stage.network.isVisible():
            self.filler.unfill()
        self.window.raise_()
        self.window.activateWindow()

    def reset(self) -> None:
        """Everything where it was at the first start, in the window's present size."""
        self.filler.unfill()
        self._widths.clear()
        self.show_arrangement(replace(FIRST, drawer=""))  # so that the drawer gets its first width again
        self.show_arrangement(replace(FIRST, drawer=self.stage.drawer.first_pane))
        self.stage.set_sizes({})

    # -- kept from one start to the next
    def restore(self) -> None:
        settings = QSettings()
        geometry = settings.value(GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.window.restoreGeometry(geometry)
        found = arranged.from_text(settings.value(ARRANGEMENT), VIEWS)
        panes = self.stage.drawer.panes
        if found.drawer and found.drawer not in panes:
            found = replace(found, drawer=self.stage.drawer.first_pane)
        self._widths = {name: found.sizes[PANE + name][0] for name in panes if found.sizes.get(PANE + name)}
        self.show_arrangement(found)
        self.stage.set_sizes(found.sizes)

    def save(self) -> None:
        self.filler.unfill()
        own = {name: replace(place, box=self.board.windows[name].box) for name, place in self.now.own.items()}
        widths = {PANE + name: (width,) for name, width in self._widths.items()}
        settings = QSettings()
        now = replace(self.now, own=own, sizes=widths | self.stage.sizes())
        settings.setValue(ARRANGEMENT, arranged.to_text(now))
        settings.setValue(GEOMETRY, self.window.saveGeometry())

    # -- inside
    def _follow_texts(self) -> None:
        """Close the drawer while texts are so large that it leaves the network no room; a click on the rail opens it again."""
        if text_size.is_presented() or self.stage.drawer.leads:
            return
        narrow = self.stage.columns.width() - sum(self.stage.columns.sizes()[::2]) < theme.px(LEAST_MIDDLE)
        large = theme.scale() >= LARGE
        if large and narrow and self.now.drawer and not self.stage.drawer.isHidden():
            self._put_away = self.now.drawer
            self.toggle_pane(self.now.drawer)
        elif not large and self._put_away:
            name, self._put_away = self._put_away, ""
            if not self.now.drawer:
                self.toggle_pane(name)

    def _do(self, what: str, view: str, other: str) -> None:
        if what == "fill" and view not in self.now.own:
            self.filler.toggle(self.board.slots[view])
        elif what == "choose":
            self._choose(view, other)
        elif what == "own window":
            edit = arranged.put_back if view in self.now.own else arranged.taken_out
            self.filler.unfill()
            self.show_arrangement(edit(self.now, view))
        elif what == "close":
            self.show_arrangement(arranged.removed(self.now, view))
        elif what == "split":
            self.show_arrangement(arranged.split(self.now, view, ordered_names()))

    def _choose(self, old: str, new: str) -> None:
        filled = self.filler.filled is self.board.slots[old]
        self.filler.unfill()
        self.show_arrangement(arranged.replaced(self.now, old, new))
        if filled and new not in self.now.own:
            self.filler.toggle(self.board.slots[new])
        self.board.slots[new].chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_arrangement(self, after: Arrangement) -> None:
        """Make this the present arrangement."""
        self.now = after
        self._show_drawer(after.drawer)
        self.board.show_arrangement(after)
        self._show_buttons()

    def _show_drawer(self, name: str) -> None:
        """The drawer with a pane in the width that it had last; no name: closed."""
        drawer = self.stage.drawer
        if not drawer.isHidden() and drawer.open_pane:
            if drawer.open_pane == name:
                return
            self._widths[drawer.open_pane] = self.stage.columns.sizes()[0]
        if name:
            drawer.show_pane(name)
        drawer.setVisible(bool(name))
        if name:
            self.stage.set_drawer_width(self._widths.get(name, drawer.panes[name].width))
        self.stage.rail.show_open(name)

    def _show_buttons(self) -> None:
        can_split = any(name not in self.now.views() for name in VIEWS)
        self.board.show_buttons(self.now, can_split, self.filler.filled)
