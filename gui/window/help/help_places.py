"""Which page of the help belongs to what is pointed at or has the keyboard: the tables that F1 looks into.

A control gets its page at one place: by its name in `NAMED`, as lessons call it; by the kind of its widget in `BY_KIND`; by the
field of a form in `FIELDS`. What has none takes that of the panel around it; entries of a registry have their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QListWidget, QWidget

from engine.core.registry import Entry
from engine.nn.layers import LAYERS
from engine.recipe.recipe import OUTPUT
from gui.canvas.canvas import Canvas
from gui.canvas.diagram.parts import BIASES, GradientMeter, InnerLayer, Neuron, Weight
from gui.canvas.interaction.hit_testing import hit
from gui.canvas.network_panel import NetworkPanel
from gui.canvas.numbers.row_strip import RowStrip
from gui.lessons.lesson_pane import LessonPane
from gui.lessons.teacher.save_lesson_dialog import SaveLessonDialog
from gui.model.help.help_page import page_of
from gui.palette.input_palette import InputPalette
from gui.palette.layer_palette import LayerPalette
from gui.panels.data.class_balance import ClassBalance
from gui.panels.data.data_panel import DataPanel
from gui.panels.data.dataset_gallery import DatasetGallery
from gui.panels.data.file_facts import FileFacts
from gui.panels.data.opening.table_dialog import TableDialog
from gui.panels.data.points_box import PointsBox
from gui.panels.data.scaling_note import ScalingNote
from gui.panels.export.export_dialog import ExportDialog
from gui.panels.importing.import_dialog import ImportDialog
from gui.panels.inspector.cross_entropy_play import CrossEntropyPlay
from gui.panels.inspector.inputs_page import InputsPage
from gui.panels.inspector.inspector import Inspector
from gui.panels.inspector.layer_page import LayerPage
from gui.panels.inspector.neuron_page import NeuronPage
from gui.panels.inspector.output_page import OutputPage
from gui.panels.inspector.softmax_play import SoftmaxPlay
from gui.panels.inspector.weight_page import WeightPage
from gui.panels.preferences.preferences_dialog import PreferencesDialog
from gui.panels.run.hyperparameter_bar import HyperparameterBar
from gui.panels.run.run_bar import RunBar
from gui.panels.run.run_list import RunList
from gui.panels.run.timeline_bar import TimelineBar
from gui.race.race_window import RaceWindow
from gui.search.search_window import SearchWindow
from gui.search.starts.starts_window import StartsWindow
from gui.views.base import View
from gui.views.boundary.pad.pad_strip import PadStrip
from gui.views.gradients.check_window import CheckWindow
from gui.widgets.forms.family_picker import FamilyPicker
from gui.widgets.forms.form import Form
from gui.widgets.notice_line import NoticeLine
from gui.window.drawer.drawer import Drawer
from gui.window.drawer.rail import Rail
from gui.window.slots.slot import Slot

FIRST = "first_steps/first_minute"  # where nothing else fits
NAMED = {  # controls by the names that lessons lock them by (gui/window/lesson_host.py)
    "play": "controls/play",
    "step_epoch": "controls/step",
    "step_batch": "controls/step",
    "same_start": "controls/start",
    "new_start": "controls/start",
    "speed": "controls/speed",
    "undo": "controls/undo",
    "export": "controls/export",
    "rate": "terms/learning_rate",
    "batch": "terms/batch",
    "optimizer": "terms/optimizer",
    "loss": "terms/loss",
    "penalty": "terms/regularisation",
    "network": "controls/network",
    "settings": "controls/settings",
    "data": "controls/data",
    "palette": "controls/layer_list",
    "lessons": "controls/lessons",
    "runs": "controls/runs",
    "microscope_step": "views/microscope",
    "descent_play": "views/descent",
    "descent_step": "views/descent",
}
FIELDS = {  # settings of the run, by the names of their fields
    "batch": "terms/batch",
    "rate": "terms/learning_rate",
    "train_share": "terms/test_data",
    "validation_share": "terms/validation_data",
    "standardise": "terms/standardise",
    "data": "terms/seed",
    "weights": "terms/seed",
    "order": "terms/seed",
    "schedule": "terms/schedule",
    "clip": "terms/clipping",
    "penalty": "terms/regularisation",
    "stops": "terms/early_stopping",
    "loss": "terms/loss",
    "metric": "terms/metric",
    "optimizer": "terms/optimizer",
    "output_weights": "terms/start_weights",
}

Place = QPoint | None  # where the mouse is, on the screen; None: it is about the keyboard


def page_for(widget: QWidget | None, place: Place = None) -> str:
    """The page of a widget, or of the smallest one around it that has a page; empty if none has."""
    inner = widget
    while widget is not None:
        if isinstance(widget, QLabel) and widget.buddy() is not None:
            return page_for(widget.buddy())
        for kind in type(widget).__mro__:
            page = BY_KIND[kind](widget, inner, place) if kind in BY_KIND else ""
            if page:
                return page
        widget = widget.parentWidget()
    return ""


# -- what kinds of widgets are about
def _entry(item: Any) -> str:
    return page_of(type(item)) if isinstance(item, Entry) else ""


def _canvas(canvas: Canvas, _inner: QWidget, place: Place) -> str:
    """Of the part of the network that is pointed at; by keys, of the neuron that is lit or the block that is selected."""
    part, block = canvas.hover.pinned, canvas.selection
    if place is not None:
        found = hit(canvas.net, canvas.mapToScene(canvas.viewport().mapFromGlobal(place)))
        part, block = found.part, found.block_id
    if isinstance(part, Neuron):
        return "terms/neuron"
    if isinstance(part, Weight):
        return "terms/bias" if part.array == BIASES else "terms/weight"
    if isinstance(part, GradientMeter):
        return "terms/gradient"
    if block == OUTPUT:
        return _entry(canvas.document.project.recipe.loss)
    layers = {one.id: one.layer for one in canvas.document.project.recipe.blocks}
    if isinstance(part, InnerLayer):
        return "layers/residual"
    return _entry(layers.get(block)) or ("controls/inputs" if block is not None else "controls/network")


def _layer_page(page: LayerPage, _inner: QWidget, _place: Place) -> str:
    layers = {one.id: one.layer for one in page.document.project.recipe.blocks}
    return _entry(layers.get(page.block_id))


def _listed(listed: QListWidget, place: Place) -> Any:
    """The entry of a list under the mouse, or the current one."""
    item = listed.currentItem() if place is None else listed.itemAt(listed.viewport().mapFromGlobal(place))
    return None if item is None else item.data(Qt.ItemDataRole.UserRole)


def _layer_list(listed: LayerPalette, _inner: QWidget, place: Place) -> str:
    kind = _listed(listed, place)
    return page_of(LAYERS[kind]) if kind else "controls/layer_list"


def _gallery(gallery: DatasetGallery, inner: QWidget, _place: Place) -> str:
    kinds = [kind for kind, tile in gallery.tiles.items() if tile is inner or tile.isAncestorOf(inner)]
    return f"datasets/{kinds[0]}" if kinds else "controls/data"


def _form(form: Form, inner: QWidget, _place: Place) -> str:
    """An entry's form is about the entry; one of the run about the setting."""
    fields = [name for name, editor in form.editors.items() if editor is inner or editor.isAncestorOf(inner)]
    return _entry(form.item) or next((FIELDS[name] for name in fields if name in FIELDS), "")


