"""What a user wants, as a value: views emit intents, the main window carries them out.

To add one, add a class here and a row to `gui/window/intent_table.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.core.arrays import Array
from engine.data.datasets.drawn_points import DrawnPoints
from engine.recipe.remedies import Remedy
from engine.training.memento import WeightEdit
from gui.model.project import Axes


@dataclass(frozen=True)
class Intent:
    """One thing that the user wants."""


@dataclass(frozen=True)
class SetAxes(Intent):
    """Show these inputs along the axes, and hold the others as this says."""

    axes: Axes


@dataclass(frozen=True)
class SetNumbers(Intent):
    """Set trained numbers by hand, undoably. `text` is what Undo calls it; those with the same `merge` key that follow each other
    are one step of Undo, as in a drag.
    """

    text: str
    weights: tuple[WeightEdit, ...]
    merge: str = ""


@dataclass(frozen=True)
class StepOnce(Intent):
    """Train on the next batch."""


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
class ChooseRow(Intent):
    """Show what the network does with this row of the table."""

    row: int


@dataclass(frozen=True)
class DrawPoints(Intent):
    """These are the points that the user has drawn, as a step of Undo called `text`; equal `merge` keys are one step."""

    data: DrawnPoints
    text: str
    merge: str


@dataclass(frozen=True)
class FinishDrawing(Intent):
    """The user has finished drawing points."""


@dataclass(frozen=True)
class PauseTraining(Intent):
    """Stop training, so that the present numbers stay."""


@dataclass(frozen=True, eq=False)
class UnitNumbers:
    """Numbers of a layer that stand on the canvas where it is small: `units` (n,) on its neurons or inputs, and `links`
    (inputs, units) on the links to them, but none where it is NaN; None for none. `layer` is its id, or INPUT.
    """

    layer: int
    units: Array | None = None
    links: Array | None = None


@dataclass(frozen=True, eq=False)
class ShowStage(Intent):
    """Mark these layers in the network, by their ids, and write `numbers` on it. No layers and no numbers: no longer."""

    layers: tuple[int, ...] = ()
    numbers: tuple[UnitNumbers, ...] = ()
    backwards: bool = False  # whether it is about gradients


@dataclass(frozen=True)
class ReportAction(Intent):
    """The user did what a lesson may ask for: a stable name, as "microscope.answered", and the number that came of it."""

    action: str
    value: float = 1.0


@dataclass(frozen=True)
class ReportProblem(Intent):
    """Something that the user asked for failed: show this sentence."""

    text: str
