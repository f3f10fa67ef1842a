"""A package that is missing, with the command that installs it, where one can."""

from __future__ import annotations

import sys

import pytest

from gui.search.setup.install_hint import InstallHint


@pytest.mark.parametrize("frozen", [False, True])
def test_the_command_is_offered_where_something_can_be_installed(frozen: bool, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    hint = InstallHint("It needs an abacus.", "abacus")
    qtbot.addWidget(hint)
    assert hint.copy.isHidden() == frozen
    assert hint.text.text() == "It needs an abacus."
