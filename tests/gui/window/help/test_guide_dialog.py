"""The guide: its chapters, its search, and the same guide in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.core.language import in_language
from engine.core.resources import resource
from gui.window.help.guide_dialog import AT, GuideDialog, guide_file
from tests.i18n.catalogues import TRANSLATED, catalogue, entries, translations

KEYS = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)+(?:[A-Z]\b|F\d+|[0←→↑↓+−,])|\bF\d+\b")


@pytest.fixture
def guide(qtbot: QtBot) -> Iterator[GuideDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = GuideDialog(parent)
    dialog.show()
    qtbot.waitExposed(dialog)
    yield dialog
    dialog.close()


def test_a_chapter_stands_at_the_top_when_it_is_chosen(guide: GuideDialog) -> None:
    names = [guide.chapters.item(i).text() for i in range(guide.chapters.count())]
    assert names == re.findall(r"<h3>(.*?)</h3>", guide_file().read_text(encoding="utf-8"))
    guide.chapters.setCurrentRow(names.index("Saving"))
    top = guide.browser.cursorForPosition(guide.browser.viewport().rect().topLeft())
    top.movePosition(top.MoveOperation.NextBlock)
    assert "Saving" in (top.block().previous().text(), top.block().text())


def test_search_marks_each_place_and_enter_goes_round(guide: GuideDialog) -> None:
    QTest.keyClicks(guide.search, "undo")
    count = len(re.findall("undo", guide.browser.toPlainText(), re.IGNORECASE))
    assert count > 3
    assert (len(guide.browser.extraSelections()), guide.found.text()) == (count, f"{count} places")
    places = []
    for _press in range(count + 1):
        marks = guide.browser.extraSelections()
        [shown] = [mark.cursor for mark in marks if mark.format.background().color().name() == AT]
        places.append(shown.position())
        assert guide.browser.viewport().rect().contains(guide.browser.cursorRect(shown).center())
        QTest.keyClick(guide.search, Qt.Key.Key_Return)
    assert places == [*sorted(places[:count]), places[0]]
    assert guide.isVisible()
    QTest.keyClicks(guide.search, "zzz")
    assert (guide.browser.extraSelections(), guide.found.text()) == ([], "Nowhere in this guide")


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_has_the_same_guide(language: str) -> None:
    """The same chapters, keys and steps; and what is bold or italic, a text of the program, is called as the program calls it."""
    english = resource("help", "first_steps.html").read_text(encoding="utf-8")
    with in_language(language):
        other = guide_file().read_text(encoding="utf-8")
    for tag in ("h3", "li", "p", "tr", "td", "b", "i", "tt"):
        assert other.count(f"<{tag}>") == english.count(f"<{tag}>"), tag
    assert sorted(KEYS.findall(english)) == sorted(KEYS.findall(other))
    known = {_plain(message.id): _plain(translations(message)[0]) for message in entries(catalogue(language))}
    bold = re.findall(r"<[bi]>(.*?)</[bi]>", english, re.DOTALL)
    named = {part for text in bold for part in " ".join(text.split()).split(" ▸ ")}
    absent = {name: known[name] for name in named if name in known and known[name] not in other}
    assert absent == {}


def _plain(text: object) -> str:
    """A text of a menu or button without its mnemonic and dots."""
    first = str(text[0] if isinstance(text, tuple) else text)
    return re.sub(r"\(&\w\)|&|…", "", first)
