"""The help in the window: F1 finds the page of all that there is; search, history, links that do something."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QSlider, QWidget
from pytestqt.qtbot import QtBot

from engine.recipe.recipe import OUTPUT
from gui.canvas.diagram.parts import WEIGHTS, Neuron, Weight
from gui.model.help.help_page import FAMILIES
from gui.model.lessons.lesson_reading import lessons_in
from gui.views import VIEWS
from gui.window.help.help_browser import Place
from gui.window.help.help_dialogs import plain_entry, surroundings
from gui.window.help.help_places import FIELDS, FIRST, NAMED, page_for
from gui.window.help.help_window import PAGE, HelpWindow
from gui.window.help.page_html import Surroundings, body_html, page_html
from gui.window.lesson_host import CONTROLS, PANES
from gui.window.main_window import MainWindow

IGNORED = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KINDS = QAbstractButton, QComboBox, QLabel, QLineEdit, QSlider


@pytest.fixture(scope="module")
def around() -> Surroundings:
    return surroundings({lesson.name: lesson for lesson in lessons_in()[0]}, lambda _name: "")


@pytest.fixture
def help_window(around: Surroundings, qtbot: QtBot) -> Iterator[HelpWindow]:
    parent = QWidget()
    qtbot.addWidget(parent)
    opened = HelpWindow(around, parent)
    opened.show_page("optimizers/adam")
    opened.show()
    qtbot.waitExposed(opened)
    yield opened
    opened.close()


# -- every thing has its page
def test_whatever_is_in_the_window_has_a_page(window: MainWindow, around: Surroundings) -> None:
    """Views, controls by the names that lessons have for them, entries of the menus, parts of the network."""
    _look_at_views(window, around)
    _look_at_controls(window, around)
    _look_at_actions(window, around)
    _look_at_network(window)


def _look_at_views(window: MainWindow, around: Surroundings) -> None:
    for name, view in window.views.items():
        assert page_for(view) == f"views/{name}"
        page = around.pages[f"views/{name}"]
        assert (page.title, page.shows, page.picture) == (VIEWS[name].title, (name,), f"view_{name}")


def _look_at_controls(window: MainWindow, around: Surroundings) -> None:
    assert set(NAMED) == {*CONTROLS, *PANES, "lessons"}
    chosen = {"optimizer": "optimizers/sgd", "loss": "losses/cross_entropy", "penalty": "penalties/none"}
    pairs = {"rate", "batch"}  # of a label and an editor
    for name, page in NAMED.items():
        assert page in around.pages
        for widget in CONTROLS[name](window) if name in CONTROLS else (window.stage.rail.buttons[name],):
            inner = widget.findChild(QComboBox if name in chosen else QLineEdit) if name in {*chosen, *pairs} else widget
            assert page_for(inner) == chosen.get(name, page), name
            for label in widget.findChildren(QLabel) if name in {*chosen, *pairs} else ():
                assert page_for(label) == page_for(inner)
    assert set(FIELDS.values()) <= set(around.pages)


def _look_at_actions(window: MainWindow, around: Surroundings) -> None:
    described = {action for page in around.pages.values() for action in page.actions}
    assert described == set(window.menus.actions)
    way_to = window.help_dialogs._way_to
    assert all(way_to(name) for name in described)
    assert way_to("step_epoch") == "Train ▸ Step one epoch (F6)"


def _look_at_network(window: MainWindow) -> None:
    canvas, layer = window.canvas, window.document.project.recipe.blocks[0].id
    for block, page in ((layer, "layers/dense"), (OUTPUT, "losses/cross_entropy"), (None, "controls/network")):
        canvas.select(block)
        assert page_for(canvas) == page
    canvas.hover.pin(Neuron(layer, 0))
    assert page_for(canvas) == "terms/neuron"
    canvas.hover.pin(None)
    assert page_for(canvas.viewport(), canvas.viewport().mapToGlobal(QPoint(2, 2))) == "controls/network"


def test_whatever_can_be_used_in_the_window_has_a_page(window: MainWindow, around: Surroundings) -> None:
    """In each pane of the drawer, with each view, and on each page of the settings."""
    layer, layout = window.document.project.recipe.blocks[0].id, window.layout_controller
    states = [lambda name=name: layout.show_pane(name) for name in window.stage.drawer.panes]
    states += [lambda name=name: layout.show_view(name) for name in VIEWS]
    states += [lambda block=block: window.canvas.select(block) for block in (layer, OUTPUT, None)]
    states += [lambda part=part: window.inspector.show_part(part) for part in (Neuron(layer, 0), Weight(layer, WEIGHTS, (0, 0)))]
    without, wrong, seen = set(), set(), set()
    for show in states:
        show()
        for widget in window.findChildren(QWidget):
            if isinstance(widget, KINDS) and widget.isVisible():
                page = page_for(widget)
                seen.add(page)
                name = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                without |= {f"{type(widget).__name__} {name}"} if not page and name else set()
                wrong |= {page} - set(around.pages) - {""}
    assert not without
    assert not wrong
    assert len(seen) > 60


def test_each_page_can_be_drawn(around: Surroundings) -> None:
    for page in around.pages.values():
        page_html(page, around)
        html = re.sub("<code>.*?</code>", "", body_html(page.text))
        assert "**" not in html
        assert "](" not in html
    drawn = [page for page in around.pages.values() if page.entry is not None and around.has_picture(page.entry)]
    assert {page.topic for page in drawn} >= {"activations", "losses", "schedules", "penalties", "datasets"}
    assert len([name for name in around.pages if name.partition("/")[0] in FAMILIES]) > 120
    assert FIRST in around.pages


# -- F1 and what a page does
@IGNORED
def test_f1_is_about_the_mouse_after_it_moved_and_else_about_the_keyboard(window: MainWindow, qtbot: QtBot) -> None:
    key, play, epoch = window.help_dialogs.key, window.run_bar.play, window.run_bar.buttons["step_epoch"]
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    place = epoch.mapToGlobal(epoch.rect().center())
    QCursor.setPos(place)
    play.setFocus()
    key._mouse = place  # it lay there when the keyboard went to Play
    assert key.page_here() == "controls/play"
    key._mouse = QPoint(1, 1)
    assert key.page_here() == "controls/step"
    QTest.keyClick(play, Qt.Key.Key_F1)
    shown = window.findChild(HelpWindow)
    assert shown.page == "controls/step"
    shown.close()
    _look_at_dialog(window, qtbot)


def _look_at_dialog(window: MainWindow, qtbot: QtBot) -> None:
    """It has the key too, and the help stands over it."""
    window.preference_controller.open_dialog()
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.focusWidget() is not None)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_F1)
    shown = dialog.findChild(HelpWindow)
    assert shown is not None
    assert shown.page == "controls/preferences"
    shown.close()
    dialog.close()


@IGNORED
def test_a_page_shows_a_view_and_starts_a_lesson(window: MainWindow) -> None:
    shown = window.help_dialogs.open_page("optimizers/momentum")
    assert "Start lesson 15: Momentum, AdaGrad, RMSProp, Adam" in shown.browser.toPlainText()
    shown.browser.followed.emit("view", "descent")
    assert window.board.slots["descent"].isVisible()
    assert not shown.isVisible()
    again = window.help_dialogs.open_page(window.help_dialogs.last)
    assert again.page == "optimizers/momentum"
    again.browser.followed.emit("lesson", "15_optimizers")
    assert window.lesson_controller.run.lesson.name == "15_optimizers"
    window.lesson_controller.leave()


# -- the window
@IGNORED
def test_search_shows_pages_and_marks_the_words(help_window: HelpWindow) -> None:
    QTest.keyClicks(help_window.search, "momentum")
    shown = [help_window.list.topLevelItem(at) for at in range(help_window.list.topLevelItemCount())]
    assert shown[0].data(0, PAGE) == "optimizers/momentum"
    assert help_window.found.text() == f"{len(shown)} pages"
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)
    assert help_window.page == "optimizers/momentum"
    assert len(help_window.browser.extraSelections()) >= 2
    QTest.keyClicks(help_window.search, "zzz")
    assert help_window.found.text() == "On no page"
    assert help_window.isVisible()
    help_window.search.clear()
    assert help_window.list.currentItem().data(0, PAGE) == "optimizers/momentum"
    help_window.resize(900, 300)  # a scroll bar comes while the page is laid out
    help_window.show_page("views/gradients")
    QApplication.processEvents()
    assert help_window.browser.toPlainText().count("What to try") == 1


@IGNORED
def test_links_lead_on_and_back(help_window: HelpWindow) -> None:
    help_window.browser.followed.emit("page", "optimizers/adamw")
    help_window.browser.followed.emit("page", "penalties/l2")
    help_window.back.click()
    help_window.back.click()
    assert (help_window.page, help_window.back.isEnabled()) == ("optimizers/adam", False)
    help_window.forth.click()
    assert help_window.page == "optimizers/adamw"
    assert not help_window.browser.verticalScrollBar().value()


@IGNORED
def test_a_page_with_a_scroll_bar_is_drawn_once(help_window: HelpWindow, qtbot: QtBot) -> None:
    """The bar comes and goes while it is laid out, and changes the room for it each time."""
    help_window.resize(700, 400)
    help_window.show_page("views/gradients")
    qtbot.wait(50)  # it was resized
    assert help_window.browser.verticalScrollBar().maximum() > 0
    with qtbot.assertNotEmitted(help_window.browser.textChanged, wait=100):
        pass


@IGNORED
def test_the_keyboard_stays_on_its_link(help_window: HelpWindow, qtbot: QtBot) -> None:
    """In a page that is drawn anew; on the way back; after a time in another window."""
    browser, bar = help_window.browser, help_window.browser.verticalScrollBar()
    help_window.resize(600, 320)
    help_window.activateWindow()
    qtbot.waitUntil(help_window.isActiveWindow)
    browser.setFocus()
    qtbot.wait(50)
    while browser.textCursor().selectedText() != "AdamW":
        QTest.keyClick(browser, Qt.Key.Key_Tab)
    down = bar.value()
    assert down > 0
    wide = bar.maximum()
    help_window.resize(560, 320)
    qtbot.waitUntil(lambda: bar.maximum() != wide)
    qtbot.wait(50)
    assert browser.textCursor().selectedText() == "AdamW"
    assert browser.viewport().rect().contains(browser.cursorRect())
    down = bar.value()
    QTest.keyClick(browser, Qt.Key.Key_Return)
    assert (help_window.page, browser.place) == ("optimizers/adamw", Place())
    help_window.back.click()
    assert (browser.textCursor().selectedText(), bar.value()) == ("AdamW", down)
    for kind in (QEvent.Type.FocusOut, QEvent.Type.FocusIn):
        QApplication.sendEvent(browser, QFocusEvent(kind, Qt.FocusReason.ActiveWindowFocusReason))
    assert (browser.textCursor().selectedText(), bar.value()) == ("AdamW", down)


def test_a_menu_entry_is_named_without_its_letter() -> None:
    assert [plain_entry(text) for text in ("파일(&F)", "&File", "All &topics")] == ["파일", "File", "All topics"]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A **b** *c* `d<e`", "<p>A <b>b</b> <i>c</i> <code>d&lt;e</code></p>"),
        ("**값**을 *봅니다*.", "<p><b>값</b>을 <i>봅니다</i>.</p>"),
        ("- a\n- b\n  c", "<ul><li>a</li><li>b c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("| a | *b* |", '<table cellpadding="4" width="100%"><tr><td>a</td><td><i>b</i></td></tr></table>'),
        ("> Do\n> it", "<p><b>What to try</b><br>Do it</p>"),
        ("[a](terms/b)", '<p><a href="page:terms/b">a</a></p>'),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert body_html(markdown) == html
