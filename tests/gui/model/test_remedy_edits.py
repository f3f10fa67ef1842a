"""A remedy is an edit like any other: layers that stay keep their names and their places on the ramp of colours."""

from __future__ import annotations

import pytest

from engine.recipe.remedies import AddDropout, Remedy, SetUnits
from engine.recipe.structure_remedies import AddHiddenLayer, SetWidths
from gui.model.edits import with_remedy
from gui.model.project import Project


@pytest.mark.parametrize("remedy", [AddHiddenLayer("", 4), AddDropout(""), SetUnits("", 1, 7), SetWidths("", (1, 2), 9)])
def test_a_remedy_leaves_names_and_colours_of_the_layers_that_stay(remedy: Remedy) -> None:
    before, after = Project().recipe, with_remedy(Project(), remedy).recipe
    assert after.blocks != before.blocks
    assert {i: after.names()[i] for i in before.names()} == before.names()
    assert {i: after.places()[i] for i in before.places()} == before.places()
