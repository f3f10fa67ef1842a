"""A round of questions: which numbers of a graph are hidden, which have been answered, and what is said to an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.core.translation import N_, _, joined, ngettext
from engine.data.formulas.tokenizer import FormulaProblem
from engine.inspection.computation_graph.explanations import fan_out_text, forward_text, is_right, rule_text, worked_text
from engine.inspection.computation_graph.graph import CONSTANT, VARIABLE, Edge, Graph
from engine.inspection.computation_graph.graph_text import value_of
from engine.inspection.computation_graph.operation import number_text
from engine.inspection.computation_graph.operations import OPERATIONS
from engine.inspection.computation_graph.passes import Passes

VALUES, OF_VARIABLES, ALL_GRADIENTS = "values", "of_variables", "all_gradients"
KINDS = (
    (OF_VARIABLES, N_("Gradients of the variables"), N_("Work out how each variable moves the output.")),
    (ALL_GRADIENTS, N_("All gradients"), N_("Work out every gradient, from the output back to the variables.")),
    (VALUES, N_("Values"), N_("Work out the value of every operation, from left to right.")),
)


@dataclass
class QuestionRound:
    """Changes as it is answered. `blanks` are the nodes that are asked for, in order; `open` those that are still hidden."""

    kind: str
    graph: Graph
    passes: Passes
    open: list[int] = field(default_factory=list)
    current: int = -1
    tries: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blanks = self._asked()
        self.open = list(self.blanks)
        self.current = self.open[0] if self.open else -1

    @property
    def right(self) -> int:
        """How many have been answered."""
        return len(self.blanks) - len(self.open)

    @property
    def at_once(self) -> int:
        """How many of them at the first try."""
        return sum(self.tries.get(node, 0) == 0 for node in self.blanks if node not in self.open)

    def choose(self, node: int) -> bool:
        """Ask for this node now. False when it is not open."""
        if node in self.open:
            self.current = node
        return node in self.open

    def hides_value(self, node: int) -> bool:
        return self.kind == VALUES and node in self.open

    def hides_along(self, edge: Edge) -> bool:
        return self.hides_gradient(edge.source)

    def hides_gradient(self, node: int) -> bool:
        return self.kind == VALUES or node in self.open

    def true_number(self, node: int) -> float:
        return (self.passes.values if self.kind == VALUES else self.passes.gradients)[node]

    def prompt(self) -> str:
        """What is asked for now, before an equals sign."""
        if self.current < 0:
            return ""
        short = self.graph.nodes[self.current].short
        if self.kind == VALUES:
            return short
        name = short if len(short) < 4 or short.startswith("[") else f"({short})"
        return f"∂{self.graph.nodes[self.graph.output].short}/∂{name}"

    def answer(self, text: str) -> tuple[bool, str]:
        """Whether what was typed is right, and what is said to it. A wrong one gets a hint: the rule, then the numbers put in."""
        node = self.current
        try:
            number = value_of(text, self.prompt())
        except FormulaProblem as problem:
            return False, str(problem)
        if not is_right(number, self.true_number(node)):
            self.tries[node] = self.tries.get(node, 0) + 1
            return False, joined((_("Not {answer}.").format(answer=number_text(number)), self.hint(node, self.tries[node] > 1)))
        said = _("Right: {prompt} = {number}.").format(prompt=self.prompt(), number=number_text(self.true_number(node)))
        after = [one for one in self.open if self.blanks.index(one) > self.blanks.index(node)] or self.open
        self.open.remove(node)
        self.current = next((one for one in after if one != node), -1)
        return True, joined((said, self.end_text())) if not self.open else said

    def end_text(self) -> str:
        """All is right."""
        text = ngettext("That was the only one.", "All {count} are right, {first} of them at the first try.", len(self.blanks))
        return text.format(count=len(self.blanks), first=self.at_once)

    def hint(self, node: int, with_numbers: bool) -> str:
        """How to work out the number of a node: the rule, or the rule with the numbers put in."""
        graph, passes = self.graph, self.passes
        if self.kind == VALUES:
            if with_numbers:
                return forward_text(graph, passes, node)
            one = graph.nodes[node]
            formula = OPERATIONS[one.kind].formula([graph.nodes[i].short for i in one.inputs], number_text(one.number))
            return _("{operation:big}: work out {formula}.").format(operation=_(OPERATIONS[one.kind].label), formula=formula)
        uses = graph.uses[node]
        if with_numbers:
            parts = [worked_text(graph, passes, edge) for edge in uses[:3]]
            return joined((joined(parts, "; "), fan_out_text(graph, passes, node) if len(uses) > 1 else ""))
        rules = dict.fromkeys(rule_text(graph, edge.target) for edge in uses)
        return joined((*rules, _("It is used more than once: gradients add.") if len(uses) > 1 else ""))

    def _asked(self) -> tuple[int, ...]:
        graph = self.graph
        if self.kind == VALUES:
            return graph.operations
        if self.kind == OF_VARIABLES:
            return tuple(at for at in graph.variables if at != graph.output)
        inner = [at for at in reversed(range(len(graph.nodes))) if graph.nodes[at].kind not in (VARIABLE, CONSTANT)]
        return tuple(at for at in (*inner, *graph.variables) if at != graph.output)
