"""What the banner says of frames."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from engine.network.parameter_layout import INPUT
from engine.recipe.recipe import OUTPUT
from engine.training.memento import Memento
from gui.document import Change
from gui.model.project import Project
from gui.training.frame import Frame
from gui.training.job.new_run import NewRun
from gui.widgets.banner import Banner
from gui.window.frame_messages import FrameMessages

NOTE = "Learning rate set to 0.01."
OWN, OF_LESSON = NewRun(1, "A new run on XOR has begun.", "Circle", True), NewRun(2, "A new run on Line has begun.", "XOR", True)
EMPTY = Frame(snapshot=None)


@pytest.fixture
def messages(qtbot: QtBot) -> FrameMessages:
    banner = Banner()
    qtbot.addWidget(banner)
    return FrameMessages(banner, lambda _frame: (), lambda _text: None)


def texts(messages: FrameMessages) -> list[str]:
    return [message.text for message in messages.banner.messages]


@pytest.mark.parametrize("closed", [True, False])
def test_after_a_lesson_only_an_open_message_of_a_new_run_is_there_again(messages: FrameMessages, closed: bool) -> None:
    messages.show_frame(replace(EMPTY, new_run=OWN))
    assert texts(messages) == [OWN.text]
    if closed:
        messages.banner.close_button.click()
    for run in (None, OF_LESSON, None, OWN):
        messages.show_frame(replace(EMPTY, new_run=run))
        assert texts(messages) == ([] if run is None or (closed and run is OWN) else [run.text])


def test_what_else_an_edit_changed_is_said_until_the_next_edit(messages: FrameMessages) -> None:
    edit = Change(Project(), Project(), None, False, note=NOTE)
    messages.follow(edit)
    assert texts(messages) == [NOTE]
    messages.follow(replace(edit, note="", swap=True))
    assert texts(messages) == []


def test_what_a_run_has_reached_is_no_longer_said_when_the_run_is_left(messages: FrameMessages) -> None:
    cases = (None, False, True), (Memento(), False, True), (Memento(), True, False), (Memento(restart=True), False, False)
    for memento, swap, stays in cases:
        messages.show_learned("It learned.")
        messages.follow(Change(Project(), Project(), memento, swap))
        assert texts(messages) == ["It learned."] * stays


def test_what_else_an_edit_changed_stays_said_when_it_began_a_new_run(messages: FrameMessages) -> None:
    messages.follow(Change(Project(), Project(), None, False, note=NOTE))
    messages.show_frame(replace(EMPTY, new_run=OWN))
    assert texts(messages) == [f"{NOTE} {OWN.text}"]


@pytest.mark.parametrize(
    ("block", "in_sight", "said"), [(OUTPUT, True, False), (OUTPUT, False, True), (INPUT, True, True), (None, True, True)]
)
def test_a_problem_is_said_once_on_its_block_where_that_is_in_sight(
    qtbot: QtBot, block: int | None, in_sight: bool, said: bool
) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    messages = FrameMessages(banner, lambda _frame: (), lambda _text: None, lambda: in_sight)
    messages.show_frame(replace(EMPTY, problem="There are no rows."))
    messages.show_frame(replace(EMPTY, problem="Choose MSE.", problem_block=block))
    assert texts(messages) == (["Choose MSE."] if said else [])
    messages.show_frame(EMPTY)
    assert texts(messages) == []
