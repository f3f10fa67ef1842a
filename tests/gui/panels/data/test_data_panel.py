"""The data panel, its pictures, and the dialog that opens a table."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.core.resources import resource
from engine.data.csv_files.choices import ReadingChoices, choices_text
from engine.data.datasets import DATASETS
from engine.data.datasets.csv_file import CsvFile
from engine.optim.optimizers import Adam
from engine.optim.regularizers import L1, L2
from gui.document import Document
from gui.model import edits
from gui.model.project import Project
from gui.panels.data.data_panel import DataPanel
from gui.panels.data.dataset_gallery import ICONS
from gui.panels.data.opening.table_dialog import TableDialog
from gui.panels.data.thumbnails import thumbnail
from gui.style import colour_schemes, theme
from gui.widgets.forms.editors import TICKS
from tests.gui.window_actions import document_with, frame_of, retype, shown

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
IRIS = str(resource("datasets", "iris.csv"))
GUESSED = choices_text(ReadingChoices())


def test_tile_chooses_a_dataset_and_a_loss_that_suits_it(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["plane"].click()
    assert document.project.recipe.data == DATASETS["plane"]()
    assert document.project.recipe.loss.kind == "mse"
    assert document.undo_stack.undoText() == "Choose Plane"
    document.undo_stack.undo()
    assert panel.gallery.tiles["circle"].isChecked()


def test_where_another_group_is_shown_it_is_said_which_set_the_rest_is_about(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    gallery = panel.gallery
    assert gallery.in_use.isHidden()
    gallery.groups[3].click()
    assert (gallery.group.text(), gallery.in_use.text()) == (gallery.groups[3].toolTip(), "In use: Circle")
    assert gallery.in_use.isVisible()
    gallery.tiles["and_gate"].click()
    assert gallery.in_use.isHidden()
    assert gallery.group.isHidden()


def test_tiles_of_sets_are_of_one_height_and_points_have_a_slider_of_whole_numbers(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    sets = [tile for kind, tile in panel.gallery.tiles.items() if kind != "csv_file"]
    assert len({tile.sizeHint().height() for tile in sets}) == 1
    panel.form.editors["rows"].slider.setValue(TICKS)
    assert document.project.recipe.data.rows == 20_000
    assert isinstance(document.project.recipe.data.rows, int)


def test_the_group_of_the_present_set_is_shown_and_its_rule_and_source(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    tiles, groups = panel.gallery.tiles, panel.gallery.groups
    assert tiles["circle"].isVisible()
    assert not tiles["iris"].isVisible()
    groups[2].click()
    assert tiles["iris"].isVisible()
    assert document.project.recipe.data.kind == "circle", "looking at a group chooses nothing"
    assert (panel.rule.text(), panel.source.isVisible()) == (DATASETS["circle"]().rule(), False)
    tiles["wine"].click()
    assert "CC BY 4.0" in panel.source.text()
    document.undo_stack.undo()
    assert groups[0].isChecked()
    assert tiles["circle"].isVisible()


def test_a_formula_is_typed_and_a_wrong_one_said_at_its_field(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["above_below"].click()
    line = panel.form.editors["formula"].line
    retype(line, "x +")
    assert line.property("refused")
    assert "ends too early" in line.toolTip()
    assert document.project.recipe.data.formula == "2*sin(x)"
    retype(line, "x²/4")
    assert document.project.recipe.data.formula == "x**2/4"
    assert "x₁²/4" in panel.rule.text()


def test_a_network_that_fits_is_one_press_away_and_can_be_undone(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    panel.gallery.tiles["spiral"].click()
    before = document.project.recipe
    assert "32, 32, 32 ReLU" in panel.fitting.button.toolTip()
    panel.fitting.button.click()
    recipe = document.project.recipe
    assert [block.layer.units for block in recipe.blocks] == [32, 32, 32]
    assert (recipe.data, recipe.seeds) == (before.data, before.seeds)
    assert not panel.fitting.button.isVisible()
    assert "300 epochs" in panel.fitting.there.text()
    document.undo_stack.undo()
    assert document.project.recipe == before
    assert panel.fitting.button.isVisible()


NOTICES = [("digits", L1(), ""), ("iris", L2(), "Set with it: Standardise off → on; Regularisation L2 → None.")]


@pytest.mark.parametrize(("kind", "penalty", "notice"), NOTICES)
def test_of_what_a_network_that_fits_sets_only_what_is_not_in_its_words_is_said(qtbot, kind, penalty, notice):
    """That a rate is the usual one of Adam would be wrong, too."""
    document = Document(edits.with_recipe(Project(), data=DATASETS[kind](), penalty=penalty))
    panel = shown(qtbot, DataPanel(document))
    with qtbot.waitSignal(document.changed) as changed:
        panel.fitting.button.click()
    assert changed.args[0].note == notice
    assert isinstance(document.project.recipe.optimizer, Adam)


def test_for_a_table_of_ones_own_a_network_fits_once_its_rows_are_read(qtbot, qapp):
    data = CsvFile(IRIS, "species")
    document = Document(edits.set_data(Project(), data, data.make(np.random.default_rng(1))))
    panel = shown(qtbot, DataPanel(document))
    assert not panel.fitting.isVisible()
    panel.show_frame(frame_of(document))
    assert panel.fitting.isVisible()
    assert "16 Tanh" in panel.fitting.button.toolTip()


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


@pytest.mark.parametrize("cls", [cls for cls in DATASETS if cls not in ICONS], ids=lambda cls: cls.kind)
def test_every_set_has_a_picture_in_its_own_colours(cls, qapp):
    image = thumbnail(cls, 64, 1.0, theme.LIGHT).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(64) for y in range(64)}
    coloured = cls.image == (0, 0) and cls().make(np.random.default_rng(1)).classes  # images are drawn as such, in grey
    wanted = colour_schemes.class_colours(2, theme.LIGHT) if coloured else []
    assert set(wanted) <= colours
    assert len(colours) > 20


def test_a_set_with_one_input_is_drawn_over_it(qapp):
    """|x| is high at both ends and low in the middle; a line rises."""
    image = thumbnail(DATASETS["absolute_value"], 64, 1.0, theme.LIGHT).toImage()
    background = image.pixelColor(32, 32).name()
    drawn = {(x, y) for x in range(64) for y in range(64) if image.pixelColor(x, y).name() != background}
    top, bottom = ({x for x, y in drawn if y in rows} for rows in (range(10), range(54, 64)))
    assert min(top) < 8
    assert max(top) > 56
    assert 20 < min(bottom) <= max(bottom) < 44


def test_pictures_come_after_the_panel_is_shown(document, qtbot):
    panel = DataPanel(document)
    qtbot.addWidget(panel)
    assert all(tile._picture is None for tile in panel.gallery.tiles.values())
    panel.show()
    qtbot.waitUntil(lambda: all(tile._picture is not None for tile in panel.gallery.tiles.values()))


def test_picture_of_many_columns_shows_the_two_that_tell_most_not_the_first_yes_or_no():
    penguins = thumbnail(DATASETS["penguins"], 48, 1.0, theme.current()).toImage()
    colours = [penguins.pixelColor(x, y) for x in range(48) for y in range(48)]
    assert sum(colour != QColor(theme.current().surface) for colour in colours) > 300, "a cloud, not a dot in three corners"


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
    document = document_with("iris")
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
    dialog = panel._dialog
    qtbot.waitUntil(lambda: bool(said) or dialog.verdict.text() != "Reading…")
    if not said:
        assert not dialog.ok.isEnabled()
        said.append(dialog.verdict.text())
        dialog.reject()
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
    assert document.project.recipe.data == CsvFile(IRIS, "species", "auto", reading=GUESSED).identified()
    assert document.project.recipe.standardise
    assert panel.file.isVisible()
    assert panel.gallery.tiles["csv_file"].isChecked()
    assert panel.file.facts.value("To predict") == "species"


def test_file_that_vanished_leaves_the_data_as_they_are(document, qtbot, tmp_path):
    panel = shown(qtbot, DataPanel(document))
    with qtbot.waitSignal(panel.problem):
        panel._use("Open", CsvFile(str(tmp_path / "gone.csv")))
    assert document.project.recipe.data.kind == "circle"


def test_dialog_suggests_the_label(qtbot, document):
    dialog = TableDialog(IRIS)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.label.value() == "species"
    assert "3 classes" in dialog.verdict.text()
    assert dialog.rows.cells.columnCount() == 5


def test_dialog_says_why_a_choice_cannot_be_used(qtbot, document):
    dialog = TableDialog(IRIS)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.task.set_value("regression")
    dialog.task.chosen.emit("regression")
    qtbot.waitUntil(lambda: dialog.verdict.text() != "Reading…")
    assert not dialog.ok.isEnabled()
    assert "not a number" in dialog.ok.toolTip()
    dialog.label.set_value("petal width (cm)")
    dialog.label.chosen.emit("petal width (cm)")
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.dataset == CsvFile(IRIS, "petal width (cm)", "regression", reading=GUESSED).identified()
    assert dialog.table.task.is_regression


def test_dialog_refuses_a_file_that_cannot_be_read(qtbot, document, tmp_path):
    dialog = TableDialog(str(tmp_path))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.refused) as seen:
        dialog.show()
    assert "is a folder" in seen.args[0]
    assert not dialog.isVisible()


def test_of_four_points_the_panel_says_that_all_are_for_both(document, qtbot):
    panel = shown(qtbot, DataPanel(document))
    assert not panel.all_rows.isVisible()
    panel.gallery.tiles["or_gate"].click()
    assert document.project.recipe.data.kind == "or_gate"
    assert panel.all_rows.isVisible()
    assert not panel.split.editors["train_share"].isEnabled()
    panel.gallery.tiles["xor"].click()
    assert not panel.all_rows.isVisible()
    assert panel.split.editors["train_share"].isEnabled()
