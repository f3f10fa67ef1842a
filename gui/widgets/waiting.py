"""Waiting for another thread while the window goes on painting: what for is shown when it takes longer than a moment."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressDialog, QWidget

from engine.core.translation import _
from gui.widgets.spoken.announcement import announce

MOMENT_MS = 300
QUIT_KEYS = "Ctrl+Q"  # of the window, which gets no keys while the dialog is there


class Waiting(QObject):
    """Changes: waits, once, until `finish` is called; the user may cancel it if `can_cancel`."""

    quit_wanted = Signal()  # the user would like to close the window meanwhile

    def __init__(self, parent: QWidget, text: str, can_cancel: bool = True) -> None:
        super().__init__(parent)
        self._window, self._text, self._can_cancel = parent, text, can_cancel
        self._dialog: QProgressDialog | None = None
        self._loop = QEventLoop(self)
        self._moment = QTimer(self)
        self._moment.setSingleShot(True)
        self._moment.timeout.connect(self._loop.quit)
        self._is_finished = self.is_over = False  # over: nobody waits any more

    def finish(self) -> None:
        """What is waited for has happened. After the end of the wait this does nothing."""
        if self.is_over:
            return
        self._is_finished = True
        self._loop.quit()

    def show_text(self, text: str) -> None:
        """What is waited for, in other words from now on."""
        self._text = text
        if self._dialog is not None:
            self._dialog.setLabelText(text)
            announce(self._dialog, text)

    def wait(self) -> bool:
        """Return true when `finish` has been called, false when the user cancelled or the whole program ends.

        Keys and clicks that come within the first moment are answered afterwards: there is no dialog yet that keeps them off.
        """
        if self._is_finished:
            return True
        self._moment.start(MOMENT_MS)
        self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        took_longer = not self._moment.isActive()
        self._moment.stop()
        if took_longer and not self._is_finished:
            self._wait_in_a_dialog()
        self.is_over = True
        self.deleteLater()
        return self._is_finished

    def _wait_in_a_dialog(self) -> None:
        dialog = self._dialog = QProgressDialog(self._text, _("Cancel"), 0, 0, self._window)
        QShortcut(QKeySequence(QUIT_KEYS), dialog).activated.connect(self.quit_wanted)
        dialog.setWindowTitle(_("Please wait"))
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        if self._can_cancel:
            dialog.canceled.connect(self._loop.quit)
        else:
            dialog.setCancelButton(None)
            dialog.canceled.connect(dialog.show)
        dialog.show()
        announce(dialog, self._text)
        self._loop.exec()
        dialog.canceled.disconnect()
        dialog.hide()
        dialog.deleteLater()
        self._dialog = None
