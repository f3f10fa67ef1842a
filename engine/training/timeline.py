"""Moments of a run that are kept so that one can look back: bounded in count and bytes, spaced by the logarithm of the step."""

from __future__ import annotations

import math

from engine.training.checkpoint import Keyframe, Timeline

MOST_MOMENTS = 64
MOST_BYTES = 16_000_000
RATIO = 1.12  # between the steps of two neighbours, at least


def next_keyframe_due(step: int) -> int:
    """The step at which the next moment is due when one was kept at `step`."""
    return max(step + 1, math.ceil(step * RATIO))


def add_keyframe(moments: Timeline, new: Keyframe) -> Timeline:
    """The moments with one more; where that is too much, those that lie closest to their neighbours go.

    The first and the newest stay. A moment of a later step, from a run that was left, goes too.
    """
    kept = [moment for moment in moments if moment.step < new.step]
    kept.append(new)
    while len(kept) > 2 and (len(kept) > MOST_MOMENTS or sum(moment.bytes for moment in kept) > MOST_BYTES):
        del kept[_closest(kept)]
    if sum(moment.bytes for moment in kept) > MOST_BYTES:
        return ()  # a network so large that no two of its states have room
    return tuple(kept)


def find(moments: Timeline, step: int) -> Keyframe:
    """The moment of that step. Raises MomentProblem when it is not kept."""
    for moment in moments:
        if moment.step == step:
            return moment
    raise KeyframeProblem(f"Step {step:,} is no longer kept: choose another moment.")


def _closest(moments: list[Keyframe]) -> int:
    """Which of the inner moments leaves the smallest gap when it goes, measured in the logarithm of the step."""

    def gap(i: int) -> float:
        return math.log((moments[i + 1].step + 1) / (moments[i - 1].step + 1))

    return min(range(1, len(moments) - 1), key=gap)


class KeyframeProblem(Exception):
    """A moment of the run that is to come back is no longer kept."""
