"""The operations of arithmetic: adding, multiplying, dividing, powers."""

from __future__ import annotations

import numpy as np

from engine.core.translation import N_
from engine.inspection.computation_graph.operation import Operation, in_brackets, number_text, with_sign_between
from engine.inspection.computation_graph.operation import number_in_brackets as in_b

PASSES = N_("Add passes on: every input gets the gradient as it is.")
SWAPS = N_("Multiply swaps: each factor gets the gradient times the other factor.")
OTHER = N_("the other factor")

ARITHMETIC = (
    Operation(
        "add",
        N_("add"),
        "+",
        lambda x, n: float(np.sum(x)),
        lambda x, y, n: (1.0,) * len(x),
        PASSES,
        "1",
        lambda x, y, n, i: "1",
        with_sign_between("+"),
    ),
    Operation(
        "add_number",
        N_("add a number"),
        "+",
        lambda x, n: x[0] + n,
        lambda x, y, n: (1.0,),
        PASSES,
        "1",
        lambda x, y, n, i: "1",
        lambda x, n: f"{x[0]} + {in_brackets(n)}",
    ),
    Operation(
        "subtract",
        N_("subtract"),
        "−",
        lambda x, n: x[0] - x[1],
        lambda x, y, n: (1.0, -1.0),
        N_("Subtract passes on, and turns the sign for what is subtracted."),
        "±1",
        lambda x, y, n, i: ("1", "(−1)")[i],
        with_sign_between("−"),
    ),
    Operation(
        "multiply",
        N_("multiply"),
        "×",
        lambda x, n: x[0] * x[1],
        lambda x, y, n: (x[1], x[0]),
        SWAPS,
        OTHER,
        lambda x, y, n, i: in_b(x[1 - i]),
        with_sign_between("×"),
    ),
    Operation(
        "multiply_number",
        N_("multiply by a number"),
        "×",
        lambda x, n: x[0] * n,
        lambda x, y, n: (n,),
        SWAPS,
        OTHER,
        lambda x, y, n, i: in_b(n),
        lambda x, n: f"{n} × {in_brackets(x[0])}",
    ),
    Operation(
        "divide",
        N_("divide"),
        "÷",
        lambda x, n: np.divide(x[0], x[1]),
        lambda x, y, n: (np.divide(1.0, x[1]), -y / x[1]),
        N_("Divide: the upper number gets the gradient times 1/b, the lower one times −a/b²."),
        "1/b, −a/b²",
        lambda x, y, n, i: (f"1/{in_b(x[1])}", f"(−{in_b(x[0])}/{in_b(x[1])}²)")[i],
        with_sign_between("÷"),
    ),
    Operation(
        "negative",
        N_("negate"),
        "−",
        lambda x, n: -x[0],
        lambda x, y, n: (-1.0,),
        N_("Negate turns the sign of the gradient."),
        "−1",
        lambda x, y, n, i: "(−1)",
        lambda x, n: f"−{in_brackets(x[0])}",
    ),
    Operation(
        "reciprocal",
        N_("reciprocal"),
        "1/x",
        lambda x, n: np.divide(1.0, x[0]),
        lambda x, y, n: (-y * y,),
        N_("1/x multiplies the gradient by −1/x²."),
        "−1/x²",
        lambda x, y, n, i: f"(−1/{in_b(x[0])}²)",
        lambda x, n: f"1 ÷ {in_brackets(x[0])}",
    ),
    Operation(
        "power",
        N_("power"),
        "xᶜ",
        lambda x, n: np.power(x[0], n),
        lambda x, y, n: (0.0 if n == 0 else n * np.power(x[0], n - 1),),
        N_("A power multiplies the gradient by c·xᶜ⁻¹, with c the exponent."),
        "c·xᶜ⁻¹",
        lambda x, y, n, i: f"{in_b(n)}·{in_b(x[0])}^{in_b(n - 1)}",
        lambda x, n: f"{in_brackets(x[0])}^{in_brackets(n)}",
    ),
    Operation(
        "power_of",
        N_("power"),
        "aᵇ",
        lambda x, n: np.power(x[0], x[1]),
        lambda x, y, n: (0.0 if x[1] == 0 else x[1] * np.power(x[0], x[1] - 1), y * np.log(x[0])),
        N_("A power: the base gets the gradient times b·aᵇ⁻¹, the exponent times its own value and log a."),
        "b·aᵇ⁻¹, aᵇ·log a",
        lambda x, y, n, i: (f"{in_b(x[1])}·{in_b(x[0])}^{in_b(x[1] - 1)}", f"{in_b(y)}·log({number_text(x[0])})")[i],
        lambda x, n: f"{in_brackets(x[0])}^{in_brackets(x[1])}",
    ),
)
