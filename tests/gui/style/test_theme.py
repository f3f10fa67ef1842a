"""Colours, fonts and icons."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton

from engine.core.resources import resource
from gui.style import colour_schemes, icons, style_sheet, theme

THEMES = (theme.LIGHT, theme.DARK)
GROUNDS = ("window", "surface", "raised")
TEXTS = ("text", "muted", "accent", "warning", "error")
MARKS = ("outline", "positive", "negative")
NAMES = sorted(path.stem for path in resource("icons").glob("*.svg") if not path.stem.startswith("mark_"))


@pytest.fixture
def app(qapp):
    """The application in light colours, and again afterwards."""
    style_sheet.apply_theme(qapp, "light")
    yield qapp
    style_sheet.apply_theme(qapp, "light")


@pytest.mark.parametrize("one", THEMES, ids=lambda t: t.name)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_stands_out(one, text, ground):
    assert theme.contrast(getattr(one, text), getattr(one, ground)) >= 4.5


@pytest.mark.parametrize("one", THEMES, ids=lambda t: t.name)
def test_text_on_the_accent_stands_out(one):
    assert theme.contrast(one.on_accent, one.accent) >= 4.5


@pytest.mark.parametrize("one", THEMES, ids=lambda t: t.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_marks_stand_out(one, ground):
    marks = [getattr(one, name) for name in MARKS] + [*one.classes, *one.ramp, *one.runs]
    assert min(theme.contrast(mark, getattr(one, ground)) for mark in marks) >= 3


def test_contrast_is_that_of_the_standard():
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("one", THEMES, ids=lambda t: t.name)
def test_style_sheet_leaves_no_name_open(one):
    assert "@" not in style_sheet.style_sheet(one)


def test_choice_changes_the_colours_and_says_so(app, qtbot):
    with qtbot.waitSignal(theme.events.changed):
        style_sheet.apply_theme(app, "dark")
    assert theme.current() is theme.DARK
    assert app.palette().window().color().name() == theme.DARK.window


def test_same_choice_again_says_nothing(app, qtbot):
    with qtbot.assertNotEmitted(theme.events.changed):
        style_sheet.apply_theme(app, "light")


def test_system_is_followed(app, monkeypatch):
    monkeypatch.setattr(type(app.styleHints()), "colorScheme", lambda hints: Qt.ColorScheme.Dark)
    style_sheet.apply_theme(app, "system")
    assert theme.current() is theme.DARK
    monkeypatch.undo()
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is theme.LIGHT


def test_unknown_choice_is_refused(app):
    with pytest.raises(ValueError, match="system, light, dark"):
        style_sheet.apply_theme(app, "blue")


def test_texts_are_at_least_nine_points(app):
    assert min(theme.font(role).pointSizeF() for role in ("body", "small", "heading")) >= 9


def test_figures_have_one_width(app):
    metrics = QFontMetrics(theme.font(tabular=True))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_class_colours_repeat_beyond_the_palette():
    assert len(colour_schemes.class_colours(25)) == 25
    assert colour_schemes.class_colours(2, theme.DARK) == [theme.DARK.negative, theme.DARK.positive]


@pytest.mark.parametrize("name", NAMES)
def test_icons_are_of_one_family(name):
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in drawing
    assert 'stroke-width="1.75"' in drawing
    assert 'stroke="currentColor"' in drawing


@pytest.mark.parametrize("name", NAMES)
def test_icons_show_something_in_the_theme(app, name):
    image = icons.icon(name).pixmap(QSize(72, 72)).toImage()
    pixels = [image.pixelColor(x, y) for x in range(72) for y in range(72)]
    shades = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    assert shades == {theme.LIGHT.text}


def test_unknown_icon_is_refused(app):
    with pytest.raises(ValueError, match="no icon 'nothing'"):
        icons.icon("nothing")


@pytest.mark.parametrize("kind", [QPushButton, QAction])
def test_an_icon_follows_the_theme(app, qtbot, kind):
    target = kind()
    icons.set_icon(target, "plus")
    before = target.icon().pixmap(QSize(24, 24)).toImage()
    style_sheet.apply_theme(app, "dark")
    assert target.icon().pixmap(QSize(24, 24)).toImage() != before
    target.deleteLater()


def test_dressing_again_changes_the_icon_once(app, qtbot):
    button = QPushButton()
    qtbot.addWidget(button)
    icons.set_icon(button, "play")
    setters = button.children()
    icons.set_icon(button, "pause")
    assert button.icon().cacheKey() == icons.icon("pause").cacheKey()
    assert button.children() == setters


def test_application_keeps_its_size_when_a_theme_is_applied_again(app):
    before = QApplication.font().pointSizeF()
    style_sheet.apply_theme(app, "dark")
    assert QApplication.font().pointSizeF() == before
