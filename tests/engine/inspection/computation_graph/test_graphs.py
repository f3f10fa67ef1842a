"""From a text to a graph: which operations it is taken apart into, how large it may be, and what is said of its nodes."""

from __future__ import annotations

import pytest

from engine.data.formulas.tokenizer import FormulaProblem
from engine.inspection.computation_graph.explanations import backward_text, forward_text, is_right
from engine.inspection.computation_graph.graph import VARIABLE
from engine.inspection.computation_graph.graph_builder import MOST_NODES, graph_of
from engine.inspection.computation_graph.graph_text import LONGEST, definitions_of, value_of, values_of
from engine.inspection.computation_graph.passes import forward_pass, run_passes


@pytest.mark.parametrize(
    ("text", "operations"),
    [
        ("x + 1", [("add_number", 1.0)]),
        ("1 + x", [("add_number", 1.0)]),
        ("x - 2", [("add_number", -2.0)]),
        ("2 - x", [("subtract", 0.0)]),
        ("2x", [("multiply_number", 2.0)]),
        ("x * (-2)", [("multiply_number", -2.0)]),
        ("x / 4", [("multiply_number", 0.25)]),
        ("x / 0", [("divide", 0.0)]),
        ("1 / x", [("reciprocal", 0.0)]),
        ("2 / x", [("divide", 0.0)]),
        ("x ^ 3", [("power", 3.0)]),
        ("e ^ x", [("exp", 0.0)]),
        ("2 ^ x", [("power_of", 0.0)]),
        ("x + y", [("add", 0.0)]),
        ("x y", [("multiply", 0.0)]),
        ("sum(x, y, x)", [("add", 0.0)]),
        ("sigmoid(x)", [("negative", 0.0), ("exp", 0.0), ("add_number", 1.0), ("reciprocal", 0.0)]),
        ("x x", [("multiply", 0.0)]),
    ],
)
def test_a_text_becomes_these_operations(text: str, operations: list[tuple[str, float]]) -> None:
    graph = graph_of(text)
    assert [(graph.nodes[at].kind, graph.nodes[at].number) for at in graph.operations] == operations
    assert graph.output == len(graph.nodes) - 1
    assert [graph.nodes[at].kind for at in graph.variables] == [VARIABLE] * len(graph.variables)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("1/(1 + e^−x)", True),
        ("1/(e^−x + 1)", True),
        ("1/(1 + exp(−x))", True),
        ("sigmoid(x)", True),
        ("2/(1 + e^−x)", False),
        ("1/(2 + e^−x)", False),
        ("1/(1 + e^x)", False),
        ("1/(1 − e^−x)", False),
        ("1/(1 + 2^−x)", False),
        ("1/(1 + sin(−x))", False),
        ("1/(1 + x)", False),
        ("1/(1 + e^(x y))", False),
        ("1/(1 + x^−2)", False),
        ("(1 + e^−x)/1", False),
        ("1 − (1 + e^−x)", False),
    ],
)
def test_only_the_sigmoid_itself_is_one_node(text: str, is_one: bool) -> None:
    whole = graph_of(text, whole_sigmoid=True)
    assert any(node.kind == "sigmoid" for node in whole.nodes) is is_one
    values = {whole.nodes[at].name: 0.5 for at in whole.variables}
    assert forward_pass(whole, values)[-1] == pytest.approx(forward_pass(graph_of(text), values)[-1])


def test_what_the_output_does_not_need_is_left_out_and_variables_come_first() -> None:
    graph = graph_of("q = x + y; r = q + 1; f = z q")
    assert [node.name or node.text for node in graph.nodes] == ["x", "y", "z", "q", "f"]
    assert [(edge.source, edge.target, edge.slot) for edge in graph.edges] == [(0, 3, 0), (1, 3, 1), (2, 4, 0), (3, 4, 1)]
    assert [len(uses) for uses in graph.uses] == [1, 1, 1, 1, 0]
    renamed = graph_of("q = x; f = q")
    assert [(node.kind, node.name) for node in renamed.nodes] == [("variable", "x"), ("add_number", "q"), ("add_number", "f")]
    assert [one.name for one in definitions_of("x; y; f2 = x; z")] == ["f", "f1", "f2", "f3"]
    assert graph_of("−3").nodes[0].number == -3


def test_a_graph_has_100_nodes_and_no_more() -> None:
    most = "sum(" + ", ".join(f"x{i}" for i in range(MOST_NODES - 1)) + ")"
    assert len(graph_of(most).nodes) == MOST_NODES
    with pytest.raises(FormulaProblem, match="would have 101 nodes, more than 100"):
        graph_of(f"{most} + 1")
    assert len(definitions_of("; ".join(["x"] * 100))) == 100
    assert definitions_of("x" + " " * (LONGEST - 1))
    with pytest.raises(FormulaProblem, match="these have 4,001"):
        values_of("x = 1" + " " * (LONGEST - 4))
    assert values_of("x = 1" + " " * (LONGEST - 5)) == {"x": 1.0}


