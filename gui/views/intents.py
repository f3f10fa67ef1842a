"""What a user wants, as a value: views emit intents, the main window carries them out.

To add one, add a class here and a row to the table of the main window.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.recipe.remedies import Remedy
from gui.model.project import Axes


@dataclass(frozen=True)
class Intent:
    """One thing that the user wants."""


@dataclass(frozen=True)
class SetAxes(Intent):
    """Show these inputs along the axes, and hold the others as this says."""

    axes: Axes


@dataclass(frozen=True)
class ApplyRemedy(Intent):
    """Change the recipe as the doctor advises."""

    remedy: Remedy


@dataclass(frozen=True)
class SelectLayer(Intent):
    """Select the layer with this id in the network."""

    layer: int


@dataclass(frozen=True)
class CheckGradients(Intent):
    """Compare the gradients with numeric ones; the result comes in a frame."""


@dataclass(frozen=True, eq=False)
class HighlightRows(Intent):
    """Highlight the points of these rows of the table, (n,); none when it is empty."""

    rows: Array


@dataclass(frozen=True)
class ReportProblem(Intent):
    """Something that the user asked for failed: show this sentence."""

    text: str
