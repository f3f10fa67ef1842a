"""The banner: what it shows first, what it keeps, and how it is read and left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.style import theme
from gui.widgets.banner import KINDS, Action, Banner, Message


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    window = QWidget()
    layout = QVBoxLayout(window)
    made = Banner()
    layout.addWidget(made)
    layout.addStretch()
    window.resize(700, 300)
    qtbot.addWidget(window)
    made.host = window  # keeps it alive
    window.show()
    return made


def texts(banner: Banner) -> list[str]:
    return [message.text for message in banner.messages]


def press(banner: Banner, text: str) -> None:
    next(button for button in banner.findChildren(QPushButton) if button.text() == text and not button.isHidden()).click()


def test_it_is_hidden_until_there_is_something_to_say(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_message(Message("info", "Saved."))
    assert banner.isVisible()
    assert banner.text.text() == "Saved."


def test_it_lies_over_a_part_of_the_window_and_moves_nothing(qtbot: QtBot) -> None:
    """What one is about to click stays under the mouse."""
    window, part, banner = QWidget(), QPushButton("Play"), Banner()
    row = QVBoxLayout(window)
    row.setContentsMargins(0, 30, 0, 0)
    row.addWidget(part, 1)
    part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    banner.setParent(window)
    banner.lie_over(window, part)
    window.resize(700, 300)
    qtbot.addWidget(window)
    window.show()
    before = part.geometry()
    banner.show_message(Message("info", "It learned. " * 30))
    assert part.geometry() == before
    assert (banner.x(), banner.y(), banner.width()) == (0, 30, 700)
    assert banner.height() >= banner.heightForWidth(700) > 40, "all lines are there"
    row.setContentsMargins(0, 30, 300, 0)  # too narrow for it: it reaches to the right edge
    window.resize(550, 300)
    qtbot.waitUntil(lambda: banner.width() == 550)
    assert banner.height() >= banner.heightForWidth(550)


def test_long_buttons_stand_below_the_text_where_they_would_leave_it_no_room(qtbot: QtBot) -> None:
    """The text wrapped at every letter, and the message covered the whole network."""
    window, banner = QWidget(), Banner()
    banner.setParent(window)
    banner.lie_over(window, window)
    qtbot.addWidget(window)
    window.resize(560, 600)
    window.show()
    actions = Action("Back to step 3 with a learning rate of 0.008", bool), Action("Back to step 3", bool)
    banner.show_message(Message("info", "Another."))
    banner.show_message(Message("error", "The loss is no longer finite at step 519: the learning rate is too large.", actions))
    for width, beside in ((560, False), (1400, True)):
        window.resize(width, 600)
        qtbot.waitUntil(lambda width=width: banner.width() == width)
        first = banner.buttons.itemAt(0).widget()
        qtbot.waitUntil(lambda first=first, beside=beside: (first.mapTo(banner, QPoint()).x() > banner.text.x() + 20) is beside)
        assert banner.height() < 140
        assert banner.text.width() >= 200
        assert first.width() >= first.sizeHint().width()


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_a_word_and_not_only_a_colour(banner: Banner, kind: str) -> None:
    banner.show_message(Message(kind, "Look."))
    assert banner.kind.text() == KINDS[kind]
    assert banner.accessibleName() == f"{KINDS[kind]}: Look."


def test_a_note_waits_behind_what_is_wrong(banner: Banner) -> None:
    for kind in ("warning", "error", "info"):
        banner.show_message(Message(kind, kind))
    assert texts(banner) == ["error", "warning", "info"]
    assert banner.more.text() == "2 more"
    banner.close_button.click()
    assert banner.text.text() == "warning"


def test_a_new_warning_with_its_way_out_is_not_hidden_by_an_older_error(banner: Banner) -> None:
    banner.show_message(Message("error", "The file could not be written."))
    banner.show_message(Message("warning", "The loss is no longer a number.", (Action("Half the rate", list),)))
    assert texts(banner) == ["The loss is no longer a number.", "The file could not be written."]


def test_of_the_same_kind_the_newest_comes_first(banner: Banner) -> None:
    banner.show_message(Message("error", "old"))
    banner.show_message(Message("error", "new"))
    assert texts(banner) == ["new", "old"]


def test_information_replaces_information(banner: Banner) -> None:
    banner.show_message(Message("info", "old"))
    banner.show_message(Message("info", "new"))
    assert texts(banner) == ["new"]


def test_the_same_key_replaces_and_takes_back(banner: Banner) -> None:
    banner.show_message(Message("error", "old", key="data"))
    banner.show_message(Message("warning", "new", key="data"))
    assert texts(banner) == ["new"]
    banner.clear("data")
    assert not banner.isVisible()


def test_the_same_message_twice_is_one(banner: Banner) -> None:
    banner.show_message(Message("error", "again"))
    banner.show_message(Message("error", "again"))
    assert texts(banner) == ["again"]


def test_an_action_closes_and_acts(banner: Banner) -> None:
    done: list[str] = []
    banner.show_message(
        Message("warning", "Recover?", (Action("Yes", lambda: done.append("yes")), Action("No", lambda: done.append("no"))))
    )
    press(banner, "No")
    assert done == ["no"]
    assert not banner.isVisible()


def test_an_action_may_say_the_next_thing(banner: Banner) -> None:
    banner.show_message(Message("error", "first", (Action("Go", lambda: banner.show_message(Message("error", "second"))),)))
    press(banner, "Go")
    assert texts(banner) == ["second"]


def test_escape_closes_it_and_tells(banner: Banner, qtbot: QtBot) -> None:
    message = Message("warning", "Careful.")
    banner.show_message(message)
    with qtbot.waitSignal(banner.closed) as closed:
        qtbot.keyClick(banner.close_button, Qt.Key.Key_Escape)
    assert closed.args == [message]
    assert not banner.isVisible()


def test_it_takes_no_focus_from_the_user(banner: Banner) -> None:
    before = QApplication.focusWidget()
    banner.show_message(Message("error", "Look.", (Action("Go", lambda: None),)))
    assert QApplication.focusWidget() is before


def test_markup_in_a_message_stays_text(banner: Banner) -> None:
    banner.show_message(Message("error", "<img src=x> & <b>bold</b>"))
    assert banner.text.textFormat() == Qt.TextFormat.PlainText


def test_a_long_text_wraps_and_does_not_widen_the_window(banner: Banner) -> None:
    banner.show_message(Message("error", "a/" * 300 + " word" * 100))
    assert banner.minimumSizeHint().width() < 400
    assert len(banner.text.text()) < 900
    assert banner.text.toolTip().endswith("word")


def test_an_unknown_kind_is_refused(banner: Banner) -> None:
    with pytest.raises(ValueError, match="info, warning, error"):
        banner.show_message(Message("panic", "!"))


def test_there_is_an_end_to_it(banner: Banner) -> None:
    for number in range(50):
        banner.show_message(Message("error", str(number)))
    assert len(banner.messages) == 20
    assert texts(banner)[0] == "49"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=lambda colours: colours.name)
def test_its_text_is_readable_on_its_ground(colours: theme.Theme, kind: str) -> None:
    colour = {"info": colours.accent, "warning": colours.warning, "error": colours.error}[kind]
    assert theme.contrast(colours.text, theme.mixed(colours.surface, colour, 0.1)) >= 4.5
