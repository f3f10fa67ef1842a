"""What some views can do and others cannot, a Protocol each. A view has a capability by having its method.

The view host asks each view which ones it has, once. To add a capability, add a Protocol here and a list in the view host.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from engine.core.arrays import Array
from engine.data.datasets.drawn_points import DrawnPoints
from engine.inspection.loss_surface.trained_number import TrainedNumber
from gui.model.project import Axes
from gui.plotting.curves.run_overlays import RunOverlay
from gui.widgets.control_memory import ControlMemory


@runtime_checkable
class ShowsAxes(Protocol):
    """Draws inputs along its axes."""

    def set_axes(self, axes: Axes) -> None:
        """The inputs that the project shows from now on."""


@runtime_checkable
class ShowsRuns(Protocol):
    """Draws curves, and other runs behind this one."""

    def show_runs(self, runs: tuple[RunOverlay, ...]) -> None:
        """The other runs that are drawn from now on."""


@runtime_checkable
class ShowsNeuron(Protocol):
    """Can draw what a single neuron computes."""

    def show_neuron(self, neuron: tuple[int, int] | None) -> None:
        """The hovered neuron, by its layer's id and its index there; None when there is none."""


@runtime_checkable
class ShowsNumber(Protocol):
    """Can show a single trained number: a weight or a bias."""

    def show_number(self, number: TrainedNumber) -> None:
        """The number that was clicked on the network, or reached there by keys."""


@runtime_checkable
class HighlightsRows(Protocol):
    """Draws rows of the table as points."""

    def highlight_rows(self, rows: Array) -> None:
        """Highlight the points of these rows, (n,), and no others."""


class DrawingSurface(Protocol):
    """On which the user draws points."""

    def show_drawing(self, data: DrawnPoints | None) -> None: ...

    def switch(self, on: bool) -> None: ...

    @property
    def is_small(self) -> bool: ...


@runtime_checkable
class HasPad(Protocol):
    """The user can draw points in it."""

    @property
    def pad(self) -> DrawingSurface: ...


@runtime_checkable
class ShowsRow(Protocol):
    """Shows what the network does with one row of the table."""

    def choose_row(self, row: int) -> None:
        """The row that the user has clicked somewhere."""


@runtime_checkable
class HasParts(Protocol):
    """Goes through parts in order, such as the stages of a step."""

    def begin_at(self, part: str) -> None:
        """Be at this part, by its name; without one at the first."""


@runtime_checkable
class KeepsSettings(Protocol):
    """Has controls whose choices are kept from one start of the program to the next."""

    memory: ControlMemory
