"""What happens is said at once: messages, refusals, outcomes, how far long work is, and that training has stopped."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.canvas.popups.canvas_overlays import Notice
from gui.document import Document
from gui.model.project import Project
from gui.panels.data.opening.outcome import Outcome
from gui.panels.run.run_bar import RunBar
from gui.training.frame import Frame
from gui.widgets.banner import Banner, Message
from gui.widgets.spoken import announcement
from gui.widgets.spoken.announcement import announce
from tests.gui.view_builders import trained_snapshot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ASSERTIVE = QAccessible.AnnouncementPoliteness.Assertive


class Heard:
    """What a reader would be told; `active` is whether one listens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        self.urgent: list[bool] = []
        self.active = True
        monkeypatch.setattr(announcement.QAccessible, "isActive", lambda: self.active)
        monkeypatch.setattr(announcement.QAccessible, "updateAccessibility", self._note)

    def _note(self, event: object) -> None:
        if isinstance(event, announcement.QAccessibleAnnouncementEvent):
            self.texts.append(event.message())
            self.urgent.append(event.politeness() is ASSERTIVE)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    return Heard(monkeypatch)


def test_a_sentence_is_said_only_while_somebody_listens(heard: Heard, qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    announce(label, "Done.")
    announce(label, "")
    heard.active = False
    announce(label, "Nobody hears this.")
    assert heard.texts == ["Done."]


def test_messages_are_said_and_a_problem_interrupts(heard: Heard, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message(Message("error", "It cannot be read."))
    banner.show_message(Message("info", "It waits behind the problem."))
    banner.clear("nothing")
    assert heard.texts == ["Problem: It cannot be read."]
    assert heard.urgent == [True]


def test_what_the_canvas_refuses_is_said(heard: Heard, qtbot: QtBot) -> None:
    over = QLabel()
    qtbot.addWidget(over)
    over.resize(400, 200)
    over.show()
    notice = Notice(over)
    notice.show_message("The inputs and the output stay.")
    notice.show_message("The inputs and the output stay.")
    notice.show_message("")
    assert heard.texts == ["The inputs and the output stay."]


def test_the_reading_of_a_table_is_followed_in_quarters(heard: Heard, qtbot: QtBot) -> None:
    outcome = Outcome()
    qtbot.addWidget(outcome)
    outcome.show_reading()
    for hundredths in range(0, 100, 5):
        outcome.show_share(hundredths / 100)
    outcome.show_used("150 rows", ())
    shares = [f"{share} % of the table has been read." for share in (25, 50, 75)]
    assert heard.texts == ["Reading…", *shares, "150 rows"]


def test_the_end_of_training_is_said_with_its_loss(heard: Heard, qtbot: QtBot) -> None:
    bar = RunBar(Document(Project()))
    qtbot.addWidget(bar)
    snapshot = trained_snapshot(steps=60)
    for running in (False, True, True, False, False):
        bar.show_frame(Frame(snapshot, running=running))
    assert len(heard.texts) == 1
    assert heard.texts[0].startswith("Training has stopped at step 60. Loss on training rows: 0.")
