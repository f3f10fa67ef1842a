"""The panels made of forms: data, CSV dialog, inspector, run bar."""

import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.datasets import DATASETS
from engine.datasets.csv_file import CsvFile
from engine.optimizers import OPTIMIZERS
from engine.params import params_of
from engine.problems import FileProblem
from engine.resources import resource
from engine.session import Session
from engine.snapshot import Look
from gui import theme
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.panels.csv_dialog import CsvDialog
from gui.panels.data_panel import DataPanel
from gui.panels.inspector import INPUTS, Inspector
from gui.panels.run_bar import RunBar
from gui.panels.thumbnails import telling_columns, thumbnail
from gui.training.frame import Frame

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
IRIS = str(resource("datasets", "iris.csv"))


@pytest.fixture
def document(qapp):
    theme.apply(qapp, "light")
    return Document(Project())


def frame_of(document, steps=30, running=False):
    session = Session(document.project.recipe)
    session.advance(steps)
    return Frame(session.snapshot(Look()), running, 1234.4)


def with_data(kind):
    data = DATASETS[kind]()
    table = data.make(np.random.default_rng(1))
    return Document(edits.set_data(Project(), data, table.task, table.inputs.shape[1]))


def shown(qtbot, widget):
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    QTest.qWaitForWindowActive(widget)
    return widget


def retype(line, text):
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


# --- data ---


