"""The dialog of an import: what was recognised, the questions, and the data it goes on with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.core.language import ENGLISH, use_language
from engine.data.datasets import DATASETS
from engine.data.features import all_columns
from engine.data.preprocessing import Scaling
from engine.importers import ImportedLayer, ImportedNetwork
from engine.importers.adoption import Candidate, candidates, present_objection
from engine.importers.imported_network import Question
from engine.nn.activations import Identity, ReLU
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.losses import CrossEntropy
from gui.panels.importing.import_dialog import ImportDialog
from gui.panels.importing.recognised import facts
from tests.gui.window_actions import turn_wheel

NETWORK = ImportedNetwork(
    layers=(
        ImportedLayer("Dense 1", Dense(3, ReLU()), {}),
        ImportedLayer("Batch norm 1", BatchNorm(), {}),
        ImportedLayer("Output", Dense(1, Identity()), {}),
    ),
    loss=CrossEntropy(),
    input_names=("a", "b"),
    features=all_columns(("a", "b")),
    classes=("no", "yes"),
    scaling=Scaling(np.array([1.0, 2.0]), np.ones(2)),
    notes=("The file does not hold the optimizer's memory.",),
)


def test_facts_name_every_layer_with_its_size() -> None:
    assert facts(NETWORK) == [
        ("Inputs", '2 inputs: "a", "b"'),
        ("Scaling", "by the mean and deviation in the file"),
        ("Dense 1", "Dense 2 → 3, ReLU"),
        ("Batch norm 1", "Batch norm 3 → 3"),
        ("Output", 'probabilities of the classes "no", "yes" (sigmoid)'),
    ]


def test_layers_that_have_only_a_number_are_called_as_the_window_calls_them() -> None:
    use_language("ko")
    try:
        assert [name for name, _text in facts(NETWORK)][2:4] == ["완전 연결 1", "배치 정규화 1"]
    finally:
        use_language(ENGLISH)


@pytest.fixture
def dialog(qtbot) -> ImportDialog:
    dialog = ImportDialog("net.npz")
    qtbot.addWidget(dialog)
    return dialog


def test_without_data_that_fit_it_asks_for_the_table(dialog: ImportDialog) -> None:
    reason = present_objection(NETWORK, DATASETS["circle"]())
    dialog.show_network(NETWORK, candidates(NETWORK, DATASETS["circle"]()), reason)
    assert not dialog.ok.isEnabled()
    assert dialog.problem.text().endswith('2 inputs, a, b. These data lack its inputs "a", "b".')
    table = DATASETS["circle"]().make(np.random.default_rng(1))
    dialog.show_candidates((Candidate(DATASETS["circle"](), table),))
    assert dialog.ok.isEnabled()
    assert dialog.problem.isHidden()
    assert dialog.chosen is not None
    dialog.show_problem("These data lack its inputs.")
    assert not dialog.ok.isEnabled()
    dialog.show_refusal("Another table lacks its inputs.")
    assert dialog.ok.isEnabled()  # with what was chosen before
    assert not dialog.problem.isHidden()
    dialog.data.activated.emit(0)
    assert dialog.problem.isHidden()


def test_the_wheel_chooses_no_other_data(dialog: ImportDialog) -> None:
    table = DATASETS["circle"]().make(np.random.default_rng(1))
    dialog.show_candidates((Candidate(DATASETS["circle"](), table), Candidate(DATASETS["spiral"](), table)))
    dialog.data.setCurrentIndex(1)
    turn_wheel(dialog.data)
    assert dialog.data.currentIndex() == 1


def test_a_question_is_answered_and_keeps_its_place(dialog: ImportDialog) -> None:
    choices = (("relu", "ReLU"), ("tanh", "Tanh"))
    asked = replace(NETWORK, questions=(Question("after 0", "Activation after 0", choices, "relu"),), has_names=False)
    found = candidates(asked, DATASETS["spiral"]())
    dialog.show_network(asked, found)
    answered: list[dict[str, str]] = []
    dialog.answered.connect(lambda: answered.append(dict(dialog.answers)))
    box = dialog.choices["after 0"]
    assert box.currentText() == "ReLU"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert answered == [{"after 0": "tanh"}]
    dialog.show_network(replace(asked, questions=(Question("after 0", "Activation after 0", choices, "tanh"),)), found)
    assert dialog.choices["after 0"] is box
    assert box.currentText() == "Tanh"
    assert dialog.ok.isEnabled()
