"""The sheets of the update: penalty and clipping, the optimizer's step, the new weights. A row for each number of θ."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_number
from engine.core.translation import _
from engine.optim.gradient_clipping import ClipNorm, NoClip
from engine.optim.optimizers import memory_factors, memory_letters, written_rule
from engine.optim.regularizers import AddsGradient, ChangesWeightsAfter, ChangesWeightsBefore, NoPenalty
from engine.recipe.recipe import Recipe
from gui.views.microscope.sheets.look import Look
from gui.views.microscope.sheets.put_in import put_in
from gui.views.microscope.sheets.sheet import Quantity, Sheet, unit_sheet
from gui.views.microscope.sheets.written import bracketed, number, plus


def has_limits(recipe: Recipe) -> bool:
    """Whether something comes between the gradient of the loss and the optimizer."""
    return recipe.penalty != NoPenalty() or recipe.clip != NoClip()


def limits_rule(look: Look) -> str:
    """What a penalty and clipping do, in symbols."""
    recipe, numbers = look.trace.recipe, look.trace.numbers
    strength = format_number(float(getattr(recipe.penalty, "strength", 0.0)), 4)
    penalties = {
        "l1": f"g ← ∂L/∂w + {strength} sign(w)",
        "l1_stop": _("after the step, w ← w − η · {strength} sign(w before), 0 if it crosses 0").format(strength=strength),
        "l2": f"g ← ∂L/∂w + {strength} w",
        "elastic_net": "g ← ∂L/∂w + λ₁ sign(w) + λ₂ w",
        "weight_decay": f"w ← w − η · {strength} w",
        "max_norm": _("after the step, w ← w · limit / ‖w‖ where ‖w‖ is above it"),
    }
    rules = [penalties[recipe.penalty.kind]] if recipe.penalty.kind in penalties else []
    if isinstance(recipe.clip, ClipNorm):
        factor, norm = number(numbers.get("clip_factor", 1.0)), number(numbers.get("norm", 0.0))
        rules.append(f"g ← g · min(1, {format_number(recipe.clip.limit, 4)} / {norm}) = {factor} g")
    elif recipe.clip != NoClip():
        limit = format_number(float(getattr(recipe.clip, "limit", 0.0)), 4)
        rules.append(f"g ← min({limit}, max(−{limit}, g))")
    return ",  ".join(rules)


def limits_sheet(look: Look) -> Sheet:
    """The gradient of the loss, with the penalty's share, and clipped."""
    recipe, vectors = look.trace.recipe, look.trace.vectors
    quantities = [Quantity("w", vectors["theta"]), Quantity("∂L/∂w", vectors["grad"])]
    if isinstance(recipe.penalty, AddsGradient):
        share = vectors["grad_penalised"] - vectors["grad"]
        quantities.append(Quantity(_("penalty's share"), share, _("what the penalty on large weights adds"), of=(0,)))
        before = vectors["grad"]
        quantities.append(
            Quantity(
                "g",
                vectors["grad_penalised"],
                _("g ← ∂L/∂w + penalty's share"),
                lambda at: _sum(before, share, at),
                (1, 2),
                True,
                np.abs(share),
            )
        )
    if isinstance(recipe.penalty, ChangesWeightsBefore):
        quantities.append(Quantity(_("w, decayed"), vectors["theta_decayed"], limits_rule(look), of=(0,)))
    if isinstance(recipe.penalty, ChangesWeightsAfter):
        quantities.append(Quantity(_("w, stepped"), vectors["theta_stepped"]))
        after = _("w, shortened") if recipe.penalty.kind == "max_norm" else _("w, pulled to 0")
        quantities.append(Quantity(after, vectors["theta_after"], limits_rule(look), of=(len(quantities) - 1,)))
    if recipe.clip != NoClip():
        last = next(at for at in range(len(quantities) - 1, -1, -1) if quantities[at].name in ("g", "∂L/∂w"))
        quantities.append(Quantity(_("g, clipped"), vectors["grad_clipped"], limits_rule(look), of=(last,)))
    return unit_sheet(quantities, look.parameter_name, _named, "place")


def optimizer_rule(look: Look) -> str:
    """The optimizer's step in symbols, with the numbers of its settings."""
    return ",  ".join(rules_of(look))


