"""Which language is spoken: as chosen, as the terminal has it, or for a while within another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.core.language import (
    BRACKETS,
    ENGLISH,
    KOREAN,
    chosen_language,
    current_language,
    in_language,
    language_of_terminal,
    use_language,
)
from engine.core.translation import _, ngettext


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use_language(ENGLISH)


@pytest.mark.parametrize(
    ("asked", "variable", "kept", "system", "code"),
    [
        ("ko", "en", "en", ["en_GB"], KOREAN),
        ("", "ko_KR.UTF-8", "en", [], KOREAN),
        ("", "", "ko", ["en_GB"], KOREAN),
        ("", "", "", ["de-DE", "ko-KR", "en-US"], KOREAN),
        ("", "", "", ["C"], ENGLISH),
        ("", "", "", [], ENGLISH),
        ("fr", "", "", [], ENGLISH),
        ("fr", "", "KO", [], KOREAN),
        ("ko.UTF-8", "", "", [], KOREAN),
        ("brackets", "ko", "", [], BRACKETS),
    ],
)
def test_the_first_that_the_program_speaks(asked: str, variable: str, kept: str, system: list[str], code: str) -> None:
    assert chosen_language(asked, kept, system, {"NETWORK_PLAYGROUND_LANG": variable}) == code


def test_the_terminal_asks_by_the_order_of_posix() -> None:
    assert language_of_terminal({"LANG": "en_US.UTF-8", "LC_ALL": "ko_KR.UTF-8"}) == "ko_KR.UTF-8"
    assert language_of_terminal({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8", "LC_ALL": ""}) == "ko_KR.UTF-8"
    assert language_of_terminal({}) == ""


def test_brackets_stand_around_what_passes_through() -> None:
    use_language(BRACKETS)
    assert _("Save {name}?").format(name="it") == "⟦Save it?⟧"
    assert ngettext("{n} row", "{n} rows", 2).format(n=2) == "⟦2 rows⟧"
    assert ngettext("{n} row", "{n} rows", 1).format(n=1) == "⟦1 row⟧"
    assert current_language() == BRACKETS


def test_a_language_for_a_while() -> None:
    with in_language(KOREAN):
        assert current_language() == KOREAN
        assert _("Training") != "Training"
    assert (current_language(), _("Training")) == (ENGLISH, "Training")


def test_a_language_that_is_not_there_changes_nothing() -> None:
    with pytest.raises(KeyError):
        use_language("xx")
    assert (current_language(), _("Training")) == (ENGLISH, "Training")
