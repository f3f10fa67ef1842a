"""The graphs of the user's own network have the engine's numbers: its loss of a row, its gradients, its neurons' outputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.core.tape import Tape
from engine.data.datasets import DATASETS
from engine.diagnosis.gradient_check import check_gradients
from engine.inspection.computation_graph.graph_builder import MOST_NODES, graph_of
from engine.inspection.computation_graph.own_network import Unwritable, loss_graph, neuron_graph, neurons_of
from engine.inspection.computation_graph.passes import run_passes
from engine.inspection.computation_graph.written_formulas import ACTIVATION_TEXTS
from engine.inspection.snapshot import Snapshot
from engine.network.network import Network
from engine.network.parameter_layout import arrays_of
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES, CrossEntropy, Loss
from engine.recipe.recipe import OUTPUT, Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.session import Session
from tests.engine.builders import snapshot_of, stack

LETTERS = "uvwp"
DRAWN = {"cross_entropy", "mse", "mae", "tanh_mse", "log_cosh", "hinge", "perceptron"}  # losses; another one is refused


def trained(steps: int = 60, **changes: Any) -> Snapshot:
    session = Session(Recipe(**changes))
    session.advance(steps)
    return snapshot_of(session)


def backpropagated(snapshot: Snapshot, row: int) -> tuple[float, dict[str, float]]:
    """The engine's loss of a row in float64, and its gradient by the names of the graph."""
    recipe, data = snapshot.recipe, snapshot.data
    network = Network(recipe, data.network_inputs, data.task.outputs, np.float64)
    network.theta[:], network.buffers[:] = snapshot.theta, snapshot.buffers
    x = np.ones((network.inputs + 1, 1))
    x[:-1, 0] = data.x(np.array([row]))[0]
    targets = recipe.loss.encode(data.y(np.array([row])), data.task)
    tape = Tape(1, network.dtype, training=True, rng=np.random.default_rng(0), room=network.room(1), wants_input_gradient=True)
    scores = tape.units(network.record(tape, x)[-1])
    of_inputs = tape.record_backward(recipe.loss.record(tape, scores, targets))
    tape.run()
    assert of_inputs is not None
    gradients = {f"x{i + 1}": float(value) for i, value in enumerate(np.ravel(of_inputs)[: network.inputs])}
    for number, (block, info) in enumerate(zip(network.blocks, network.layers, strict=True)):
        if isinstance(block.layer, Dense):
            arrays = arrays_of(info, network.grad)
            for (i, j), value in np.ndenumerate(arrays["weights"]):
                gradients[f"{LETTERS[number]}{i + 1}{j + 1}"] = float(value)
            gradients |= {f"b{number + 1}{j + 1}": float(value) for j, value in enumerate(arrays["biases"])}
    return float(recipe.loss.each(scores, targets)[0]), gradients


def check(snapshot: Snapshot, whole: bool = False) -> int:
    """Compare the graph with backpropagation on three rows; returns its size."""
    size = 0
    for row in snapshot.data.train[:3].tolist():
        written = loss_graph(snapshot, row, whole)
        graph = graph_of(written.text, whole)
        passes = run_passes(graph, written.values)
        loss, gradients = backpropagated(snapshot, row)
        assert passes.values[-1] == pytest.approx(loss, rel=1e-12, abs=1e-14)
        found = {graph.nodes[at].name: passes.gradients[at] for at in graph.variables}
        for name, value in gradients.items():
            assert found[name] == pytest.approx(value, rel=1e-9, abs=1e-13), name
        size = len(graph.nodes)
    return size


def test_the_loss_of_the_first_network_is_the_engines() -> None:
    assert check(trained()) == 64


@pytest.mark.parametrize("activation", [name for name in ACTIVATION_TEXTS if name != "identity"])
def test_every_activation_that_can_be_drawn(activation: str) -> None:
    for whole in (False, True):
        check(trained(blocks=stack(Dense(2, ACTIVATIONS[activation]()))), whole)