def test_a_value_has_its_largest_and_smallest() -> None:
    typed = ("1e12", "-1e12", "10⁴", "2·10^³", " 1,000 ", ".5")
    assert [value_of(text, "x") for text in typed] == [1e12, -1e12, 1e4, 2e3, 1e3, 0.5]
    with pytest.raises(FormulaProblem, match="The value of x is too large"):
        value_of("1.001e12", "x")
    with pytest.raises(FormulaProblem, match="At letter 7 a name"):
        values_of("x = 2, 3")


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("1/x", "x = 0", "f divides by x, which is 0 here: change a value."),
        ("y/x", "x = 0, y = 1", "f divides by x, which is 0 here: change a value."),
        ("y/x", "x = 1e-12, y = 1e12; z = 0", ""),
        ("log(x)", "x = 0", "f needs numbers above 0, but gets 0 here: change a value."),
        ("log(x)", "x = −1", "f needs numbers above 0, but gets −1 here: change a value."),
        ("sqrt(x)", "x = −1", "f needs numbers from 0 up, but gets −1 here: change a value."),
        ("x^−1", "x = 0", "f divides by 0 here: change a value."),
        ("x^y", "x = 0, y = −1", "f divides by 0 here: change a value."),
        ("x^0.5", "x = −4", "−4 has no power 0.5 (f): change a value, or use a whole exponent."),
        ("x^y", "x = −4, y = 0.5", "−4 has no power 0.5 (f): change a value, or use a whole exponent."),
        ("x^y", "x = −1e9, y = 99", "f is too large a number here: choose smaller values."),
        ("exp(x)", "x = 1e3", "f is too large a number here: choose smaller values."),
        ("sqrt(x)", "x = 0", "f has no finite slope where x is 0: change its value a little."),
        ("0 sqrt(x)", "x = 0", ""),
    ],
)
def test_why_there_is_no_value(text: str, values: str, said: str) -> None:
    graph, found = graph_of(text), ""
    try:
        run_passes(graph, values_of(values))
    except ValueError as problem:
        found = str(problem)
    assert found == said


def test_what_is_said_of_each_kind_of_node() -> None:
    graph = graph_of("q = 2x; f = q x + pi")
    passes = run_passes(graph, {"x": -3.0})
    told = {node.name or node.label: forward_text(graph, passes, at) for at, node in enumerate(graph.nodes)}
    assert told["x"] == "x is a variable; its value is −3."
    assert told["q"] == "Multiply by a number: q = 2 × (−3) = −6"
    x, q = (next(at for at, node in enumerate(graph.nodes) if node.name == name) for name in "xq")
    assert backward_text(graph, passes, x) == (
        "x is used 2 times, so its gradients add: (−6) + (−6) = −12. "
        "∂f/∂x = −12: where x grows by a small h, f changes by about (−12)·h."
    )
    assert backward_text(graph, passes, q).startswith("Multiply swaps: each factor gets the gradient times the other factor.")
    four = graph_of("sum(a, b, c, d)")
    worked = backward_text(four, run_passes(four, dict.fromkeys("abcd", 1.0)), 4)
    assert worked.startswith("The way back begins here: ∂f/∂f = 1.")
    assert worked.endswith("∂f/∂c = gradient × 1 = 1 × 1 = 1 …")
    three = graph_of("sum(a, b, c)")
    assert backward_text(three, run_passes(three, dict.fromkeys("abc", 1.0)), 3).endswith("∂f/∂c = gradient × 1 = 1 × 1 = 1")
    constant = graph_of("2 + 3")
    assert forward_text(constant, run_passes(constant, {}), 0).endswith("is a number that stays as it is.")


@pytest.mark.parametrize(
    ("answer", "true", "right"),
    [
        *((1.01, 1.0, True), (1.011, 1.0, False), (0.99, 1.0, True), (0.989, 1.0, False)),
        *((1e-7, 0.0, True), (1e-6, 0.0, False), (1e-7, 1e-10, True), (2e-9, 1e-9, False), (1e-9, 1e-9, True)),
        *((1200.0, 1249.0, True), (1200.0, 1251.0, False), (1300.0, 1251.0, True), (1220.0, 1249.0, False)),
        *((0.0012, 0.001249, True), (0.0012, 0.0012501, False), (-1.01, -1.0, True), (10.0, 10.4, True)),
    ],
)
def test_where_a_right_answer_ends(answer: float, true: float, right: bool) -> None:
    assert is_right(answer, true) is right
