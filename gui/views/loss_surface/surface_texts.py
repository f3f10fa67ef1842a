"""The sentences of the loss surface: what is drawn, what its numbers are, and what such a picture hides."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.core.number_format import format_count, format_percent
from engine.core.translation import N_, _, joined
from engine.inspection.loss_surface.loss_picture import LossPicture, Numbers, PathDirections, RandomDirections
from engine.inspection.snapshot import Snapshot
from engine.recipe.class_weights import objective_name
from gui.plotting.live_numbers import format_live

COARSE = 41  # points along an axis below which a picture is called coarse
EXACT_TIP = N_(
    "All other weights are as they are now: nothing is hidden. Each dot of the path has the colour of its own loss at its "
    "moment; the ground around it is that of now. Click a link or a bias on the network to have it along an axis."
)
PLANE_TIP = N_(
    "A cut through a space of {count} dimensions: a valley here need not be one, and steep directions may be missing. Dots have "
    "the colour of their own loss, not of the ground. Even a random walk gives a smooth path with a large first share. In "
    "random directions each neuron's part is as long as its weights, and biases stay. Dropout is off; the statistics of batch "
    "norm, and frozen layers, stay as they are."
)


@dataclass(frozen=True)
class Words:
    """One line about the picture, and what a tooltip adds. `tone` is a colour of the theme."""

    text: str
    tip: str = ""
    tone: str = "muted"


def objective(snapshot: Snapshot, penalised: bool) -> str:
    """'Cross entropy of the training rows', 'MSE with penalty, of the training rows'."""
    name = objective_name(snapshot.recipe, snapshot.data.task)
    text = _("{loss} with penalty, training rows") if penalised else _("{loss}, training rows")
    return text.format(loss=name)


def words(picture: LossPicture, snapshot: Snapshot, lost: str, running: bool) -> Words:
    """What is said of a picture while nothing is pointed at. `lost`: the name of a number that has vanished."""
    if lost:
        return Words(_("Another weight is shown: this one is no longer in the network: {name}").format(name=lost), tone="warning")
    count = format_count(snapshot.parameters)
    if isinstance(picture.axes, Numbers):
        sentences, tip = [_numbers_text(picture, snapshot)], _(EXACT_TIP)
    else:
        sentences, tip = [_plane_text(picture)], _(PLANE_TIP).format(count=count)
    sentences += _limits(picture, snapshot, running)
    return Words(joined(sentences), tip)


def _numbers_text(picture: LossPicture, snapshot: Snapshot) -> str:
    name, loss = objective(snapshot, picture.penalised), format_live(picture.loss)
    if picture.dimensions == 1:
        if not math.isfinite(picture.slopes[0]):
            return _("{objective}: {loss}.").format(objective=name, loss=loss)
        slope = format_live(float(picture.slopes[0]))
        return _("{objective}: {loss}, slope {slope}.").format(objective=name, loss=loss, slope=slope)
    if not np.isfinite(picture.slopes).all():
        return _("{objective}: {loss}.").format(objective=name, loss=loss)
    x, y = (format_live(-float(slope)) for slope in picture.slopes)
    return _("{objective}: {loss}. Downhill: ({x}, {y}).").format(objective=name, loss=loss, x=x, y=y)


def _plane_text(picture: LossPicture) -> str:
    away = picture.away[np.isfinite(picture.away)]
    far, now = (f"{float(distance):.2g}" for distance in (away.max(initial=0.0), picture.away[-1]))
    if isinstance(picture.axes, RandomDirections):
        text = _("Random directions; path up to {far} off the plane, point {now}. All other directions are hidden.")
        return text.format(far=far, now=now)
    shares = " + ".join(format_percent(share) for share in picture.shares)
    text = _("{shares} of the path's variance; path up to {far} off the plane, point {now}. Other directions are hidden.")
    return text.format(shares=shares, far=far, now=now)


def _limits(picture: LossPicture, snapshot: Snapshot, running: bool) -> list[str]:
    """In what the picture is less than it could be."""
    sentences = []
    points = picture.values.shape[0] if picture.values.size else 0
    if picture.whole and not running and 0 < points < COARSE:
        text = _("Coarse, {points} points along an axis: one loss takes {milliseconds} ms.")
        sentences.append(text.format(points=points, milliseconds=f"{1000 * picture.seconds:.1f}"))
    if picture.values.size and picture.step != snapshot.step and not running:
        sentences.append(_("The ground is that of step {step}.").format(step=format_count(picture.step)))
    if not np.isfinite(picture.values).all():
        sentences.append(_("Grey: the loss is too large for a number."))
    return sentences


def nothing(mode: str) -> str:
    """Why there is no picture."""
    if mode == "path":
        return _("The run has no path yet: press Play, or step a few times.")
    if mode == "random":
        return _("All weights are zero or frozen: there is no direction to go in.")
    return _("The loss over its weights appears here as soon as there is a network.")


def titles(picture: LossPicture, names: tuple[str, ...]) -> tuple[str, str]:
    """Of the two axes; `names` are those of the trained numbers along them."""
    if isinstance(picture.axes, Numbers):
        return (*names, "", "")[0], (*names, "", "")[1]
    if isinstance(picture.axes, PathDirections):
        shares = [format_percent(share) for share in (*picture.shares, 0.0)]
        return _("Direction 1 ({share})").format(share=shares[0]), _("Direction 2 ({share})").format(share=shares[1])
    return _("Direction 1"), _("Direction 2")


def read_out(picture: LossPicture, x: float, y: float) -> str:
    """What stands at a place: its coordinates and the loss there, interpolated between the points of the grid."""
    loss = loss_near(picture, x, y)
    known = format_live(loss) if math.isfinite(loss) else _("too large")
    if picture.dimensions == 1:
        return _("{x}: loss {loss}").format(x=format_live(x), loss=known)
    return _("({x}, {y}): loss {loss}").format(x=format_live(x), y=format_live(y), loss=known)


def dot_text(picture: LossPicture, i: int) -> str:
    """What is said of a dot of the path."""
    step, loss, away = format_count(round(float(picture.steps[i]))), format_live(float(picture.losses[i])), picture.away[i]
    if math.isfinite(away):
        text = _("Step {step}: its loss was {loss}; it lies {away} off this plane.")
        return text.format(step=step, loss=loss, away=format_live(float(away)))
    return _("Step {step}: its loss was {loss}, with the other weights of its moment.").format(step=step, loss=loss)


def loss_near(picture: LossPicture, x: float, y: float) -> float:
    """Linear between the nearest points of the grid."""
    if not picture.values.size:
        return math.nan
    values = picture.values if picture.dimensions > 1 else picture.values[np.newaxis]
    at = []
    for place, (low, high), size in zip((x, y), (*picture.ranges, (0.0, 1.0))[:2], values.shape[::-1], strict=True):
        share = (place - low) / (high - low) * (size - 1) if size > 1 else 0.0
        at.append(min(max(share, 0.0), size - 1.0))
    i, j = (min(int(one), max(size - 2, 0)) for one, size in zip(at, values.shape[::-1], strict=True))
    cell = values[j : j + 2, i : i + 2]
    across = np.array([1 - (at[0] - i), at[0] - i])[: cell.shape[1]]
    up = np.array([1 - (at[1] - j), at[1] - j])[: cell.shape[0]]
    with np.errstate(all="ignore"):
        return float(up @ cell @ across)
