"""Builds the snapshots of a session that a window asks for, and keeps the grids they are drawn on."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.data.preprocessing import Data
from engine.inspection import surfaces
from engine.inspection.looking import Looking
from engine.inspection.snapshot import Look, NeuronMap, Snapshot, Surface
from engine.training.history_rows import gradients_of, step_sizes_of
from engine.training.session import Session

GRIDS = 5  # so many grids are kept until the data change


class SnapshotBuilder:
    """Its store of grids changes; the session does not."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._data: Data | None = None  # that the grids are of
        self._grids: dict[tuple[Any, ...], Array] = {}
        self._looking = Looking(self.grid)

    def build(self, look: Look) -> Snapshot:
        """A picture of the session as it is now, with what `look` asks for."""
        session = self.session
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
            surface=self._surface(look),
            maps=self._maps(look),
            neuron=self._neuron(look),
            divergence=session.divergence,
            rate=session.course.rate(session.step),
            step_sizes=step_sizes_of(session) if look.step_sizes else None,
            stopped=session.stopped,
            moments=tuple(moment.kept for moment in session.moments),
            **self._looking.seen(session, look),
        )

    def _surface(self, look: Look) -> Surface | None:
        if not look.resolution:
            return None
        session = self.session
        return surfaces.surface(session.network, session.data, session.recipe.loss, look, self.grid(look, look.resolution))

    def _maps(self, look: Look) -> dict[int, Array]:
        if not look.map_resolution:
            return {}
        return surfaces.neuron_maps(self.session.network, look, self.grid(look, look.map_resolution))

    def _neuron(self, look: Look) -> NeuronMap | None:
        if look.neuron is None or not look.resolution:
            return None
        return surfaces.neuron_map(self.session.network, look, self.grid(look, look.resolution))

    def grid(self, look: Look, resolution: int) -> Array:
        """What the network sees of the grid over the axes of `look`, (points, network inputs)."""
        if self._data is not self.session.data:
            self._data, self._grids = self.session.data, {}
        key = look.axes, look.fixed, look.follow, resolution
        if key not in self._grids:
            if len(self._grids) >= GRIDS:
                self._grids.clear()
            self._grids[key] = np.asarray(surfaces.grid(self._data, look, resolution), self.session.dtype, order="F")
        return self._grids[key]
