"""The timeline of a run: keyframes to go back to, bounded in number and bytes, spaced by the logarithm of the step."""

from __future__ import annotations

import math

from engine.core.translation import _
from engine.training.checkpoint import Keyframe, Timeline

MOST_KEYFRAMES = 64
MOST_BYTES = 16_000_000
RATIO = 1.12  # between the steps of two neighbours, at least


def next_keyframe_due(step: int) -> int:
    """The step at which the next keyframe is due after one at `step`."""
    return max(step + 1, math.ceil(step * RATIO))


def add_keyframe(timeline: Timeline, new: Keyframe) -> Timeline:
    """The timeline with one more keyframe; where that is too much, those that lie closest to their neighbours are dropped.

    The first and the newest stay. A keyframe of a later step, from a run that was left, is dropped too.
    """
    kept = [keyframe for keyframe in timeline if keyframe.step < new.step]
    kept.append(new)
    while len(kept) > 2 and (len(kept) > MOST_KEYFRAMES or sum(keyframe.bytes for keyframe in kept) > MOST_BYTES):
        del kept[_closest(kept)]
    if sum(keyframe.bytes for keyframe in kept) > MOST_BYTES:
        return ()  # a network so large that no two of its states fit
    return tuple(kept)


def keyframe_at(timeline: Timeline, step: int) -> Keyframe:
    """The keyframe of that step. Raises KeyframeProblem when there is none."""
    for keyframe in timeline:
        if keyframe.step == step:
            return keyframe
    raise KeyframeProblem(_("Step {step:,} is no longer kept: choose another moment.").format(step=step))


def _closest(keyframes: list[Keyframe]) -> int:
    """Which of the inner keyframes leaves the smallest gap when it is dropped, measured in the logarithm of the step."""

    def gap(i: int) -> float:
        return math.log((keyframes[i + 1].step + 1) / (keyframes[i - 1].step + 1))

    return min(range(1, len(keyframes) - 1), key=gap)


class KeyframeProblem(Exception):
    """A keyframe that the run is to go back to does not exist any more, or does not fit."""
