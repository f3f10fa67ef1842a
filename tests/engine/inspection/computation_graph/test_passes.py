"""Values and gradients of computation graphs: worked by hand, against central differences, and sentences where there are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.formulas.tokenizer import FormulaProblem
from engine.inspection.computation_graph.explanations import backward_text, forward_text, is_right, rule_text
from engine.inspection.computation_graph.graph import Graph
from engine.inspection.computation_graph.graph_builder import graph_of
from engine.inspection.computation_graph.graph_text import LONGEST, text_of_values, values_of
from engine.inspection.computation_graph.operations import OPERATIONS
from engine.inspection.computation_graph.passes import GraphProblem, forward_pass, run_passes

NEURON = "f = 1/(1 + e^−(w₀x₀ + w₁x₁ + w₂))"
NEURON_VALUES = "w₀ = 2, x₀ = −1, w₁ = −3, x₁ = −2, w₂ = −3"


def by_name(text: str, values: str, whole: bool = False) -> dict[str, tuple[float, float]]:
    """Value and gradient of every node, by its short name."""
    graph = graph_of(text, whole)
    passes = run_passes(graph, values_of(values))
    return {node.short: pair for node, *pair in zip(graph.nodes, passes.values, passes.gradients, strict=True)}  # type: ignore[misc]


@pytest.mark.parametrize("whole", [False, True])
def test_the_sigmoid_neuron_worked_by_hand(whole: bool) -> None:
    found = by_name(NEURON, NEURON_VALUES, whole)
    assert found["f"] == [pytest.approx(0.7310586), 1]
    assert found["w₀x₀ + w₁x₁ + w₂"] == pytest.approx([1.0, 0.1966119])
    gradients = {name: round(found[name][1], 4) for name in ("w₀", "x₀", "w₁", "x₁", "w₂")}
    assert gradients == {"w₀": -0.1966, "x₀": 0.3932, "w₁": -0.3932, "x₁": -0.5898, "w₂": 0.1966}


def test_the_sigmoid_is_taken_apart_or_left_whole() -> None:
    kinds = [node.kind for node in graph_of(NEURON).nodes if not node.is_leaf]
    assert kinds == ["multiply", "multiply", "add", "add", "negative", "exp", "add_number", "reciprocal"]
    assert [node.kind for node in graph_of(NEURON, True).nodes][-1] == "sigmoid"
    for text in ("sigmoid(s)", "1/(1 + exp(−s))", "1/(e^(−s) + 1)"):
        assert [node.kind for node in graph_of(text, True).nodes] == ["variable", "sigmoid"]
        assert [node.kind for node in graph_of(text).nodes][1:] == ["negative", "exp", "add_number", "reciprocal"]


@pytest.mark.parametrize("text", ["f = (x + y)z", "q = x + y; f = q z", "q = x+y\nf = q*z", "(x+y)·z"])
def test_a_sum_times_a_number(text: str) -> None:
    found = by_name(text, "x = −2, y = 5, z = −4")
    assert found["f"] == [-12, 1]
    assert [found[name][1] for name in "xyz"] == [-4, -4, 3]
    assert found.get("q", found.get("x + y")) == [3, -4]


def test_what_is_used_twice_gets_both_gradients() -> None:
    graph = graph_of("x·x + x")
    passes = run_passes(graph, {"x": 3.0})
    assert (passes.values[-1], passes.gradients[0]) == (12, 7)
    assert "used 3 times" in backward_text(graph, passes, 0)
    assert "= 7." in backward_text(graph, passes, 0)


def test_max_routes_and_says_so() -> None:
    found = by_name("2max(x, y)", "x = 4, y = −1")
    assert (found["x"][1], found["y"][1]) == (2, 0)
    graph = graph_of("max(x, y)")
    assert "routes" in rule_text(graph, graph.output)


# -- central differences
ONE = ("exp", "tanh", "sigmoid", "sin", "cos", "atan", "relu", "abs")


def random_expression(rng: np.random.Generator, depth: int) -> str:
    """Some expression of a, b, c and numbers."""
    kind = rng.integers(0, 12) if depth else 0
    if kind < 2:
        return str(rng.choice(["a", "b", "c", "a", "b", "c", "2", "0.5", "−3"]))
    first = random_expression(rng, depth - 1)
    second = random_expression(rng, depth - 1)
    if kind < 6:
        return f"({first} {rng.choice(['+', '-', '*'])} {second})"
    forms = {
        6: f"{rng.choice(ONE)}({first})",
        7: f"({first})/(1 + ({second})^2)",
        8: f"{rng.choice(['max', 'min'])}({first}, {second})",
        9: f"log(1 + ({first})^2)",
        10: f"(1 + ({first})^2)^({second})" if depth < 3 else f"sqrt(2 + {rng.choice(ONE)}({first})^2)",
        11: f"−({first})^{rng.integers(2, 4)}",
    }
    return forms[int(kind)]


def kinks(graph: Graph, values: Any) -> list[float]:
    """How near the operations with a kink are to it."""
    found = []
    for node in graph.nodes:
        inputs = [values[i] for i in node.inputs]
        if node.kind in ("max", "min"):
            found.append(float(min(abs(a - b) for i, a in enumerate(inputs) for b in inputs[:i])))
        elif node.kind in ("relu", "abs", "sign"):
            found.append(abs(inputs[0]))
    return found


def central_difference(graph: Graph, variables: dict[str, float], name: str, h: float = 1e-5) -> float:
    """∂output/∂name by the five-point formula."""
    near, far = (
        forward_pass(graph, {**variables, name: variables[name] + by})[-1]
        - forward_pass(graph, {**variables, name: variables[name] - by})[-1]
        for by in (h, 2 * h)
    )
    return (8 * near - far) / (12 * h)


def test_gradients_are_the_numeric_ones_in_500_expressions() -> None:
    rng, checked, kinds = np.random.default_rng(15), 0, set[str]()
    while checked < 500:
        text = random_expression(rng, 4)
        variables = dict(zip("abc", rng.normal(0, 1.2, 3).tolist(), strict=True))
        try:
            graph = graph_of(text)
            passes = run_passes(graph, variables)
        except (FormulaProblem, GraphProblem):
            continue
        if not graph.operations or max(map(abs, (*passes.values, *passes.gradients))) > 100:
            continue
        if min(kinks(graph, passes.values), default=1.0) < 1e-2:
            continue
        for at in graph.variables:
            numeric = central_difference(graph, variables, graph.nodes[at].name)
            assert passes.gradients[at] == pytest.approx(numeric, rel=1e-6, abs=1e-7), text
        checked += 1
        kinds |= {node.kind for node in graph.nodes}
    assert kinds >= OPERATIONS.keys() - {"sqrt", "tan", "sigmoid", "sign", "power_of", "divide"} | {"variable", "constant"}


ALONE = {
    "add": "sum(a, b, a)",
    "subtract": "b − a",
    "divide": "a/b",
    "power_of": "b^a",
    "power": "a^−2",
    "sigmoid": "sigmoid(a)",
    "tan": "tan(a)",
    "sqrt": "sqrt(b)",
    "log": "log(b)",
    "max": "max(a, b)",
    "min": "min(a, b)",
    "reciprocal": "1/a",
    "multiply": "a b",
    "multiply_number": "a/4",
    "add_number": "a − 4",
    "negative": "−a",
    "exp": "e^a",
    "sign": "sign(a)",
}


@pytest.mark.parametrize("kind", OPERATIONS)
def test_every_operation_has_its_own_slope_and_its_words(kind: str) -> None:
    graph = graph_of(ALONE.get(kind, f"{kind}(a)"), whole_sigmoid=True)
    assert graph.nodes[graph.output].kind == kind
    variables = {"a": 0.7, "b": 1.9}
    passes = run_passes(graph, variables)
    for at in graph.variables:
        numeric = central_difference(graph, variables, graph.nodes[at].name)
        assert passes.gradients[at] == pytest.approx(numeric, rel=1e-6, abs=1e-9)
    text = backward_text(graph, passes, graph.output)
    assert rule_text(graph, graph.output) in text
    assert forward_text(graph, passes, graph.output).count("=") == 2
    assert text.count(" × ") >= 1


def test_the_worked_rule_has_the_numbers_in() -> None:
    graph = graph_of(NEURON)
    passes = run_passes(graph, values_of(NEURON_VALUES))
    text = backward_text(graph, passes, 6)
    assert text.startswith("Multiply swaps")
    assert "∂f/∂x₁ = gradient × the other factor = 0.1966 × (−3) = −0.5898" in text
    assert forward_text(graph, passes, 6) == "Multiply: w₁x₁ = −3 × (−2) = 6"


# -- sentences
@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("log(x)", "x = 0", "needs numbers above 0, but gets 0"),
        ("1/x", "x = 0", "divides by x, which is 0"),
        ("y/(x − 2)", "x = 2, y = 1", "divides by x − 2, which is 0"),
        ("sqrt(x)", "x = −1", "needs numbers from 0 up"),
        ("sqrt(x)", "x = 0", "no finite slope"),
        ("x^0.5", "x = −2", "no power 0.5"),
        ("x^−19.5", "x = 0.00000000000000000001", "too large a number"),
        ("x^−1", "x = 0", "divides by 0"),
        ("exp(x)", "x = 1000", "too large a number"),
        ("exp(x)exp(x)", "x = 600", "too large a number"),
        ("1/(1 + e^−s)", "s = −1000", "too large a number"),
        ("(1/x^20)^10", "x = 0.00000000000001", "too large a number"),
    ],
)
def test_where_there_is_no_value_a_sentence_says_why(text: str, values: str, said: str) -> None:
    with pytest.raises(GraphProblem, match=said) as caught:
        run_passes(graph_of(text), values_of(values))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type an expression"),
        (" ; ", "Type an expression"),
        ("x +", "ends too early"),
        ("* x", "a number, a name or a function is missing"),
        ("foo(x)", "no function “foo”"),
        ("exp x", "needs brackets: write exp"),
        ("(x", "not closed"),
        ("x) + 1", "closes nothing"),
        ("x # y", "means nothing"),
        ("[x] + 1", "no quotation marks"),
        ("exp = x", "a meaning of its own"),
        ("q = x; q = y", "defined twice"),
        ("f = q; q = x", "defined only there or later"),
        ("q = q + 1", "defined only there or later"),
        ("x^99", "exponent"),
        ("x" * (LONGEST + 1), "at most 4,000 letters"),
        ("x" * 10_000, "at most 4,000 letters"),
        ("+".join(["x"] * 1000), "more than 300"),
        ("(" * 40 + "x" + ")" * 40, "levels deep"),
        ("-" * 60 + "x", "levels deep"),
        ("+".join(f"x{i}" for i in range(60)), "would have 119 nodes"),
        (";".join(["x"] * 200), "at most 100 parts"),
        ("1e999 x", "too large for a number"),
    ],
)
def test_a_wrong_text_gets_a_sentence(text: str, said: str) -> None:
    with pytest.raises(FormulaProblem, match=said) as caught:
        graph_of(text)
    assert str(caught.value).endswith(".")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="xyw₀1.+-*/^()=;,eсinmaxloqrt√²−·\n ", max_size=60))
def test_any_text_is_a_graph_with_gradients_or_gets_a_sentence(text: str) -> None:
    said = "It is one."
    try:
        graph = graph_of(text)
        run_passes(graph, dict.fromkeys((graph.nodes[at].name for at in graph.variables), 0.5))
    except ValueError as problem:
        said = str(problem)
    assert said.endswith(".")


def test_positions_in_a_sentence_are_those_of_the_whole_text() -> None:
    with pytest.raises(FormulaProblem, match="letter 16"):
        graph_of("q = x + y; f = *q")


@pytest.mark.parametrize("text", ["x", "x = ", "= 2", "x = two", "x = 1e999", "x = 2 3", "x == 2", "2 = x"])
def test_wrong_values_get_a_sentence(text: str) -> None:
    with pytest.raises(FormulaProblem, match=r"\.$"):
        values_of(text)


def test_values_are_read_as_they_are_written() -> None:
    values = {"w0": 2.0, "x1": -0.1, "t": 1e-7, "y": -2.5e9, "z": 1 / 3}
    assert values_of(text_of_values(values)) == values
    assert values_of("w₀ = −3; a=+2e3\nb = 4×10⁻⁵") == {"w0": -3.0, "a": 2000.0, "b": 4e-5}


@pytest.mark.parametrize(
    ("answer", "true", "right"),
    [
        *((0.20, 0.19661, True), (0.1966, 0.19661, True), (0.198, 0.19661, True), (0.2001, 0.19661, False)),
        *((0.59, 0.58984, True), (-0.59, 0.58984, False), (0.39, 0.39322, True), (0.4, 0.39322, False), (0.21, 0.19661, False)),
        *((0.0, 0.0, True), (0.01, 0.0, False), (-4, -4, True), (float("nan"), 1, False), (float("inf"), 1, False)),
    ],
)
def test_an_answer_is_right_within_one_per_cent_or_as_it_is_printed(answer: float, true: float, right: bool) -> None:
    assert is_right(answer, true) is right
