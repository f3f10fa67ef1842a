"""What keys and buttons do on the pad, each with its name: functions of a `DrawingPad` that return whether points changed."""

from __future__ import annotations

import numpy as np

from engine.core.translation import _
from engine.data.drawing import strokes
from engine.data.drawing.point_set import NO_POINTS
from engine.data.drawing.strokes import Place
from gui.model.drawing.drawing_pad import MOVE, SELECT, DrawingPad

JITTER = 0.15  # deviation of what Jitter moves a point by
STEP, SMALL_STEP = 0.2, 0.02  # of an arrow key


def select_all(pad: DrawingPad) -> bool:
    """All points are selected, to be moved or deleted."""
    pad.choose(SELECT)
    pad.selection.mask = np.ones(len(pad.points), bool)
    return False


def delete_selected(pad: DrawingPad) -> bool:
    pad.stroke += 1
    return pad.change(pad.points.kept(~pad.selection.mask), _("Delete points"))


def nudge(pad: DrawingPad, by: Place) -> bool:
    """Move what is selected; a run of nudges is one gesture."""
    if pad.nudged != pad.stroke:
        pad.stroke += 1
        pad.nudged = pad.stroke
    return pad.change(strokes.moved(pad.points, pad.selection.mask, by), _(MOVE))


def jitter(pad: DrawingPad) -> bool:
    """Shake what is selected, or all points."""
    pad.stroke += 1
    mask = pad.selection.mask
    which = mask if mask.any() else np.ones(len(pad.points), bool)
    return pad.change(strokes.jittered(pad.points, which, JITTER, pad.rng), _("Jitter points"))


def clear(pad: DrawingPad) -> bool:
    pad.stroke += 1
    return pad.change(NO_POINTS, _("Clear the points"))
