"""The inspector: pages for a neuron and a number, layers switched off and frozen, and settings changed while training goes on."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.network.parameter_layout import INPUT
from engine.nn.layers.dropout import Dropout
from engine.nn.losses import LOSSES
from engine.optim.optimizers import SGD
from engine.training.memento import WeightEdit
from gui.canvas.diagram.parts import Neuron, Weight
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.panels.inspector.inspector import LEAST_INTERVAL, Inspector
from gui.training.training_job import TrainingJob
from tests.gui.window_actions import document_with, frame_of, retype, shown, type_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def inspector(document, qtbot):
    made = Inspector(document)
    made.resize(300, 600)
    made.show_frame(frame_of(document))
    return shown(qtbot, made)


class Training:
    """A run that follows the document, as the training thread does."""

    def __init__(self, document, steps):
        self.run = TrainingJob()
        self.run.load(document.project.recipe, None)
        self.run.session.advance(steps)
        document.changed.connect(lambda c: self.run.load(c.after.recipe, c.memento, c.text, c.merged))

    @property
    def marks(self):
        return [mark.text for mark in self.run.session.history.marks]


def weight_edits(document):
    """The weight edits as they leave the inspector."""
    seen = []
    document.changed.connect(lambda change: seen.extend(change.memento.weights if change.memento else ()))
    return seen


def test_a_neuron_shows_all_numbers_around_it(inspector, document):
    frame = frame_of(document)
    inspector.show_part(Neuron(1, 2))
    page = inspector.page()
    assert page is inspector.neuron_page
    assert page.title.text() == "Neuron 3 of Dense 1"
    assert page.incoming.names == ("x₁", "x₂")
    assert page.outgoing.names == ("neuron 1", "neuron 2")
    theta = frame.snapshot.theta
    assert page.incoming.boxes[1].value == pytest.approx(float(theta[:8].reshape(2, 4)[1, 2]), rel=1e-3)
    assert page.bias.boxes[0].value == pytest.approx(float(theta[8 + 2]), rel=1e-3)
    assert page.outgoing.boxes[0].value == pytest.approx(float(theta[12:20].reshape(4, 2)[2, 0]), rel=1e-3)


def test_a_neurons_numbers_are_set_by_hand(inspector, document):
    seen = weight_edits(document)
    inspector.show_part(Neuron(1, 2))
    retype(inspector.neuron_page.incoming.boxes[0].line, "1/2")
    retype(inspector.neuron_page.bias.boxes[0].line, "-2e-1")
    retype(inspector.neuron_page.outgoing.boxes[1].line, "3")
    assert seen == [
        WeightEdit(1, "weights", (0, 2), 0.5),
        WeightEdit(1, "biases", (2,), -0.2),
        WeightEdit(2, "weights", (2, 1), 3.0),
    ]
    assert document.undo_stack.undoText() == "Weight in Dense 2: 3"


def test_a_number_being_typed_is_left_alone_by_frames(inspector, document):
    inspector.show_part(Neuron(1, 0))
    box = inspector.neuron_page.incoming.boxes[0]
    type_in(box, "0.12", enter=False)
    inspector.show_frame(frame_of(document, steps=60))
    assert box.line.text() == "0.12"


def test_numbers_follow_the_frames(inspector, document):
    inspector.show_part(Weight(1, "weights", (0, 1)))
    box = inspector.weight_page.rows.boxes[0]
    before = box.value
    inspector.show_frame(frame_of(document, steps=300))
    assert box.value != before
    assert inspector.weight_page.rows.boxes[0] is box, "the same editor, so that the keyboard stays in it"


def test_figures_change_at_a_pace_that_can_be_read_and_end_right(inspector, document, clock):
    inspector.show_part(Neuron(1, 0))
    box = inspector.neuron_page.incoming.boxes[0]
    inspector.show_frame(frame_of(document, steps=60, running=True))
    shown_value = box.value
    clock.advance(LEAST_INTERVAL - 1)
    inspector.show_frame(frame_of(document, steps=300, running=True))
    assert box.value == shown_value
    clock.advance(1)
    inspector.show_frame(frame_of(document, steps=300, running=True))
    assert box.value != shown_value
    shown_value = box.value
    inspector.show_frame(frame_of(document, steps=600, running=True))
    assert box.value == shown_value
    inspector.show_frame(frame_of(document, steps=600))
    assert box.value != shown_value


def test_a_link_says_what_it_does_and_leads_to_its_neuron(inspector, document):
    inspector.show_part(Weight(1, "weights", (0, 1)))
    page = inspector.page()
    assert page is inspector.weight_page
    assert (page.title.text(), page.facts.value("From"), page.facts.value("To")) == ("Weight", "x₁", "neuron 2 of Dense 1")
    assert "the weighted sum of neuron 2 of Dense 1" in page.sentence.text()
    page.neuron.click()
    assert inspector.page() is inspector.neuron_page
    assert inspector.neuron_page.title.text() == "Neuron 2 of Dense 1"


def test_a_link_is_edited_and_nudges_undo_as_one(inspector, document):
    seen = weight_edits(document)
    inspector.show_part(Weight(0, "biases", (0,)))
    assert inspector.weight_page.title.text() == "Bias"
    retype(inspector.weight_page.rows.boxes[0].line, "0,5")
    assert seen == [WeightEdit(0, "biases", (0,), 0.5)]
    for _ in range(3):
        QTest.keyClick(inspector.weight_page.rows.boxes[0].line, Qt.Key.Key_Up)
    assert document.undo_stack.count() == 2


def test_another_selection_takes_the_place_of_a_part(inspector):
    inspector.show_part(Neuron(1, 0))
    inspector.show_selection(2)
    assert inspector.page() is inspector.layer_page
    inspector.show_part(Neuron(1, 0))
    inspector.show_part(None)
    assert inspector.page() is inspector.layer_page
    inspector.show_part(Neuron(INPUT, 0))
    assert inspector.page() is inspector.layer_page


def test_a_neuron_that_is_gone_gives_way_to_the_selection(inspector, document):
    inspector.show_part(Neuron(1, 3))
    assert inspector.page() is inspector.neuron_page
    layer = document.project.recipe.blocks[0].layer
    document.edit("Smaller", edits.replace_layer(document.project, 1, dataclasses.replace(layer, units=3)))
    inspector.show_frame(frame_of(document))
    assert inspector.page() is inspector.run_page
    assert inspector._stack.currentWidget() is inspector.run_page


def test_of_many_links_the_strongest_are_listed_and_stay(qapp, qtbot):
    document = Document(Project())
    layer = document.project.recipe.blocks[0].layer
    document.edit("Larger", edits.replace_layer(document.project, 1, dataclasses.replace(layer, units=40)))
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    inspector.show_part(Neuron(2, 0))
    page = inspector.neuron_page
    assert len(page.incoming.names) == 12
    assert page.in_note.text() == "The 12 strongest of 40."
    before = page.incoming.places
    inspector.show_frame(frame_of(document, steps=31))
    assert page.incoming.places == before


def test_a_neuron_of_the_output_and_of_tables(qapp, qtbot):
    document = document_with("iris")
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    inspector.show_part(Neuron(0, 1))
    assert "versicolor" in inspector.neuron_page.title.text()
    assert not inspector.neuron_page.out_title.isVisible()
    inspector.show_part(Neuron(1, 0))
    assert inspector.neuron_page.incoming.names == frame_of(document).snapshot.data.feature_names


def test_a_layer_is_switched_off_and_on(inspector, document):
    inspector.show_selection(1)
    box = inspector.layer_page.enabled
    assert box.isChecked()
    box.click()
    assert not document.project.recipe.blocks[0].enabled
    assert document.undo_stack.undoText() == "Disable Dense 1"
    document.undo_stack.undo()
    assert box.isChecked()


def test_the_output_page_changes_the_loss_and_draws_the_link(inspector, document):
    inspector.show_selection(0)
    page = inspector.output_page
    assert page.plot.isVisible()
    page.form.editors["loss"].picker.picked.emit(LOSSES["mse"])
    inspector.show_frame(frame_of(document))
    assert document.project.recipe.loss == LOSSES["mse"]()
    assert document.undo_stack.undoText() == "Change loss"
    assert not page.plot.isVisible()


def test_a_learning_rate_has_a_slider_in_factors_and_a_box(inspector, document):
    editor = inspector.run_page.form.editors["optimizer"].form.editors["lr"]
    low, high = editor.about.low, editor.about.high
    editor.slider.setValue(500)
    assert document.project.recipe.optimizer.lr == pytest.approx(np.sqrt(low * high), rel=0.05)
    editor.slider.setValue(editor.slider.maximum())
    assert document.project.recipe.optimizer.lr == high
    editor.slider.setValue(0)
    assert document.project.recipe.optimizer.lr == low
    retype(editor.box.line, "0.03")
    assert document.project.recipe.optimizer == SGD(0.03)
    assert editor.slider.value() == round(1000 * np.log(0.03 / low) / np.log(high / low))


def test_a_penalty_has_a_slider_in_factors_whose_end_is_none(inspector, document):
    inspector.run_page.form.editors["penalty"].picker.combo.chosen.emit("l2")
    editor = inspector.run_page.form.editors["penalty"].form.editors["strength"]
    assert 300 < editor.slider.value() < 360  # 0.001, between 0.00001 and 10
    editor.slider.setValue(0)
    assert document.project.recipe.penalty.strength == 0
    editor.slider.setValue(500)
    assert document.project.recipe.penalty.strength == 0.01


def test_settings_change_while_training_goes_on_and_leave_marks(inspector, document, qapp):
    document.edit("Add", edits.insert_layer(document.project, 1, Dropout(0.2)))
    training = Training(document, 40)
    theta = training.run.session.network.theta.copy()
    form = inspector.run_page.form
    retype(form.editors["optimizer"].form.editors["lr"].box.line, "0.1")
    for field, kind in (("penalty", "l2"), ("clip", "norm"), ("schedule", "cosine")):
        form.editors[field].picker.combo.chosen.emit(kind)
    retype(form.editors["penalty"].form.editors["strength"].box.line, "0.01")
    inspector.show_selection(3)
    retype(inspector.layer_page.form().editors["rate"].box.line, "0.5")
    recipe = training.run.session.recipe
    assert (recipe.optimizer.lr, recipe.penalty.strength, recipe.blocks[1].layer.rate) == (0.1, 0.01, 0.5)
    assert (recipe.clip.kind, recipe.schedule.kind) == ("norm", "cosine")
    assert training.run.session.step == 40
    assert np.array_equal(training.run.session.network.theta, theta)
    assert len(training.marks) == 6
    assert any("0.03 → 0.1" in text for text in training.marks)


def test_a_typed_number_counts_when_its_page_goes(inspector, document):
    inspector.show_selection(1)
    box = inspector.layer_page.form().editors["units"]
    box.setFocus()
    type_in(box, "7", enter=False)
    inspector.show_selection(None)
    QApplication.processEvents()
    assert document.project.recipe.blocks[0].layer.units == 7


def test_a_typed_number_counts_when_something_that_takes_no_focus_is_clicked(inspector, document):
    box = inspector.run_page.form.editors["batch"]
    box.setFocus()
    type_in(box, "25", enter=False)
    QTest.mouseClick(inspector.verticalScrollBar(), Qt.MouseButton.LeftButton)
    assert document.project.recipe.batch == 25


def test_undo_keys_in_a_box_are_the_texts(inspector, document):
    retype(inspector.run_page.form.editors["batch"].line, "25")
    line = inspector.run_page.form.editors["optimizer"].form.editors["lr"].box.line
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "0.03"
    assert document.project.recipe.batch == 25


@pytest.mark.parametrize("kind", ["circle", "iris", "plane"])
def test_no_page_is_wider_than_a_narrow_inspector(qapp, qtbot, kind):
    document = document_with(kind)
    inspector = Inspector(document)
    inspector.resize(inspector.minimumWidth(), 500)
    shown(qtbot, inspector)
    inspector.show_frame(frame_of(document))
    for show in (
        lambda: inspector.show_selection(None),
        lambda: inspector.show_selection(1),
        lambda: inspector.show_selection(0),
        lambda: inspector.show_selection(INPUT),
        lambda: inspector.show_part(Neuron(1, 0)),
        lambda: inspector.show_part(Weight(1, "weights", (0, 0))),
    ):
        show()
        QApplication.processEvents()
        assert inspector.widget().minimumSizeHint().width() <= inspector.viewport().width()
