"""A slot: a view below its header, in which the view's name is the chooser of what the slot shows."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from engine.core.translation import _
from gui.plotting.plot_header import PlotHeader
from gui.style import theme
from gui.style.icons import set_icon
from gui.style.text_size import follow, set_font, set_icon_size
from gui.views import View
from gui.window.slots.arrangement import BELOW
from gui.window.slots.view_menu import fill_view_menu

HEIGHT = 32  # of the header
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
        self.more.setVisible(isinstance(view, HasPicture))
        if isinstance(view, HasPicture):
            view.header.more.hide()  # the slot's own, one for all views in the same place
            self.more.setMenu(view.header.menu)
            self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._header = self._lay_out()
        self._light_off = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._light_off.timeout.connect(lambda: self._mark(False))

    def show_place(self, region: str, can_split: bool, filled: bool) -> None:
        """What the header offers where the slot stands; no region: a window of its own."""
        in_window = bool(region)
        set_icon(self.split, "split_right" if region == BELOW else "split_below", "muted")
        self.split.setVisible(in_window and not filled)
        self.split.setEnabled(can_split)
        self.close_button.setVisible(in_window and not filled)
        self.own.setVisible(not filled)
        set_icon(self.own, "own_window" if in_window else "put_back", "muted")
        out, back = _("Show it in a window of its own, on a second screen for example."), _("Put it back into the main window.")
        self.own.setToolTip(out if in_window else back)
        self.fill.setVisible(in_window)
        set_icon(self.fill, "unfill" if filled else "fill", "muted")
        self.fill.setToolTip(_("Back to all panels (Esc).") if filled else _("Fill the window with it; Esc goes back."))

    def show_count(self, count: int) -> None:
        """A number beside the name; none for 0."""
        name = _(self.view.title)
        self.chooser.setText(
            _("{view} ({count})  ▾").format(view=name, count=count) if count else _("{view}  ▾").format(view=name)
        )

    def point_out(self) -> None:
        """Draw the eye to it for a moment, and put the keyboard there."""
        self._mark(True)
        self._light_off.start()
        self.chooser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mark(self, on: bool) -> None:
        self._header.setProperty("pointed", on)
        self._header.style().unpolish(self._header)
        self._header.style().polish(self._header)

    def _make_chooser(self, name: str) -> QToolButton:
        chooser = QToolButton()
        chooser.setText(_("{view}  ▾").format(view=name))
        set_font(chooser, "body", bold=True)
        chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        set_icon_size(chooser, 16)
        set_icon(chooser, self.view.icon)
        chooser.setProperty("quiet", True)
        chooser.setAccessibleName(_("{view}: choose another view").format(view=name))
        chooser.setToolTip(_("Choose what this slot shows."))
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(chooser)
        menu.aboutToShow.connect(lambda: fill_view_menu(menu, self.view.name, self._choose))
        chooser.setMenu(menu)
        return chooser

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