@pytest.mark.parametrize("data", ["circle", "three_arms", "plane"])
@pytest.mark.parametrize("loss", [*(LOSSES[name]() for name in LOSSES.names()), CrossEntropy(smoothing=0.1)], ids=str)
def test_every_loss_is_drawn_or_refused_in_a_sentence(loss: Loss, data: str) -> None:
    try:
        snapshot = trained(data=DATASETS[data](), blocks=stack(Dense(2)), loss=loss)
    except RecipeProblem:
        return
    if loss.kind not in DRAWN:
        with pytest.raises(Unwritable, match="choose a neuron instead"):
            loss_graph(snapshot, 0)
    else:
        check(snapshot)


def test_layers_of_other_kinds() -> None:
    check(trained(blocks=stack(Dense(2, ACTIVATIONS["identity"]()), ActivationLayer(ACTIVATIONS["relu"]()))))
    with pytest.raises(Unwritable, match="not Batch norm 1: choose a neuron instead"):
        loss_graph(trained(blocks=stack(Dense(2), BatchNorm())), 0)


def test_dropout_is_off_as_when_predicting() -> None:
    snapshot = trained(blocks=stack(Dense(3), Dropout(), Dense(2)))
    network = Network(snapshot.recipe, 2, 1, np.float64)
    network.theta[:] = snapshot.theta
    row = np.array([4])
    targets = snapshot.recipe.loss.encode(snapshot.data.y(row), snapshot.data.task)
    written = loss_graph(snapshot, 4)
    loss = float(snapshot.recipe.loss.each(network.scores(snapshot.data.x(row)), targets)[0])
    assert run_passes(graph_of(written.text), written.values).values[-1] == pytest.approx(loss, rel=1e-12)


def test_a_network_that_is_too_large_says_how_large() -> None:
    snapshot = trained(blocks=stack(Dense(8), Dense(8)))
    with pytest.raises(Unwritable, match="would have 234 nodes, more than 100: choose a neuron instead"):
        loss_graph(snapshot, 0)
    small = trained(blocks=stack(Dense(5), Dense(2)))
    written = loss_graph(small, 0)
    assert len(graph_of(written.text).nodes) <= MOST_NODES


@pytest.mark.parametrize("activation", ACTIVATION_TEXTS)
@pytest.mark.parametrize("whole", [False, True])
def test_neurons_give_what_the_network_computes(activation: str, whole: bool) -> None:
    snapshot = trained(blocks=stack(Dense(3, ACTIVATIONS[activation]()), Dense(2, ACTIVATIONS[activation]())))
    network = Network(snapshot.recipe, 2, 1, np.float64)
    network.theta[:] = snapshot.theta
    assert [(info.id, units) for info, units in neurons_of(snapshot)] == [(1, 3), (2, 2), (OUTPUT, 1)]
    for row in (0, 7):
        outputs = network.outputs_of_layers(snapshot.data.x(np.array([row])))
        for info, units in neurons_of(snapshot):
            for unit in range(units):
                written = neuron_graph(snapshot, info.id, unit, row, whole)
                passes = run_passes(graph_of(written.text, whole), written.values)
                assert passes.values[-1] == pytest.approx(float(outputs[info.id][unit, 0]), rel=1e-12, abs=1e-15)


def test_neurons_that_cannot_be_drawn_get_a_sentence() -> None:
    snapshot = trained(blocks=stack(Dense(40), Dense(2, ACTIVATIONS["gelu"]()), BatchNorm()))
    for layer, said in ((2, "its graph would have|cannot be drawn"), (3, "no weighted sums"), (9, "no longer there")):
        with pytest.raises(Unwritable, match=said):
            neuron_graph(snapshot, layer, 0, 0)


def test_the_engines_own_check_agrees_with_what_is_compared_here() -> None:
    """The tape that the graph is compared with is the one that central differences confirm."""
    session = Session(replace(Recipe(), blocks=stack(Dense(2))))
    rows = session.data.train[:1]
    targets = session.recipe.loss.encode(session.data.y(rows), session.data.task)
    assert check_gradients(session.network, session.recipe, session.data.x(rows), targets).scaled < 1e-6


