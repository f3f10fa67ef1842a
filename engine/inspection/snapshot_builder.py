"""Takes the pictures of a session that a window asks for, and keeps the grids they are drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection import surfaces
from engine.inspection.looking import Looking
from engine.inspection.snapshot import Look, NeuronMap, Snapshot, Surface
from engine.network.network import Network
from engine.nn.losses import Loss
from engine.training.history_rows import gradients_of, step_sizes_of

if TYPE_CHECKING:
    from engine.training.session import Session

GRIDS = 5  # so many grids are kept until the data change


class Camera:
    """Its store of grids changes; it changes nothing else."""

    def __init__(self, data: Data, loss: Loss, dtype: type[np.floating[Any]]) -> None:
        self.data, self.loss, self.dtype = data, loss, dtype
        self._grids: dict[tuple[Any, ...], Array] = {}
        self._looking = Looking()

    def take(self, session: Session, look: Look) -> Snapshot:
        """A picture of a session as it is now, with what `look` asks for."""
        theta, buffers = session.network.theta.copy(), session.network.buffers.copy()
        theta.setflags(write=False)
        buffers.setflags(write=False)
        return Snapshot(
            recipe=session.recipe,
            data=session.data,
            layers=session.network.layers,
            step=session.step,
            epoch=session.epoch,
            theta=theta,
            buffers=buffers,
            scores=session.scores(),
            gradients=gradients_of(session),
            history=session.history.view(),
            surface=self._surface(session.network, look),
            maps=self._maps(session.network, look),
            neuron=self._neuron(session.network, look),
            divergence=session.divergence,
            rate=session.course.rate(session.step),
            step_sizes=step_sizes_of(session) if look.step_sizes else None,
            stopped=session.stopped,
            moments=tuple(moment.kept for moment in session.moments),
            **self._looking.seen(session, look),
        )

    def _surface(self, network: Network, look: Look) -> Surface | None:
        if not look.resolution:
            return None
        return surfaces.surface(network, self.data, self.loss, look, self.grid(look, look.resolution))

    def _maps(self, network: Network, look: Look) -> dict[int, Array]:
        if not look.map_resolution:
            return {}
        return surfaces.neuron_maps(network, look, self.grid(look, look.map_resolution))

    def _neuron(self, network: Network, look: Look) -> NeuronMap | None:
        if look.neuron is None or not look.resolution:
            return None
        return surfaces.neuron_map(network, look, self.grid(look, look.resolution))

    def grid(self, look: Look, resolution: int) -> Array:
        """What the network sees of the grid over the axes of `look`, (points, network inputs)."""
        key = look.axes, look.fixed, look.follow, resolution
        if key not in self._grids:
            if len(self._grids) >= GRIDS:
                self._grids.clear()
            self._grids[key] = np.asarray(surfaces.grid(self.data, look, resolution), self.dtype, order="F")
        return self._grids[key]
