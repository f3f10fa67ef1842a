"""Acting on a window in tests: typing, turning the wheel, showing a widget; a document with some data, a frame of its network."""

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.data.datasets import DATASETS
from engine.training.session import Session
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from tests.engine.builders import snapshot_of


def frame_of(document, steps=30, running=False):
    session = Session(document.project.recipe)
    session.advance(steps)
    return Frame(snapshot_of(session), running, 1234.4)


def document_with(kind):
    data = DATASETS[kind]()
    table = data.make(np.random.default_rng(1))
    return Document(edits.set_data(Project(), data, table))


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
    return widget


def retype(line, text):
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def type_in(box, text, enter=True):
    box.line.selectAll()
    QTest.keyClicks(box.line, text)
    if enter:
        QTest.keyClick(box.line, Qt.Key.Key_Return)


def turn_wheel(widget):
    place = QPointF(5, 5)
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def answer_of(qtbot, client, of):
    """What the thread answers."""
    answers = []
    client.ask(of, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


def state_of(qtbot, trainer):
    return answer_of(qtbot, trainer, TrainingJob.final)
