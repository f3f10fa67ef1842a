"""Builds the snapshots of one session that views ask for."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from engine.core.arrays import Array
from engine.inspection.snapshot import Snapshot
from engine.inspection.snapshot_request import SnapshotRequest
from engine.inspection.workspace import Workspace
from engine.recipe.recipe import Recipe
from engine.training.measuring.layer_statistics import gradients_of
from engine.training.session import Session

SECONDS = 0.5  # between two results of a request that is not made for every frame, while it trains, at least
SHARE = 0.05  # of the thread's time that such a request may take
MOST_KEPT = 8  # results of such requests


class SnapshotBuilder:
    """Changes: keeps what requests remember from one snapshot to the next. The session is not changed.

    seconds: what the last snapshot cost its thread, without what is not made for every frame.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.seconds = 0.0
        self._workspace = Workspace()
        self._kept: dict[SnapshotRequest[object], _Kept] = {}

    def build(self, requests: Collection[SnapshotRequest[object]] = (), detail: float = 1.0, training: bool = False) -> Snapshot:
        """A picture of the session as it is now. `detail`: share of the resolution that there is time for. `training`: whether
        steps follow at once, so that expensive results may be a little older."""
        began = time.thread_time()  # not the clock: what other threads do meanwhile is not the cost of the picture
        session, self._workspace.detail, self._workspace.training = self.session, detail, training
        theta, buffers = session.network.theta.copy(), session.network.buffers.copy()
        theta.setflags(write=False)
        buffers.setflags(write=False)
        results = {request: request.result(session, self._workspace) for request in requests if request.every_frame}
        gradients, scores, history = (
            gradients_of(session.network, session.step, session.unmeasured),
            session.scores(),
            session.history.view(),
        )
        self.seconds = time.thread_time() - began
        return Snapshot(
            recipe=session.recipe,
            data=session.data,
            layers=session.network.layers,
            step=session.step,
            epoch=session.epoch,
            theta=theta,
            buffers=buffers,
            scores=scores,
            gradients=gradients,
            history=history,
            divergence=session.divergence,
            rate=session.control.rate(session.step),
            stopped=session.stopped,
            timeline=tuple(keyframe.info for keyframe in session.timeline),
            threads=session.control.thread_count,
            results=results if len(results) == len(requests) else results | self._occasional_results(requests, training),
        )

    def _occasional_results(
        self, requests: Collection[SnapshotRequest[object]], training: bool
    ) -> dict[SnapshotRequest[object], object]:
        return {request: self._occasional(request, training) for request in requests if not request.every_frame}

    def _occasional(self, request: SnapshotRequest[object], training: bool) -> object:
        """Its result for this very state; while it trains, one that may be half a second old, or older where it is expensive."""
        now, session = time.perf_counter(), self.session
        kept = self._kept.get(request)
        if kept is not None and session.recipe is kept.recipe and session.step >= kept.step:
            resting = training and now < kept.next
            if resting or (session.step == kept.step and np.array_equal(session.network.theta, kept.theta)):
                return kept.result
        began = time.thread_time()  # as above: a result that had to wait for other threads is not an expensive one
        result = request.result(session, self._workspace)
        cost, now = time.thread_time() - began, time.perf_counter()
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        next_due = now + max(SECONDS if request.rest is None else request.rest, cost / (request.share or SHARE))
        self._kept[request] = _Kept(result, session.recipe, session.step, session.network.theta.copy(), next_due)
        return result


@dataclass(frozen=True, eq=False)
class _Kept:
    """A result, the state that it is of, and when the next is due, by the clock."""

    result: object
    recipe: Recipe
    step: int
    theta: Array
    next: float
