"""The language that the program speaks, and the offer to start again in another one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from engine.core.language import ENGLISH, KOREAN, LANGUAGES, VARIABLE, current_language, in_language, use_language
from gui.app.spoken_language import RestartOffer, preferred_language, restart_command, speak
from gui.model.preferences import Preferences
from gui.settings import preference_store
from gui.style.faces import with_korean_face
from gui.widgets.banner import Banner


@pytest.fixture(autouse=True)
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    font = qapp.font()
    yield
    use_language(ENGLISH)
    QLocale.setDefault(QLocale.c())
    qapp.setFont(font)


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Banner()
    qtbot.addWidget(made)
    return made


@pytest.fixture(autouse=True)
def english_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _self: ["en-GB"])


def test_a_preferred_language_comes_before_that_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert preferred_language(Preferences()) == ENGLISH
    assert preferred_language(Preferences(language=KOREAN)) == KOREAN
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _self: ["ko-KR", "en-GB"])
    assert preferred_language(Preferences()) == KOREAN
    assert preferred_language(Preferences(language=ENGLISH)) == ENGLISH


def test_qt_speaks_the_same_language(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, KOREAN)
    before = qapp.children()
    speak(qapp)
    assert (current_language(), QLocale().language()) == (KOREAN, QLocale.Language.Korean)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "취소"
    files = QFileDialog()
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(files)
    shown = {label.text() for label in files.findChildren(QLabel)}
    assert shown & {"찾는 위치(&L):", "다음에서 찾기:"}  # the second: Qt 6.8
    assert shown & {"파일 형식(&T):", "파일 형식:"}
    for translator in [one for one in qapp.children() if one not in before and isinstance(one, QTranslator)]:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_a_restart_is_offered_in_the_new_language_and_taken_back(banner: Banner) -> None:
    left: list[bool] = []
    offer = RestartOffer(banner, lambda: bool(left), banner)
    preference_store.change(theme="dark")
    assert banner.messages == []
    preference_store.change(language=KOREAN)
    (message,) = banner.messages
    assert LANGUAGES[KOREAN] in message.text
    assert message.text != "The program will be in 한국어 when it is started again."
    assert current_language() == ENGLISH
    preference_store.change(language=ENGLISH)
    assert banner.messages == []

    preference_store.change(language=KOREAN)
    banner.messages[0].actions[0].do()  # cancelled at the question about unsaved work
    assert (offer.wanted, len(banner.messages)) == (False, 1)
    left.append(True)
    banner.messages[0].actions[0].do()
    assert offer.wanted
    preference_store.change(language="system", theme="system")


def test_no_language_is_offered_where_the_environment_has_chosen_one_and_another_preference_changes(banner: Banner) -> None:
    with in_language(KOREAN):
        RestartOffer(banner, lambda: True, banner)
        preference_store.change(theme="dark")
        assert banner.messages == []
        preference_store.change(language=KOREAN)
        preference_store.change(language=ENGLISH)
        assert len(banner.messages) == 1
        preference_store.change(language="system", theme="system")


def test_the_program_is_started_as_it_was(tmp_path: Path) -> None:
    script = str(tmp_path / "main.py")
    project = tmp_path / "a b.npp"
    assert restart_command(project, script) == [sys.executable, script, str(project)]
    assert restart_command(None, str(tmp_path / "network-playground.exe")) == [str(tmp_path / "network-playground.exe")]


@pytest.mark.parametrize(
    ("own", "installed", "families"),
    [
        ("DejaVu Sans", ["Noto Sans CJK KR", "Malgun Gothic"], ["DejaVu Sans", "Noto Sans CJK KR"]),
        ("Segoe UI", ["Malgun Gothic", "Segoe UI"], ["Segoe UI", "Malgun Gothic"]),
        ("Noto Sans CJK KR", ["Noto Sans CJK KR", "DejaVu Sans"], ["DejaVu Sans", "Noto Sans CJK KR"]),  # "…" keeps its shape
        ("Malgun Gothic", ["Malgun Gothic"], ["Malgun Gothic"]),
        ("DejaVu Sans", ["DejaVu Sans"], ["Sans Serif"]),  # no Korean face: as the system has it
    ],
)
def test_korean_stands_behind_a_latin_face(own: str, installed: list[str], families: list[str]) -> None:
    assert with_korean_face(QFont("Sans Serif"), installed, own).families() == families
