"""Which two trained numbers run along the axes: chosen from lists, or the last two that were clicked on the network."""

from __future__ import annotations

from engine.inspection.loss_surface.trained_number import TrainedNumber, first_numbers, place_in_theta
from engine.inspection.snapshot import Snapshot
from gui.views.loss_surface.number_names import number_name


class ChosenNumbers:
    """Changes as numbers are chosen, or vanish with their layer. `across` and `up` are None before there is a network."""

    def __init__(self) -> None:
        self.across: TrainedNumber | None = None
        self.up: TrainedNumber | None = None
        self.lost = ""  # the name of one that has vanished since the last choice
        self._recipe: object = None
        self._names: dict[TrainedNumber, str] = {}

    def choose(self, number: TrainedNumber, axis: int) -> None:
        """Along this axis; where the other has it, the two change places."""
        if axis == 0:
            self.across, self.up = number, self.across if number == self.up else self.up
        else:
            self.up, self.across = number, self.up if number == self.across else self.across
        self.lost = ""

    def pick(self, number: TrainedNumber, both: bool) -> None:
        """It was clicked on the network: with `both` axes the one before goes along the other."""
        if number not in (self.across, self.up):
            self.across, self.up = number, self.across if both else self.up
        elif number == self.up and not both:
            self.across, self.up = self.up, self.across
        self.lost = ""

    def follow(self, snapshot: Snapshot) -> None:
        """What the network no longer has is replaced by its first numbers."""
        if snapshot.recipe is not self._recipe:  # another edit: the last loss is no news any more
            self._recipe, self.lost = snapshot.recipe, ""
        first = first_numbers(snapshot.layers)
        if first is None:
            self.across = self.up = None
            return
        gone = [one for one in (self.across, self.up) if one is not None and place_in_theta(snapshot.layers, one) is None]
        if gone:
            self.lost = self._names.get(gone[0], "")
        free = [one for one in first if one is not None and one not in (self.across, self.up)]
        if self.across is None or self.across in gone:
            self.across = free.pop(0) if free else first[0]
        if self.up is None or self.up in gone:
            self.up = next((one for one in (*free, *first) if one is not None and one != self.across), None)
        for one in (self.across, self.up):
            if one is not None:
                self._names[one] = number_name(snapshot, one)

    def name(self, number: TrainedNumber | None) -> str:
        return "" if number is None else self._names.get(number, "")
