"""The settings of a recipe stay what files rely on (tests/golden/settings.py)."""

from __future__ import annotations

from engine.recipe.recipe import Block, Recipe, Seeds
from tests.golden.settings import changed


def test_settings_are_as_files_know_them() -> None:
    assert changed([Recipe, Block, Seeds]) == []
