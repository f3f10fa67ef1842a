"""The settings and limits of a recipe stay what files rely on (tests/golden/settings.py and limits.py)."""

from __future__ import annotations

from engine.recipe.recipe import Block, Recipe, Seeds
from tests.golden import limits
from tests.golden.settings import changed


def test_settings_are_as_files_know_them() -> None:
    assert changed([Recipe, Block, Seeds]) == []


def test_limits_are_as_before() -> None:
    assert limits.changed("engine/recipe") == []
