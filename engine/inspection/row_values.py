"""What the network makes of a single row of the table, number by number: z and a of every neuron, as the engine computes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.core.tape import Tape
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.network.network import Network
from engine.recipe.recipe import OUTPUT
from engine.training.session import Session


@dataclass(frozen=True, eq=False)
class RowPass:
    """The forward pass of one row, as when predicting: dropout is off, batch norm uses its running statistics.

    inputs: what the network gets, (inputs,). outputs: of each layer by its id, (units,); those of the output layer are its
    predictions, what the loss makes of the scores. sums: z of each layer that has a weighted sum of its own, (units,), the
    output's scores among them. raw, truth: the row as the table has it. rows: how many there are.
    """

    row: int
    rows: int
    raw: Array
    truth: float
    inputs: Array
    sums: Mapping[int, Array]
    outputs: Mapping[int, Array]


@dataclass(frozen=True)
class RowValues(SnapshotRequest[RowPass]):
    """The forward pass of a row of the table; of the last one if there are fewer."""

    row: int

    def result(self, session: Session, workspace: Workspace) -> RowPass:
        data, found = session.data, workspace.memory(SingleRow)
        row = min(self.row, len(data.table.target) - 1)
        x = data.x(np.array([row]))[0]
        sums, outputs = found.forward(session.network, x)
        outputs[OUTPUT] = session.recipe.loss.link(outputs[OUTPUT][:, np.newaxis])[:, 0]
        raw, truth = data.table.inputs[row], float(data.table.target[row])
        return RowPass(row, len(data.table.target), raw, truth, x.astype(session.network.dtype), sums, outputs)


class SingleRow:
    """Changes: keeps the recorded pass of the network that it was last asked about."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._sums: dict[tuple[str, ...], Array] = {}

    def watch(self, tape: Tape, name: str, values: Array) -> None:
        """Keep z before the activation overwrites it."""
        if name == "z":
            kept = self._sums[tape.path] = np.zeros(values.shape, tape.dtype)
            tape.record(np.copyto, kept, values)

    def forward(self, network: Network, x: Array) -> tuple[dict[int, Array], dict[int, Array]]:
        """z and outputs by the layers' ids, of the network's inputs (inputs,)."""
        if network is not self._network:
            self._network, self._sums = network, {}
            self._tape = Tape(1, network.dtype, room=network.room(1), watcher=self)
            self._x = np.ones((network.inputs + 1, 1), network.dtype)
            self._layers = network.record(self._tape, self._x)
        self._x[:-1, 0] = x
        with np.errstate(all="ignore"):
            self._tape.run()
        sums = {int(path[0]): z[:, 0].copy() for path, z in self._sums.items() if len(path) == 1}
        outputs = {info.id: rows[:-1, 0].copy() for info, rows in zip(network.layers, self._layers, strict=True)}
        return sums, outputs
