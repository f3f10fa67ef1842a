"""What is said of a ball and of a function: sentences, and the numbers in short."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.core.number_format import format_count, format_number
from engine.core.translation import _, joined, ngettext
from engine.experiments.descent.ball import MOST_STEPS, Ball, Outcome
from engine.experiments.descent.example_functions import ExampleFunction, Minimum, largest_stable_rate
from engine.optim.optimizers import OPTIMIZERS
from gui.plotting.live_numbers import format_live

TEXTBOOK = "sgd", "momentum", "adagrad", "rmsprop", "adam"  # optimizers that one is to see rolling at least once


def outcome_in_words(ball: Ball) -> str:
    """What has become of it: 'Arrived at the global minimum in 108 steps.'"""
    steps = ball.steps if ball.outcome in (Outcome.MOVING, Outcome.DIVERGED) else ball.since
    step = format_count(steps)
    if ball.outcome is Outcome.ARRIVED:
        if ball.minimum is not None and ball.minimum.is_global:
            text = ngettext(
                "Arrived at the global minimum in {step} step.", "Arrived at the global minimum in {step} steps.", steps
            )
        else:
            text = ngettext(
                "Arrived at the local minimum in {step} step.", "Arrived at the local minimum in {step} steps.", steps
            )
        return text.format(step=step)
    if ball.outcome is Outcome.AT_REST:
        return _("Stopped at step {step}: the gradient is 0, but this is no minimum.").format(step=step)
    if ball.outcome is Outcome.DIVERGED:
        return _("Diverged at step {step}: its steps lead ever further away. Try a smaller learning rate.").format(step=step)
    if ball.steps >= MOST_STEPS:
        return _("Not there after {step} steps.").format(step=step)
    return _("Step {step}").format(step=step)


def outcome_in_short(ball: Ball) -> str:
    """The same where several balls share a narrow column: without advice."""
    if ball.outcome is Outcome.DIVERGED:
        return _("Diverged at step {step}.").format(step=format_count(ball.steps))
    return outcome_in_words(ball)


def ends_in_words(balls: Sequence[Ball]) -> str:
    """What has become of those that have ended, together of those at the same kind of minimum; '' while all are on their way."""
    others = [ball for ball in balls if ball.outcome not in (Outcome.MOVING, Outcome.ARRIVED)]
    text = _("{ball}: {outcome}")
    said = [text.format(ball=_(ball.optimizer.label), outcome=outcome_in_words(ball)) for ball in others]
    arrived = [ball for ball in balls if ball.outcome is Outcome.ARRIVED]
    for is_global, sentence in (
        (True, _("Global minimum: {balls}.")),
        (False, _("Local minimum: {balls}.")),
    ):
        there = [ball for ball in arrived if (ball.minimum is not None and ball.minimum.is_global) is is_global]
        names = [_("{ball} (step {step})").format(ball=_(ball.optimizer.label), step=format_count(ball.since)) for ball in there]
        said += [sentence.format(balls=joined(names, ", "))] if names else []
    return joined(said)


def others_in_words(balls: Sequence[Ball]) -> str:
    """Which optimizers could roll too, once one has seen where one or two end; '' before, and with more of them."""
    kinds = {ball.kind for ball in balls}
    if len(kinds) > 2 or any(ball.outcome is Outcome.MOVING for ball in balls):
        return ""
    names = joined((_(OPTIMIZERS[kind].label) for kind in TEXTBOOK if kind not in kinds), ", ")
    return _("Add {balls} for a race.").format(balls=names)


def numbers_of(ball: Ball) -> tuple[tuple[str, str], ...]:
    """Its place, the function there and the length of the gradient, each as a symbol and a number."""
    names = "x", "y"
    place = tuple((name, format_live(float(x))) for name, x in zip(names, ball.place, strict=False))
    return (*place, ("f", format_live(float(ball.values[-1]))), ("|∇f|", format_live(float(ball.slopes[-1]))))


def formula_in_words(function: ExampleFunction) -> str:
    return _("f = {formula}.").format(formula=function.formula)


def minimum_in_words(minimum: Minimum) -> str:
    """'Global minimum at (3, 0.5): f = 0'"""
    text = _("Global minimum at {place}: f = {value}") if minimum.is_global else _("Local minimum at {place}: f = {value}")
    return text.format(place=place_text(minimum.at), value=format_number(minimum.value, 4))


def point_in_words(function: ExampleFunction, at: tuple[float, ...]) -> str:
    """'At (1, 2): f = 68, |∇f| = 54.2'"""
    x = np.array(at)
    value, slope = float(function.value(x)), float(np.linalg.norm(function.gradient(x)))
    text = _("At {place}: f = {value}, |∇f| = {slope}")
    return text.format(place=place_text(at), value=format_number(value, 4), slope=format_number(slope, 4))


def place_text(at: tuple[float, ...]) -> str:
    """'x = 1.347', or '(3, 0.5)' for two variables."""
    numbers = [format_number(x, 4) for x in at]
    return f"x = {numbers[0]}" if len(numbers) == 1 else f"({', '.join(numbers)})"


def edge_in_words(function: ExampleFunction, momentum: float | None) -> str:
    """Where the learning rate becomes too large, for a function with one largest curvature; '' for others.

    `momentum`: of the balls that have it; None when there are none.
    """
    curvature = function.largest_curvature()
    if curvature is None:
        return ""
    edge, most = format_number(largest_stable_rate(curvature), 4), format_number(curvature, 4)
    if momentum is None:
        return _("Largest curvature λmax = {curvature}: SGD diverges above a rate of 2/λmax = {edge}.").format(
            curvature=most, edge=edge
        )
    text = _("Largest curvature λmax = {curvature}: SGD diverges above a rate of 2/λmax = {edge}, Momentum above {later}.")
    later = format_number(largest_stable_rate(curvature, momentum), 4)
    return text.format(curvature=most, edge=edge, later=later)