def test_tile_chooses_a_dataset_and_a_loss_that_suits_it(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["plane"].click()
    assert document.project.recipe.data == DATASETS["plane"]()
    assert document.project.recipe.loss.kind == "mse"
    assert document.undo_stack.undoText() == "Choose Plane"
    document.undo_stack.undo()
    assert panel.gallery.tiles["circle"].isChecked()


def test_tile_of_the_present_set_changes_nothing(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["circle"].click()
    assert document.undo_stack.count() == 0


def test_tiles_are_chosen_by_arrow_keys(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["circle"].setFocus()
    QTest.keyClick(panel.gallery.tiles["circle"], Qt.Key.Key_Right)
    focus = QApplication.focusWidget()
    assert focus is panel.gallery.tiles["xor"]
    QTest.keyClick(focus, Qt.Key.Key_Space)
    assert document.project.recipe.data.kind == "xor"


@pytest.mark.parametrize("cls", [cls for cls in DATASETS if cls is not CsvFile], ids=lambda cls: cls.kind)
def test_every_set_has_a_picture_in_its_own_colours(cls, qapp):
    image = thumbnail(cls, 64, 1.0, theme.LIGHT).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(64) for y in range(64)}
    wanted = theme.class_colours(2, theme.LIGHT) if cls().make(np.random.default_rng(1)).classes else []
    assert set(wanted) <= colours
    assert len(colours) > 20


def test_pictures_come_after_the_panel_is_shown(document, qtbot):
    panel = DataPanel(document)
    qtbot.addWidget(panel)
    assert all(tile._picture is None for tile in panel.gallery.tiles.values())
    panel.show()
    qtbot.waitUntil(lambda: all(tile._picture is not None for tile in panel.gallery.tiles.values()))


def test_picture_of_many_columns_shows_the_two_that_tell_most():
    assert telling_columns(DATASETS["iris"]().make(np.random.default_rng(1))) == (2, 3)


def test_noise_is_edited_and_a_drag_undone_as_one(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    slider = panel.form.editors["noise"].slider
    slider.setSliderDown(True)
    for tick in (100, 300, 600):
        slider.setValue(tick)
    slider.setSliderDown(False)
    assert document.project.recipe.data.noise == 0.3
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert panel.form.editors["noise"].box.value == 0


def test_share_standardise_and_seeds_are_edited(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    retype(panel.split.editors["train_share"].box.line, "80 %")
    panel.split.editors["standardise"].click()
    retype(panel.seeds.editors["weights"].line, "7")
    recipe = document.project.recipe
    assert (recipe.train_share, recipe.standardise, recipe.seeds.weights) == (0.8, True, 7)
    assert document.undo_stack.count() == 3


def test_scaling_is_shown_with_its_numbers(qtbot, qapp):
    document = with_data("iris")
    panel = shown(qtbot, DataPanel(document))
    frame = frame_of(document)
    panel.show_frame(frame)
    assert panel.scaling.isVisible()
    mean = frame.snapshot.data.scaling.mean[0]
    assert panel.scaling.facts.value("sepal length (cm)").startswith(f"{mean:.3g} ± ")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00\x01\x02"])
def test_unusable_file_is_said_and_changes_nothing(document, qtbot, tmp_path, content):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    panel = shown(qtbot, DataPanel(document))
    before = document.project
    said = []
    panel.problem.connect(said.append)
    panel.open_csv(str(path))
    if panel._dialog is not None:
        qtbot.waitUntil(lambda: panel._dialog.verdict.text() != "Reading…")
        assert not panel._dialog.ok.isEnabled()
        said.append(panel._dialog.verdict.text())
        panel._dialog.reject()
    assert "bad.csv" in said[0]
    assert document.project == before


def test_missing_file_is_said(document, qtbot, tmp_path):
    panel = shown(qtbot, DataPanel(document))
    with qtbot.waitSignal(panel.problem) as seen:
        panel.open_csv(str(tmp_path / "gone.csv"))
    assert "gone.csv" in seen.args[0]


def test_own_file_is_used_after_ok(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.open_csv(IRIS)
    dialog = panel._dialog
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    assert document.project.recipe.data == CsvFile(IRIS, "species", "auto")
    assert document.project.recipe.standardise
    assert panel.file.isVisible()
    assert panel.gallery.tiles["csv_file"].isChecked()
    assert panel.file.facts.value("Label") == "species"


def test_file_that_vanished_leaves_the_data_as_they_are(document, qtbot, tmp_path):
    panel = shown(qtbot, DataPanel(document))
    with qtbot.waitSignal(panel.problem):
        panel._use("Open", CsvFile(str(tmp_path / "gone.csv")))
    assert document.project.recipe.data.kind == "circle"


# --- CSV dialog ---


def test_dialog_suggests_the_label(qtbot, document):
    dialog = CsvDialog(IRIS)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.label.value() == "species"
    assert "3 classes" in dialog.verdict.text()
    assert dialog.rows.columnCount() == 5


def test_dialog_says_why_a_choice_cannot_be_used(qtbot, document):
    dialog = CsvDialog(IRIS)
    qtbot.addWidget(dialog)
    dialog.task.set_value("regression")
    dialog.task.chosen.emit("regression")
    qtbot.waitUntil(lambda: dialog.verdict.text() != "Reading…")
    assert not dialog.ok.isEnabled()
    assert "not a number" in dialog.ok.toolTip()
    dialog.label.set_value("petal width (cm)")
    dialog.label.chosen.emit("petal width (cm)")
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.dataset == CsvFile(IRIS, "petal width (cm)", "regression")
    assert dialog.table.task.is_regression


def test_dialog_refuses_a_file_that_cannot_be_read(qtbot, document, tmp_path):
    with pytest.raises(FileProblem):
        CsvDialog(str(tmp_path))


# --- inspector ---


def test_nothing_selected_shows_the_run(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    assert inspector.page() is inspector.run_page
    assert inspector.run_page.facts.value("Parameters") == "25"


def test_optimizer_memory_is_said(document, qtbot):
    document.edit("Adam", edits.with_recipe(document.project, optimizer=OPTIMIZERS["adam"]()))
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    assert inspector.run_page.facts.value("Optimizer memory").startswith("50 = 2 × 25 (")


def test_layer_is_edited(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    page = inspector.layer_page
    assert page.name.text() == "Dense 1"
    retype(page.form().editors["units"].line, "8")
    assert document.project.recipe.blocks[0].layer.units == 8
    assert document.undo_stack.undoText() == "Change neurons of Dense 1"
    document.undo_stack.undo()
    assert page.form().editors["units"].value == 4


def test_layer_shows_its_numbers(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    frame = frame_of(document)
    inspector.show_frame(frame)
    facts = inspector.layer_page.facts
    assert facts.value("Inputs → outputs") == "2 → 4"
    assert facts.value("Parameters") == "12 = 2 × 4 weights + 4 biases"
    assert float(facts.value("Gradient norm")) == pytest.approx(frame.snapshot.gradients[0, 0], rel=0.01)


def test_layer_that_is_not_in_the_frame_yet_has_dashes(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_frame(frame_of(document))
    document.edit("Duplicate", edits.duplicate_layer(document.project, 1))
    inspector.show_selection(3)
    assert inspector.layer_page.facts.value("Parameters") == "–"


def test_layer_is_named_and_named_as_before(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(2)
    line = inspector.layer_page.name
    retype(line, "  Last   one ")
    assert document.project.recipe.names()[2] == "Last one"
    retype(line, "Dense 2")
    assert document.project.recipe.blocks[1].name == ""
    assert line.text() == "Dense 2"


def test_layer_is_duplicated_and_removed(document, qtbot):
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    inspector.layer_page.duplicate.click()
    assert len(document.project.recipe.blocks) == 3
    inspector.layer_page.remove.click()
    assert [block.id for block in document.project.recipe.blocks] == [3, 2]
    assert inspector.page() is inspector.run_page


def test_too_many_layers_are_refused_with_a_sentence(document, qtbot):
    project = document.project
    while len(project.recipe.blocks) < edits.MOST_LAYERS:
        project = edits.duplicate_layer(project, 1)
    document.open(project)
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(1)
    with qtbot.waitSignal(inspector.problem) as seen:
        inspector.layer_page.duplicate.click()
    assert "at most" in seen.args[0]


def test_form_changes_with_the_kind_of_layer_selected(document, qtbot):
    from engine.layers.dropout import Dropout

    document.edit("Add", edits.insert_layer(document.project, 1, Dropout()))
    inspector = shown(qtbot, Inspector(document))
    for block in document.project.recipe.blocks:
        inspector.show_selection(block.id)
        assert list(inspector.layer_page.form().editors) == list(params_of(block.layer))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("circle", "sigmoid"), ("three_arms", "softmax"), ("plane", "the number predicted"), ("iris", "softmax")],
)
def test_output_says_what_becomes_of_its_scores(qapp, qtbot, kind, says):
    document = with_data(kind)
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(0)
    inspector.show_frame(frame_of(document))
    assert says in inspector.output_page.link.text()


def test_inputs_are_listed(qapp, qtbot):
    document = with_data("iris")
    inspector = shown(qtbot, Inspector(document))
    inspector.show_selection(INPUTS)
    inspector.show_frame(frame_of(document))
    assert " ± " in inspector.inputs_page.columns.value("petal width (cm)")
    assert inspector.inputs_page.rows.value("To learn from") == "75"


# --- run bar ---


@pytest.mark.parametrize("name", ["same_start", "new_start", "step_epoch", "step_batch"])
def test_buttons_ask(document, qtbot, name):
    bar = shown(qtbot, RunBar(document))
    with qtbot.waitSignal(getattr(bar, name)):
        bar.buttons[name].click()


def test_play_becomes_pause(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    with qtbot.waitSignal(bar.play_toggled):
        bar.play.click()
    bar.show_frame(frame_of(document, running=True))
    assert bar.play.text() == "Pause"
    assert bar.speed.text() == "1,234"
    assert bar.step.text() == "30"
    bar.show_frame(frame_of(document))
    assert bar.play.text() == "Play"
    assert bar.speed.text() == "–"


def test_network_that_cannot_run_says_why(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    frame = frame_of(document)
    bar.show_frame(Frame(frame.snapshot, problem="The file is gone."))
    assert not bar.play.isEnabled()
    assert bar.play.toolTip() == "The file is gone."
    bar.show_frame(frame)
    assert bar.play.isEnabled()


def test_numbers_do_not_move_what_is_beside_them(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    frame = frame_of(document)
    bar.show_frame(frame)
    before = bar.export.pos(), bar.speed.pos()
    later = dataclasses.replace(frame.snapshot, step=999_999_999, epoch=9_999_999)
    bar.show_frame(Frame(later, True, 123_456.0))
    QApplication.processEvents()
    assert (bar.export.pos(), bar.speed.pos()) == before
    assert bar.step.fontMetrics().horizontalAdvance(bar.step.text()) <= bar.step.width()


def test_bar_fits_a_small_window(document, qtbot):
    assert shown(qtbot, RunBar(document)).minimumSizeHint().width() <= 1280


def test_learning_rate_is_edited_and_a_run_of_steps_undone_as_one(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    bar.rates.lr.setFocus()
    for _ in range(3):
        QTest.keyClick(bar.rates.lr.line, Qt.Key.Key_Up)
    assert document.project.recipe.optimizer.lr == 1.0
    assert document.undo_stack.count() == 1
    bar.undo.click()
    assert bar.rates.lr.value == 0.03
    assert bar.redo.isEnabled()


def test_new_optimizer_starts_with_its_own_rate(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    bar.rates.optimizer.picked.emit(OPTIMIZERS["adam"])
    assert bar.rates.lr.value == OPTIMIZERS["adam"]().lr
    assert "own learning rate" in bar.rates.optimizer.combo.toolTip()


def test_loss_that_does_not_suit_is_disabled(qapp, qtbot):
    document = with_data("plane")
    bar = shown(qtbot, RunBar(document))
    bar.show_frame(frame_of(document))
    combo = bar.rates.loss.combo
    assert not combo.model().item(combo.findData("cross_entropy")).isEnabled()
    assert combo.value() == "mse"


def test_undo_says_what_it_would_undo(document, qtbot):
    bar = shown(qtbot, RunBar(document))
    assert not bar.undo.isEnabled()
    retype(bar.rates.batch.line, "32")
    assert bar.undo.toolTip() == "Undo: Change batch size"
