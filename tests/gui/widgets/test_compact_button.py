"""A button in a row that may be too narrow for its text."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.style import icons
from gui.widgets.compact_button import CompactButton


def test_it_shows_its_text_while_there_is_room_and_keeps_its_name(qtbot):
    row = QWidget()
    qtbot.addWidget(row)
    buttons = [CompactButton(name) for name in ("Same start", "New start", "Export…")]
    layout = QHBoxLayout(row)
    for button in buttons:
        icons.set_icon(button, "play")
        layout.addWidget(button)
    row.resize(600, 40)
    row.show()
    assert [button.text() for button in buttons] == ["Same start", "New start", "Export…"]
    wide = row.sizeHint().width()
    row.resize(row.minimumSizeHint())
    qtbot.waitUntil(lambda: [button.text() for button in buttons] == ["", "", ""])
    assert row.minimumSizeHint().width() < wide / 2
    assert [button.accessibleName() for button in buttons] == ["Same start", "New start", "Export…"]
    row.resize(600, 40)
    qtbot.waitUntil(lambda: [button.text() for button in buttons] == ["Same start", "New start", "Export…"])
    assert row.sizeHint().width() == wide
