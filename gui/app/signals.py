"""SIGINT and SIGTERM end the program in order, also while its event loop is idle."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier


class SignalWatch(QObject):
    """Changes when SIGINT or SIGTERM arrives: `fired` is true then, and the event loop ends.

    Python runs its signal handlers only between two of its own instructions, and an idle event loop has none: the signal's number
    is written to a socket, which wakes Qt up to read it. The window is not asked, so no question can delay the end of a session.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fired = False
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        self._fd_before = signal.set_wakeup_fd(self._theirs.fileno())
        self._handlers_before = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def close(self) -> None:
        """Restore the handlers of before."""
        self._notifier.setEnabled(False)
        for number, handler in self._handlers_before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._fd_before)
        self._ours.close()
        self._theirs.close()

    def _wake(self) -> None:
        self._ours.recv(64)
        self.fired = True
        QCoreApplication.exit(0)


def _ignore(number: int, frame: object) -> None:
    """A handler that does nothing: the signal reaches the socket without it."""