def test_the_text_of_a_small_network_names_weights_by_layer_source_and_target() -> None:
    shown = trained(5, blocks=stack(Dense(2), ActivationLayer(ACTIVATIONS["relu"]()), Dropout(0.2)))
    written = loss_graph(shown, 0)
    assert written.text == (
        "h₁₁ = tanh(sum(u₁₁ x₁, u₂₁ x₂, b₁₁)); h₁₂ = tanh(sum(u₁₂ x₁, u₂₂ x₂, b₁₂)); "
        "h₂₁ = relu(h₁₁); h₂₂ = relu(h₁₂); s = sum(w₁₁ h₂₁, w₂₁ h₂₂, b₃₁); L = log(1 + e^−(t s))"
    )
    first, last = arrays_of(shown.layers[0], shown.theta), arrays_of(shown.layers[-1], shown.theta)
    assert written.values["u21"] == first["weights"][1, 0]
    assert written.values["b12"] == first["biases"][1]
    assert written.values["w21"] == last["weights"][1, 0]
    assert written.values["b31"] == last["biases"][0]
    assert set(written.values) == {"x1", "x2", "u11", "u12", "u21", "u22", "b11", "b12", "w11", "w21", "b31", "t"}


def test_the_text_of_a_neuron() -> None:
    shown = trained(5)
    neuron = neuron_graph(shown, 2, 9, 3)
    assert neuron.text == "a = tanh(sum(w₁ x₁, w₂ x₂, w₃ x₃, w₄ x₄, b))"
    arrays = arrays_of(shown.layers[1], shown.theta)
    assert neuron.values["w3"] == arrays["weights"][2, 1], "a unit that is not there is the last"
    assert neuron.values["b"] == arrays["biases"][1]
    swish = neuron_graph(trained(1, blocks=stack(Dense(2, ACTIVATIONS["softsign"]()))), 1, 0, 0)
    assert swish.text == "z = w₁ x₁ + w₂ x₂ + b; a = z/(1 + abs(z))"
    assert [(info.id, units) for info, units in neurons_of(shown)] == [(1, 4), (2, 2), (OUTPUT, 1)]
    with pytest.raises(Unwritable, match="This layer is no longer there"):
        neuron_graph(shown, 77, 0, 0)


def test_a_neuron_that_is_just_not_too_large_is_drawn() -> None:
    """Of n inputs: n weights, n inputs, n products, the bias, the sum and tanh are 3n + 3 nodes."""
    wide = trained(1, blocks=stack(Dense(32), Dense(1), Dense(33), Dense(1)))
    assert len(graph_of(neuron_graph(wide, 2, 0, 0).text).nodes) == 99
    with pytest.raises(Unwritable, match=r"33 inputs: its graph would have 102 nodes, more than 100\."):
        neuron_graph(wide, 4, 0, 0)


@pytest.mark.parametrize("units", [1, 2, 7])
def test_the_size_of_a_loss_is_known_before_it_is_drawn(units: int, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = trained(1, blocks=stack(Dense(units, ACTIVATIONS["sigmoid"]()), ActivationLayer(ACTIVATIONS["softplus"]())))
    monkeypatch.setattr("engine.inspection.computation_graph.own_network.MOST_NODES", 0)
    monkeypatch.setattr("engine.inspection.computation_graph.graph_builder.MOST_NODES", 10_000)
    for whole in (False, True):
        with pytest.raises(Unwritable) as refused:
            loss_graph(shown, 0, whole)
        monkeypatch.setattr("engine.inspection.computation_graph.own_network.MOST_NODES", 10_000)
        size = len(graph_of(loss_graph(shown, 0, whole).text, whole).nodes)
        monkeypatch.setattr("engine.inspection.computation_graph.own_network.MOST_NODES", 0)
        assert f"would have {size} nodes" in str(refused.value)
