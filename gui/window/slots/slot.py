"""A slot: a view below its header, in which the view's name is the chooser of what the slot shows."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.plotting.plot_header import PlotHeader
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.style_property import set_style_property
from gui.style.text_size import follow, set_font, set_icon_size
from gui.views import View
from gui.window.slots.arrangement import BELOW
from gui.window.slots.view_menu import fill_view_menu

HEIGHT = 32  # of the header
LEAST_WIDTH = 140  # whatever the view would like to have: no view moves the lines between slots, only its name may
LOW, LARGE = 230, 1.15  # a slot lower than this has one header only, when texts are so large
SHOWN_MS = 1200  # how long a slot is pointed out


@runtime_checkable
class HasPicture(Protocol):
    """A view whose picture and numbers can be saved: the slot offers it."""

    header: PlotHeader


class Slot(QWidget):
    """Belongs to one view for good; what the user wants leaves by the signals."""

    view_chosen = Signal(str)
    split_wanted = Signal()
    close_wanted = Signal()
    fill_wanted = Signal()
    own_window_wanted = Signal()

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view, name = view, _(view.title)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.chooser = self._make_chooser(name)
        self.more = _button("more", _("Save or copy"), _("Save this picture or its numbers."))
        self.split = _button("split_right", _("Split"), _("Another view beside this one."))
        self.own = _button("own_window", _("Own window"), _("Show it in a window of its own, on a second screen for example."))
        self.fill = _button("fill", _("Fill the window"), _("Fill the window with it; Esc goes back."))
        self.close_button = _button("close", _("Close"), _("Close this slot. View in the menu bar brings its view back."))
        for button, signal in (
            (self.split, self.split_wanted),
            (self.own, self.own_window_wanted),
            (self.fill, self.fill_wanted),
            (self.close_button, self.close_wanted),
        ):
            button.clicked.connect(signal)
        for button in (self.more, self.split, self.own, self.fill, self.close_button):
            button.setAccessibleName(_("{view}: {what}").format(view=name, what=button.accessibleName()))
        self._offered: set[QToolButton] = set()
        self._entries = {  # what the buttons do, in the menu
            self.split: _("Another view beside this one"),
            self.own: _("Show it in a window of its own"),
            self.fill: _("Fill the window with it"),
            self.close_button: _("Close this slot"),
        }
        self._is_low = False  # so that the view's controls stand in the slot's header
        if isinstance(view, HasPicture):
            view.header.more.hide()  # the slot's own, one for all views in the same place
            self.more.setMenu(view.header.menu)
            self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            view.header.installEventFilter(self)
        self._header = self._lay_out()
        follow(self, self._show_room, "room")
        self._light_off = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._light_off.timeout.connect(lambda: self._mark(False))

    def show_place(self, region: str, can_split: bool, filled: bool) -> None:
        """What the header offers where the slot stands; no region: a window of its own."""
        in_window = bool(region)
        set_icon(self.split, "split_right" if region == BELOW else "split_below", "muted")
        self._offered = {self.more} if isinstance(self.view, HasPicture) else set()
        self._offered |= {self.split, self.close_button} if in_window and not filled else set()
        self._offered |= set() if filled else {self.own}
        self._offered |= {self.fill} if in_window else set()
        self._show_room()
        self.split.setEnabled(can_split)
        set_icon(self.own, "own_window" if in_window else "put_back", "muted")
        out, back = _("Show it in a window of its own, on a second screen for example."), _("Put it back into the main window.")
        self.own.setToolTip(out if in_window else back)
        self._entries[self.own] = _("Show it in a window of its own") if in_window else _("Put it back into the main window")
        set_icon(self.fill, "unfill" if filled else "fill", "muted")
        self.fill.setToolTip(_("Back to all panels (Esc).") if filled else _("Fill the window with it; Esc goes back."))
        self._entries[self.fill] = _("Back to all panels (Esc)") if filled else _("Fill the window with it")

    def _show_room(self) -> None:
        """The buttons that are offered, without those of less use where the slot is too narrow for all: the name comes first."""
        name = self.chooser.sizeHint().width() + 8
        self.setMinimumWidth(LEAST_WIDTH if theme.scale() >= LARGE else max(LEAST_WIDTH, name))
        room = self.width() - name
        room -= self._place_controls(room)
        for button in (self.fill, self.more, self.close_button, self.own, self.split):
            room -= button.sizeHint().width() if button in self._offered else 0
            shown = button in self._offered and room >= 0
            if button.isHidden() is shown:
                button.setVisible(shown)

    def _place_controls(self, room: int) -> int:
        """The view's controls beside its name while the slot is low: the height is the picture's. Returns their width there."""
        wanted = theme.scale() >= LARGE and self.height() < theme.px(LOW)
        if not isinstance(self.view, HasPicture) or not (wanted or self._is_low):
            return 0
        header, room = self.view.header, room - self.fill.sizeHint().width()
        least, width = header.widths_of_controls()
        low = wanted and least <= room
        if low is not self._is_low:
            self._is_low = low
            header.place_in(self._header if low else self.view, 1 if low else 0)
            header.show()  # Qt would do so a moment later
            if isinstance(header.title, QLabel):  # a sentence; others have more controls there
                header.title.setVisible(not low)
        return min(width, room) if low else 0

    def show_count(self, count: int) -> None:
        """A number beside the name; none for 0."""
        name = _(self.view.title)
        self.chooser.setText(
            _("{view} ({count})  ▾").format(view=name, count=count) if count else _("{view}  ▾").format(view=name)
        )
        self._show_room()

    def point_out(self) -> None:
        """Draw the eye to it for a moment, and put the keyboard there."""
        self._mark(True)
        self._light_off.start()
        self.chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The view has shown or hidden a control, which may have no room beside the name."""
        if event.type() == QEvent.Type.LayoutRequest and self._is_low:
            QTimer.singleShot(0, self, self._show_room)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_room()

    def _mark(self, on: bool) -> None:
        set_style_property(self._header, "pointed", on)

    def _make_chooser(self, name: str) -> QToolButton:
        chooser = QToolButton()
        chooser.setText(_("{view}  ▾").format(view=name))
        set_font(chooser, "body", bold=True)
        chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_icon_size(chooser, 16)
        set_icon(chooser, self.view.icon)
        chooser.setProperty("quiet", True)
        chooser.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # a name is never cut: buttons go before it
        chooser.setAccessibleName(_("{view}: choose another view").format(view=name))
        chooser.setToolTip(_("Choose what this slot shows."))
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(chooser)
        menu.aboutToShow.connect(self._fill_menu)
        chooser.setMenu(menu)
        return chooser

    def _fill_menu(self) -> None:
        """All views, and what the header's buttons do: in a narrow slot there is no room for all of them."""
        menu = self.chooser.menu()
        menu.clear()
        fill_view_menu(menu, self.view.name, self._choose)
        menu.addSeparator()
        for button, text in self._entries.items():
            if button in self._offered:
                action = menu.addAction(text, button.click)
                action.setEnabled(button.isEnabled())

    def _choose(self, name: str) -> None:
        if name != self.view.name:
            self.view_chosen.emit(name)

    def _lay_out(self) -> QWidget:
        header = QWidget()
        header.setProperty("slot", True)
        header.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        follow(header, lambda: header.setFixedHeight(theme.px(HEIGHT)))
        row = QHBoxLayout(header)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        row.addWidget(self.chooser)
        row.addStretch(1)
        for button in (self.more, self.split, self.own, self.fill, self.close_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self.view, 1)
        return header


def _button(icon: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("quiet", True)
    set_icon_size(button, 16)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    set_icon(button, icon, "muted")
    return button
