"""Controls of the window that a lesson locks or hides, and their release. Other code may enable and show them meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

Control = QWidget | QAction
CHANGES = QEvent.Type.EnabledChange, QEvent.Type.ShowToParent, QEvent.Type.ToolTipChange


class ControlLocks(QObject):
    """Changes by `apply` and `release`. It remembers what other code wanted of each control, and brings that back.

    The tool tip of a locked control says why.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._locked: dict[Control, bool] = {}  # whether it would be enabled
        self._hidden: dict[Control, bool] = {}  # whether it would be visible
        self._reasons: dict[Control, str] = {}
        self._tips: dict[Control, str] = {}  # what the tool tip would be
        self._busy = False

    def apply(self, locked: Mapping[Control, str], hidden: list[Control]) -> None:
        """Lock these, each for a reason, and hide these; and no others any more."""
        self._give_back([one for one in self._locked if one not in locked], [one for one in self._hidden if one not in hidden])
        self._busy = True
        for one in locked:
            if one not in self._locked:
                self._locked[one] = one.isEnabledTo(one.parentWidget()) if isinstance(one, QWidget) else one.isEnabled()
                self._tips[one] = one.toolTip()
                self._watch(one)
                one.setEnabled(False)
            self._reasons[one] = locked[one]
            one.setToolTip(locked[one])
        for one in hidden:
            if one not in self._hidden:
                self._hidden[one] = not one.isHidden() if isinstance(one, QWidget) else one.isVisible()
                self._watch(one)
                one.setVisible(False)
        self._busy = False

    def release(self) -> None:
        self._give_back(list(self._locked), list(self._hidden))

    def _give_back(self, locked: list[Control], hidden: list[Control]) -> None:
        self._busy = True
        for one in locked:
            one.setEnabled(self._locked.pop(one))
            self._reasons.pop(one)
            one.setToolTip(self._tips.pop(one))
        for one in hidden:
            one.setVisible(self._hidden.pop(one))
        for one in {*locked, *hidden}:
            if one not in self._locked and one not in self._hidden:
                self._unwatch(one)
        self._busy = False

    def _watch(self, one: Control) -> None:
        if one in self._locked and one in self._hidden:
            return
        if isinstance(one, QWidget):
            one.installEventFilter(self)
        else:
            one.changed.connect(self._follow_actions)

    def _unwatch(self, one: Control) -> None:
        if isinstance(one, QWidget):
            one.removeEventFilter(self)
        else:
            one.changed.disconnect(self._follow_actions)

    def _follow_actions(self) -> None:
        for one in [one for one in {*self._locked, *self._hidden} if isinstance(one, QAction)]:
            self._keep(one, one.isEnabled(), one.isVisible())

    def _keep(self, one: Control, enabled: bool, visible: bool) -> None:
        """Other code has enabled or shown it, or given it a tool tip: remember that for later, and take it back."""
        if self._busy:
            return
        self._busy = True
        if one in self._locked and enabled:
            self._locked[one] = True
            one.setEnabled(False)
        if one in self._locked and one.toolTip() != self._reasons[one]:
            self._tips[one] = one.toolTip()
            one.setToolTip(self._reasons[one])
        if one in self._hidden and visible:
            self._hidden[one] = True
            one.setVisible(False)
        self._busy = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and event.type() in CHANGES:
            self._keep(watched, watched.isEnabled(), not watched.isHidden())
        return super().eventFilter(watched, event)
