"""Single numbers set by hand, and the map of a single neuron."""

from __future__ import annotations

import numpy as np
import pytest

from engine.inspection.surfaces.input_grid import Plane
from engine.inspection.surfaces.neuron_maps import NeuronMaps, NeuronSurface
from engine.network.parameter_layout import INPUT, arrays_of
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.optim.optimizers import Adam
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.memento import Memento, WeightEdit, WeightProblem, apply_edit, swap
from engine.training.session import Session
from tests.engine.builders import small_data, snapshot_of, stack


def session_of(recipe: Recipe) -> Session:
    session = Session(recipe, small_data(63))
    session.advance(60)
    return session


def test_a_weight_edit_sets_one_number_and_undo_brings_all_back_exactly() -> None:
    session = session_of(Recipe(optimizer=Adam()))
    rows, before = len(session.history), session.network.theta.copy()
    memento = Memento(weights=(WeightEdit(2, "weights", (3, 1), 0.5),))
    apply_edit(session, session.recipe, memento)
    info = session.network.layers[1]
    assert arrays_of(info, session.network.theta)["weights"][3, 1] == 0.5
    assert int((session.network.theta != before).sum()) == 1
    assert len(session.history) == rows
    edited = session.network.theta.copy()
    swap(session, session.recipe, memento)
    assert session.network.theta.tobytes() == before.tobytes()
    session.advance(5)
    swap(session, session.recipe, memento)
    assert session.network.theta.tobytes() == edited.tobytes()


@pytest.mark.parametrize(
    ("layer", "array", "index", "value"),
    [
        (9, "weights", (0, 0), 1.0),
        (1, "weight", (0, 0), 1.0),
        (1, "weights", (2, 0), 1.0),
        (1, "weights", (-1, 0), 1.0),
        (1, "weights", (0,), 1.0),
        (1, "biases", (0,), 1e300),
        (1, "biases", (0,), float("nan")),
    ],
)
def test_a_number_that_is_not_there_is_refused(layer: int, array: str, index: tuple[int, ...], value: float) -> None:
    session = session_of(Recipe())
    before = session.network.theta.tobytes()
    memento = Memento(weights=(WeightEdit(layer, array, index, value),))
    with pytest.raises(WeightProblem):
        apply_edit(session, session.recipe, memento)
    assert session.network.theta.tobytes() == before
    assert memento.state is not None


@pytest.mark.parametrize("neuron", [(1, 2), (2, 1), (3, 0), (OUTPUT, 0), (INPUT, 1)])
def test_a_neurons_map_is_its_layers_output_over_the_grid(neuron: tuple[int, int]) -> None:
    session = session_of(Recipe(blocks=stack(Dense(3), Dropout(), Dense(2))))
    maps, one = NeuronMaps(Plane(), 20), NeuronSurface(Plane(), 20, neuron)
    snapshot = snapshot_of(session, maps, one)
    found = snapshot[one]
    assert found is not None
    assert found.values.shape == (20, 20)
    if neuron[0] == INPUT:
        assert np.ptp(found.values, axis=1).max() == 0
    else:
        assert np.array_equal(found.values, snapshot[maps].layers[neuron[0]][neuron[1]])


@pytest.mark.parametrize("neuron", [(1, 4), (7, 0), (INPUT, 2), (1, -1)])
def test_a_neuron_that_is_not_there_has_no_map(neuron: tuple[int, int]) -> None:
    one = NeuronSurface(Plane(), 5, neuron)
    assert snapshot_of(session_of(Recipe()), one)[one] is None