def optimizer_sheet(look: Look) -> Sheet:
    """The gradient that the optimizer gets, its memory before and after, and the step that it takes."""
    trace = look.trace
    vectors, letters, factors = trace.vectors, *_memory(look)
    quantities = [Quantity("g", vectors["grad_clipped"])]
    if re.search(r"(?<!\w)w\b", rule_of(look, "Δw").partition("= ")[2]):
        quantities.append(Quantity("w", vectors["theta_decayed"]))
    for row, (letter, factor) in enumerate(zip(letters, factors, strict=True)):
        before, after = (_in_units(vectors[name][row], factor) for name in ("memory_before", "memory_after"))
        quantities.append(Quantity(_("{letter} before").format(letter=letter), before, _memory_help(look, row)))
        rule = rule_of(look, letter)
        of = 0, len(quantities) - 1
        quantities.append(Quantity(letter, after, rule, _put_in(look, letter), of, True))
    step = _difference(vectors["theta_stepped"], vectors["theta_decayed"])
    of = tuple(range(len(quantities)))
    own_rule = partial(rule_of, look, "Δw")  # a layer may have a learning rate of its own
    quantities.append(Quantity("Δw", step, rule_of(look, "Δw"), _put_in(look, "Δw"), of, True, own_rule=own_rule))
    return unit_sheet(quantities, look.parameter_name, _named, "place")


def weights_sheet(look: Look) -> Sheet:
    """Each weight before the step, how far it goes, and where it then is."""
    vectors = look.trace.vectors
    before, after = vectors["theta"], vectors["theta_after"]
    step = _difference(after, before)
    quantities = [
        Quantity("w", before),
        Quantity("Δw", step, _("the step that was worked out before")),
        Quantity(
            _("new w"),
            after,
            "w ← w + Δw",
            lambda at: plus(number(float(before[at])), float(step[at])),
            (0, 1),
            True,
            np.abs(step),
        ),
    ]
    return unit_sheet(quantities, look.parameter_name, _named, "place")


def rules_of(look: Look, at: int | None = None) -> tuple[str, ...]:
    """The optimizer's formulas with the present learning rate: for number `at` of θ that of its layer."""
    optimizer, rate = look.trace.recipe.optimizer, look.trace.rate
    if at is not None:
        rate *= look.layer_of(at).block.rate
    return tuple(one.replace("θ", "w") for one in written_rule(replace(optimizer, lr=rate)))


def rule_of(look: Look, letter: str, at: int | None = None) -> str:
    """The formula that sets this letter of the memory; that of the step, Δw = −…, with all that it consists of, for Δw."""
    rules = rules_of(look, at)
    if letter == "Δw":
        return "Δw = " + " ".join(one.partition("← w ")[2] for one in rules if one.startswith("w ←")).replace("− ", "−", 1)
    return next((one for one in rules if one.startswith(f"{letter} ←")), "")


def _memory(look: Look) -> tuple[tuple[str, ...], tuple[float, ...]]:
    optimizer = look.trace.recipe.optimizer
    return memory_letters(optimizer), memory_factors(optimizer)


def _memory_help(look: Look, row: int) -> str:
    return _(look.trace.recipe.optimizer.memory[row])


def _put_in(look: Look, letter: str) -> Callable[[int], str]:
    """What follows the formula's sign, with the numbers of one parameter put in."""
    vectors, (letters, factors) = look.trace.vectors, _memory(look)
    order = [one.partition(" ")[0] for one in rules_of(look)]
    place = order.index("w") if letter == "Δw" else order.index(letter)

    def in_numbers(at: int) -> str:
        if look.layer_of(at).block.frozen:
            return ""
        numbers = {"g": float(vectors["grad_clipped"][at]), "w": float(vectors["theta_decayed"][at])}
        for row, (own, factor) in enumerate(zip(letters, factors, strict=True)):
            is_new = own in order and order.index(own) < (len(order) - 1 - order[::-1].index("w") if letter == "Δw" else place)
            numbers[own] = float(_in_units(vectors["memory_after" if is_new else "memory_before"][row, at], factor))
        formula = rule_of(look, letter, at)
        return put_in(formula.partition("← " if letter != "Δw" else "= ")[2], numbers, look.trace.optimizer_step, bracketed)

    return in_numbers


def _in_units(memory: Any, factor: float) -> Any:
    """A letter of the formulas for what the state holds, numbers or one: in its precision, so that cells and sums round alike."""
    return memory * memory.dtype.type(factor)


def _difference(after: Array, before: Array) -> Array:
    """(parameters,): exact in float64."""
    step: Array = after.astype(np.float64) - before.astype(np.float64)
    return step


def _sum(left: Array, right: Array, at: int) -> str:
    return plus(number(float(left[at])), float(right[at]))


def _named(name: str, at: int) -> str:
    return name
