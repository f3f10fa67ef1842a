"""The operations that are functions: exp, log, max, tanh and so on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.core.translation import N_
from engine.inspection.computation_graph.operation import Numbers, Operation, as_call, number_text
from engine.inspection.computation_graph.operation import number_in_brackets as in_b

OWN_VALUE = N_("its own value")


def _route(pick: Callable[[Numbers], np.intp]) -> Callable[[Numbers, float, float], tuple[float, ...]]:
    """All of the gradient to the input that is picked: the first one, where several are equal."""
    return lambda x, _y, _n: tuple(float(i == pick(x)) for i in range(len(x)))


def _zero_or_one(inputs: Numbers, pick: Callable[[Numbers], np.intp], slot: int) -> str:
    return "1" if pick(inputs) == slot else "0"


FUNCTION_OPERATIONS = (
    Operation(
        "exp",
        N_("exponential"),
        "exp",
        lambda x, n: np.exp(x[0]),
        lambda x, y, n: (y,),
        N_("exp multiplies the gradient by its own value."),
        OWN_VALUE,
        lambda x, y, n, i: in_b(y),
        as_call("exp"),
    ),
    Operation(
        "log",
        N_("logarithm"),
        "log",
        lambda x, n: np.log(x[0]),
        lambda x, y, n: (np.divide(1.0, x[0]),),
        N_("log multiplies the gradient by 1/x."),
        "1/x",
        lambda x, y, n, i: f"1/{in_b(x[0])}",
        as_call("log"),
        N_("numbers above 0"),
    ),
    Operation(
        "sqrt",
        N_("square root"),
        "√",
        lambda x, n: np.sqrt(x[0]),
        lambda x, y, n: (np.divide(0.5, y),),
        N_("A square root multiplies the gradient by 1/(2√x)."),
        "1/(2√x)",
        lambda x, y, n, i: f"1/(2·{in_b(y)})",
        as_call("√"),
        N_("numbers from 0 up"),
    ),
    Operation(
        "abs",
        N_("size"),
        "|x|",
        lambda x, n: abs(x[0]),
        lambda x, y, n: (float(np.sign(x[0])),),
        N_("|x| passes the gradient on, with the sign turned where x is below 0."),
        "±1",
        lambda x, y, n, i: in_b(float(np.sign(x[0]))),
        lambda x, n: f"|{x[0]}|",
    ),
    Operation(
        "sign",
        N_("sign"),
        "sign",
        lambda x, n: float(np.sign(x[0])),
        lambda x, y, n: (0.0,),
        N_("sign is a step: its slope is 0, so nothing is passed on."),
        "0",
        lambda x, y, n, i: "0",
        as_call("sign"),
    ),
    Operation(
        "max",
        N_("maximum"),
        "max",
        lambda x, n: max(x),
        _route(np.argmax),
        N_("max routes: the largest input gets all of the gradient, the others get 0."),
        "1 | 0",
        lambda x, y, n, i: _zero_or_one(x, np.argmax, i),
        as_call("max"),
    ),
    Operation(
        "min",
        N_("minimum"),
        "min",
        lambda x, n: min(x),
        _route(np.argmin),
        N_("min routes: the smallest input gets all of the gradient, the others get 0."),
        "1 | 0",
        lambda x, y, n, i: _zero_or_one(x, np.argmin, i),
        as_call("min"),
    ),
    Operation(
        "relu",
        N_("ReLU"),
        "ReLU",
        lambda x, n: max(x[0], 0.0),
        lambda x, y, n: (float(x[0] > 0),),
        N_("ReLU passes the gradient on where its input is above 0, and stops it elsewhere."),
        "1 | 0",
        lambda x, y, n, i: "1" if x[0] > 0 else "0",
        as_call("ReLU"),
    ),
    Operation(
        "tanh",
        N_("tanh"),
        "tanh",
        lambda x, n: np.tanh(x[0]),
        lambda x, y, n: (1 - y * y,),
        N_("tanh multiplies the gradient by 1 − a², with a its own value."),
        "1 − a²",
        lambda x, y, n, i: f"(1 − {in_b(y)}²)",
        as_call("tanh"),
    ),
    Operation(
        "sigmoid",
        N_("sigmoid"),
        "σ",
        lambda x, n: 0.5 * (1 + np.tanh(0.5 * x[0])),
        lambda x, y, n: (y * (1 - y),),
        N_("σ multiplies the gradient by a(1 − a), with a its own value."),
        "a(1 − a)",
        lambda x, y, n, i: f"{in_b(y)}·(1 − {number_text(y)})",
        as_call("σ"),
    ),
    Operation(
        "sin",
        N_("sine"),
        "sin",
        lambda x, n: np.sin(x[0]),
        lambda x, y, n: (np.cos(x[0]),),
        N_("sin multiplies the gradient by cos x."),
        "cos x",
        lambda x, y, n, i: f"cos({number_text(x[0])})",
        as_call("sin"),
    ),
    Operation(
        "cos",
        N_("cosine"),
        "cos",
        lambda x, n: np.cos(x[0]),
        lambda x, y, n: (-np.sin(x[0]),),
        N_("cos multiplies the gradient by −sin x."),
        "−sin x",
        lambda x, y, n, i: f"(−sin({number_text(x[0])}))",
        as_call("cos"),
    ),
    Operation(
        "tan",
        N_("tangent"),
        "tan",
        lambda x, n: np.tan(x[0]),
        lambda x, y, n: (1 + y * y,),
        N_("tan multiplies the gradient by 1 + a², with a its own value."),
        "1 + a²",
        lambda x, y, n, i: f"(1 + {in_b(y)}²)",
        as_call("tan"),
    ),
    Operation(
        "atan",
        N_("arc tangent"),
        "atan",
        lambda x, n: np.arctan(x[0]),
        lambda x, y, n: (1 / (1 + x[0] * x[0]),),
        N_("atan multiplies the gradient by 1/(1 + x²)."),
        "1/(1 + x²)",
        lambda x, y, n, i: f"1/(1 + {in_b(x[0])}²)",
        as_call("atan"),
    ),
)