def _bar(bar: HyperparameterBar, inner: QWidget, _place: Place) -> str:
    parts = {
        bar.lr: "terms/learning_rate",
        bar.batch: "terms/batch",
        bar.strength: _entry(bar.document.project.recipe.penalty),
    }
    found = [page for part, page in parts.items() if part is inner or part.isAncestorOf(inner)]
    return found[0] if found else "terms/hyperparameter"


def _run_bar(bar: RunBar, inner: QWidget, _place: Place) -> str:
    parts = {
        bar.play: "play",
        **{bar.buttons[name]: name for name in ("step_epoch", "step_batch", "same_start", "new_start")},
        bar.speed_bar: "speed",
        bar.undo: "undo",
        bar.redo: "undo",
        bar.export: "export",
    }
    terms = {bar.epoch: "terms/epoch", bar.step: "terms/step", bar.speed: "controls/speed"}
    named = [NAMED[name] for part, name in parts.items() if part is inner or part.isAncestorOf(inner)]
    return next(iter(named), terms.get(inner, "controls/play"))


def _rail(rail: Rail, inner: QWidget, _place: Place) -> str:
    return next((NAMED[name] for name, button in rail.buttons.items() if button is inner), "controls/look_back")


def _slot(slot: Slot, inner: QWidget, _place: Place) -> str:
    is_layout = inner in (slot.split, slot.own, slot.fill, slot.close_button)
    return "controls/layout" if is_layout else f"views/{slot.view.name}"


def _fixed(page: str) -> Callable[[Any, QWidget, Place], str]:
    return lambda _widget, _inner, _place: page


BY_KIND: dict[type[QWidget], Callable[[Any, QWidget, Place], str]] = {
    Canvas: _canvas,
    NetworkPanel: _fixed("controls/network"),
    RowStrip: _fixed("controls/numbers"),
    NoticeLine: _fixed("views/doctor"),
    LayerPage: _layer_page,
    OutputPage: lambda page, _inner, _place: _entry(page.document.project.recipe.loss),
    InputsPage: _fixed("controls/inputs"),
    NeuronPage: _fixed("terms/neuron"),
    WeightPage: _fixed("terms/weight"),
    SoftmaxPlay: _fixed("activations/softmax"),
    CrossEntropyPlay: _fixed("losses/cross_entropy"),
    Inspector: _fixed("controls/settings"),
    FamilyPicker: lambda picker, _inner, _place: _entry(picker.value),
    Form: _form,
    HyperparameterBar: _bar,
    RunBar: _run_bar,
    Rail: _rail,
    Drawer: _fixed("controls/layout"),
    Slot: _slot,
    View: lambda view, _inner, _place: f"views/{view.name}",
    PadStrip: _fixed("controls/draw"),
    LayerPalette: _layer_list,
    InputPalette: _fixed("controls/inputs"),
    DatasetGallery: _gallery,
    PointsBox: _fixed("controls/draw"),
    FileFacts: _fixed("controls/open_table"),
    ClassBalance: _fixed("terms/class_weights"),
    ScalingNote: _fixed("terms/standardise"),
    DataPanel: _fixed("controls/data"),
    TimelineBar: _fixed("controls/look_back"),
    RunList: _fixed("controls/runs"),
    LessonPane: _fixed("controls/lessons"),
    ExportDialog: _fixed("controls/export"),
    ImportDialog: _fixed("controls/import"),
    TableDialog: _fixed("controls/open_table"),
    PreferencesDialog: _fixed("controls/preferences"),
    RaceWindow: _fixed("controls/race"),
    SearchWindow: _fixed("controls/search"),
    StartsWindow: _fixed("controls/starts"),
    CheckWindow: _fixed("terms/gradient_check"),
    SaveLessonDialog: _fixed("controls/lessons"),
}
