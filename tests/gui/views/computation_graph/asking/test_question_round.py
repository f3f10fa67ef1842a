"""Questions about a graph: what is hidden, what is right, and what a wrong answer is told."""

from __future__ import annotations

import pytest

from engine.inspection.computation_graph.graph_text import values_of
from gui.views.computation_graph.asking.question_round import ALL_GRADIENTS, OF_VARIABLES, VALUES, QuestionRound
from gui.views.computation_graph.graph_examples import EXAMPLES
from gui.views.computation_graph.graph_state import GraphState, read_state


def neuron() -> GraphState:
    return read_state(EXAMPLES[0].text, values_of(EXAMPLES[0].values), False)


def begun(kind: str) -> QuestionRound:
    state = neuron()
    return QuestionRound(kind, state.graph, state.passes)


def test_the_five_gradients_of_the_neuron_as_they_are_printed() -> None:
    asked = begun(OF_VARIABLES)
    for prompt, answer in (("w₀", "-0.20"), ("x₀", "0.39"), ("w₁", "−.39"), ("x₁", "-0.59"), ("w₂", "0.2")):
        assert asked.prompt() == f"∂f/∂{prompt}"
        right, said = asked.answer(answer)
        assert right, said
    assert "All 5 are right, 5 of them at the first try." in said
    assert (asked.right, asked.open, asked.current) == (5, [], -1)


def test_a_wrong_answer_gets_the_rule_and_then_the_numbers() -> None:
    asked = begun(OF_VARIABLES)
    assert asked.answer("3") == (False, "Not 3. Multiply swaps: each factor gets the gradient times the other factor.")
    assert "∂f/∂w₀ = gradient × the other factor = 0.1966 × (−1) = −0.1966" in asked.answer("0.1966")[1]
    assert asked.answer("-0.1966")[0]
    assert asked.at_once == 0
    assert asked.answer("abc") == (False, "∂f/∂x₀ needs a number, such as 0.5 or −2.")
    assert asked.tries.get(1, 0) == 0  # that was no try


@pytest.mark.parametrize(("kind", "count"), [(VALUES, 8), (OF_VARIABLES, 5), (ALL_GRADIENTS, 12)])
def test_every_question_has_its_hint_and_its_answer(kind: str, count: int) -> None:
    asked = begun(kind)
    assert len(asked.blanks) == count
    for _question in range(count):
        node = asked.current
        assert asked.hint(node, False)
        assert "=" in asked.hint(node, True)
        right, said = asked.answer(str(asked.true_number(node)))
        assert right, said
        assert node not in asked.open
    assert asked.at_once == count


def test_what_is_asked_for_is_hidden_and_nothing_that_gives_it_away() -> None:
    values, gradients = begun(VALUES), begun(OF_VARIABLES)
    graph = values.graph
    assert all(values.hides_value(at) for at in graph.operations)
    assert not any(values.hides_value(at) for at in graph.variables)
    assert all(values.hides_gradient(at) for at in range(len(graph.nodes)))
    assert [at for at in range(len(graph.nodes)) if gradients.hides_gradient(at)] == list(graph.variables)
    assert not any(gradients.hides_value(at) for at in range(len(graph.nodes)))


def test_one_can_choose_what_is_asked_next() -> None:
    asked = begun(OF_VARIABLES)
    assert asked.choose(4)
    assert asked.answer("0.1966")[0]
    assert asked.current == 0
    assert not asked.choose(4)
    assert not asked.choose(7)
