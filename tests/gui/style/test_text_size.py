"""One scale for all texts: who follows it, and the sizes there are."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from gui.style import style_sheet, text_size, theme


@pytest.fixture(autouse=True)
def app(qapp):
    """The application in its own size, and again afterwards."""
    style_sheet.apply_theme(qapp, "light")
    yield qapp
    text_size.present(False)
    text_size.choose(text_size.NORMAL)


@pytest.mark.parametrize("role", ["body", "small", "heading"])
def test_every_role_follows(role):
    before = theme.font(role).pointSizeF()
    text_size.choose(1.4)
    assert theme.font(role).pointSizeF() == pytest.approx(1.4 * before)


def test_a_widget_without_a_font_of_its_own_follows(qtbot):
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()
    before = label.font().pointSizeF()
    text_size.choose(1.6)
    assert label.font().pointSizeF() == pytest.approx(1.6 * before)


def test_a_font_and_an_icon_that_were_set_follow(qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    text_size.set_font(button, "small", bold=True)
    text_size.set_icon_size(button, 20)
    text_size.choose(2.0)
    assert button.font().pointSizeF() == theme.font("small").pointSizeF() == pytest.approx(18)
    assert button.font().bold()
    assert button.iconSize() == QSize(40, 40)


def test_the_last_font_that_was_set_is_the_one_that_follows(qtbot):
    label = QLabel("text")
    qtbot.addWidget(label)
    text_size.set_font(label, "small")
    text_size.set_font(label, "heading")
    text_size.choose(1.1)
    assert label.font().pointSizeF() == theme.font("heading").pointSizeF()
    assert len(label.children()) == 1


def test_what_must_hold_text_follows(app):
    assert "min-height: 30px" in app.styleSheet()
    text_size.choose(2.0)
    assert "min-height: 60px" in app.styleSheet()
    assert theme.px(24) == 48


def test_it_says_so_once(qtbot):
    heard = []
    theme.events.changed.connect(lambda: heard.append(theme.scale()))
    text_size.choose(1.25)
    text_size.choose(1.25)
    assert heard == [1.25]


def test_the_theme_stays_when_the_size_changes(app):
    style_sheet.apply_theme(app, "dark")
    text_size.choose(1.25)
    assert theme.current() is theme.DARK
    style_sheet.apply_theme(app, "light")
    assert QApplication.font().pointSizeF() == theme.font().pointSizeF() == pytest.approx(12.5)


@pytest.mark.parametrize(("chosen", "presented"), [(0.8, 1.6), (1.0, 1.6), (1.25, 2.0), (2.0, 2.4)])
def test_a_presentation_has_larger_texts_and_gives_them_back(chosen, presented):
    text_size.choose(chosen)
    text_size.present(True)
    assert theme.scale() == pytest.approx(presented)
    assert min(QFontInfo(theme.font(role)).pixelSize() for role in ("body", "small", "heading")) >= 18
    text_size.present(False)
    assert theme.scale() == chosen


@pytest.mark.parametrize(("height", "scale"), [(2160, 1.6), (1080, 1.6), (900, 1.6 * 900 / 1080), (720, 1.2), (600, 1.2)])
def test_a_low_screen_needs_no_such_large_texts(height, scale):
    text_size.present(True, height)
    assert theme.scale() == pytest.approx(scale)


def test_a_style_sheet_of_its_own_leaves_the_font(qtbot):
    label = QLabel("text")
    qtbot.addWidget(label)
    text_size.set_font(label, "small")
    label.show()
    text_size.choose(1.6)
    text_size.set_style_sheet(label, "color: red;")
    assert label.font().pointSizeF() == theme.font("small").pointSizeF()
