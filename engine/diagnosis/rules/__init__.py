"""The doctor's rules: why it does not learn, in plain words, with the numbers behind it and what to do.

One file for each kind of cause. To add a diagnosis, write a function from the evidence to verdicts and give it a row in `RULES`:
causes come before what they lead to.
"""

from collections.abc import Callable

from engine.diagnosis.evidence import Evidence
from engine.diagnosis.rules.capacity_rules import few_neurons, one_line, wrong_loss
from engine.diagnosis.rules.data_rules import label_noise, leaking_id, overfitting, unscaled_inputs
from engine.diagnosis.rules.gradient_rules import exploding_gradient, no_slope, symmetric_start, vanishing_gradient
from engine.diagnosis.rules.rate_rules import rate_too_large, rate_too_small
from engine.diagnosis.rules.unit_rules import all_frozen, dead_units, saturated_units
from engine.diagnosis.verdict import Verdict

START = {"no_slope", "symmetric_start", "unscaled_inputs"}
STEPS = {"exploding_gradient", "rate_too_large", "rate_too_small"}
UNITS = {"dead_units", "saturated_units", "all_frozen", "vanishing_gradient"}
CAPACITY = {"wrong_loss", "one_line", "few_neurons"}
# In the order in which they are asked. A rule is not asked when one of the verdicts beside it was found: that one explains it.
RULES: tuple[tuple[Callable[[Evidence], list[Verdict]], set[str]], ...] = (
    (no_slope, set()),
    (symmetric_start, {"no_slope"}),
    (unscaled_inputs, START),
    (leaking_id, {"unscaled_inputs"}),
    (exploding_gradient, START),
    (rate_too_large, {*START, "exploding_gradient"}),
    (rate_too_small, START | {"exploding_gradient", "rate_too_large"}),
    (dead_units, START | STEPS),
    (saturated_units, START | STEPS),
    (all_frozen, START | STEPS | {"dead_units", "saturated_units"}),
    (vanishing_gradient, START | STEPS | UNITS),
    (wrong_loss, START | STEPS | UNITS),
    (one_line, START | STEPS | UNITS | CAPACITY),
    (few_neurons, START | STEPS | UNITS | CAPACITY),
    (label_noise, START | STEPS | UNITS | {"leaking_id"}),
    (overfitting, START | STEPS | {"leaking_id"}),
)


def diagnose(evidence: Evidence) -> tuple[Verdict, ...]:
    """All that is wrong, causes first; nothing when all is well."""
    verdicts: list[Verdict] = []
    for rule, explained_by in RULES:
        if not explained_by & {verdict.name for verdict in verdicts}:
            verdicts += rule(evidence)
    return tuple(verdicts)


__all__ = ["RULES", "Verdict", "diagnose"]
