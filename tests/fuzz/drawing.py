"""What opened is drawn too: the network with its diagram, then a frame of its training, in a window without a screen."""

from __future__ import annotations

import warnings

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from engine.training.session import Session
from gui.canvas.network_panel import NetworkPanel
from gui.document import Document
from gui.model.project import Project
from gui.training.frame import Frame
from tests.engine.builders import snapshot_of

SIZE = (900, 480)


def draw(project: Project, session: Session | None) -> None:
    """Every part paints itself; a warning is an error."""
    application = QApplication.instance() or QApplication([])
    panel = NetworkPanel(Document(project))
    panel.resize(*SIZE)
    with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
        warnings.simplefilter("error")
        panel.grab()
        if session is not None:
            with np.errstate(all="ignore"):  # as in the training thread
                snapshot = snapshot_of(session, *panel.canvas.requests(project.axes.plane))
            panel.show_frame(Frame(snapshot))
            assert not panel.grab().isNull()
    panel.close()
    panel.deleteLater()
    application.sendPostedEvents(panel, QEvent.Type.DeferredDelete)
