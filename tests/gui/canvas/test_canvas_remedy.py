"""A problem is shown on its block with its remedy as a button, and the button applies it, undoably."""

import dataclasses

import pytest
from PySide6.QtCore import QPoint

from engine.data.datasets import DATASETS
from engine.inspection.surfaces.decision_surface import DecisionSurface
from engine.inspection.surfaces.input_grid import Plane
from engine.nn.layers.dense import Dense
from engine.nn.losses import LOSSES
from engine.optim.optimizers import SGD
from engine.recipe.recipe import OUTPUT, Block, Recipe
from engine.training.divergence import Divergence
from engine.training.memento import Memento
from engine.training.session import Session
from gui.canvas.interaction.context_menu import canvas_menu
from gui.canvas.interaction.tooltips import tip_at
from gui.training.frame import Frame
from gui.training.training_job import TrainingJob
from tests.engine.builders import snapshot_of
from tests.gui.canvas import drag_events
from tests.gui.canvas.canvas_builders import document_of, make_canvas

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WRONG_LOSS = Recipe(data=DATASETS["plane"](), loss=LOSSES["cross_entropy"]())
TOO_WIDE = Recipe(blocks=tuple(Block(i, Dense(4096 if i == 2 else 3000)) for i in range(1, 4)))


def run_of(recipe):
    """What the training thread makes of a recipe, with a good one before it."""
    run = TrainingJob()
    run.open(Recipe(data=recipe.data, loss=recipe.loss if recipe is not WRONG_LOSS else LOSSES["mse"]()), None)
    run.load(recipe, Memento())
    return run


@pytest.fixture(params=[WRONG_LOSS, TOO_WIDE], ids=["loss", "width"])
def troubled(qtbot, request):
    canvas = make_canvas(qtbot, request.param)
    canvas.show_frame(run_of(request.param).frame(frozenset({DecisionSurface(Plane(), 4)})))
    return canvas


def test_it_says_what_is_wrong_and_what_fixes_it(troubled):
    problem = troubled.net.hints.problem
    assert problem.isVisible()
    assert not problem.button().isEmpty()
    loss = "loss" in problem.action
    assert problem.action == ("Use MSE as the loss" if loss else "Make Dense 2 half as wide: 2,048")
    at = OUTPUT if loss else 2
    assert troubled.net.blocks[at].back.problem == problem.text
    assert problem.boundingRect().contains(problem.button())
    assert tip_at(troubled.net, problem.button().center()).startswith("Fix it so.")


def test_it_covers_nothing_of_a_block_and_is_in_view(troubled):
    troubled.resize(650, 340)
    problem, layout = troubled.net.hints.problem, troubled.net.layout
    assert problem.sceneBoundingRect().bottom() < layout.top + 10
    seen = troubled.mapToScene(troubled.viewport().rect()).boundingRect()
    assert seen.top() <= problem.sceneBoundingRect().top()
    assert seen.bottom() >= layout.bounds.bottom
    troubled.show_frame(run_of(Recipe()).frame(frozenset()))
    assert not problem.isVisible()


def test_the_button_fixes_it_and_undo_takes_that_back(troubled):
    before = document_of(troubled).project
    drag_events.click(troubled, troubled.mapFromScene(troubled.net.hints.problem.button().center()))
    after = document_of(troubled).project
    assert after != before
    run = run_of(after.recipe)
    while run.problem is not None and run.problem.remedy is not None:  # half as wide may be too wide still
        after = dataclasses.replace(after, recipe=run.problem.remedy.apply(after.recipe))
        run = run_of(after.recipe)
    assert run.problem is None
    document_of(troubled).undo_stack.undo()
    assert document_of(troubled).project == before


def test_a_press_that_leaves_the_button_fixes_nothing(troubled):
    before = document_of(troubled).project
    button = troubled.mapFromScene(troubled.net.hints.problem.button().center())
    drag_events.drag(troubled, button, button - QPoint(0, 150))
    assert document_of(troubled).project == before


def test_the_menu_fixes_it_too(troubled):
    menu = canvas_menu(troubled, troubled)
    entry = menu.actions()[0]
    assert entry.text() == f"Fi&x: {troubled.net.hints.problem.action}"
    before = document_of(troubled).project
    entry.trigger()
    assert document_of(troubled).project != before


def test_a_number_that_is_not_finite_stands_on_its_layer(qtbot):
    recipe = Recipe(optimizer=SGD(lr=10.0))
    canvas = make_canvas(qtbot, recipe)
    snapshot = snapshot_of(Session(recipe), DecisionSurface(Plane(), 4))
    found = Divergence(12, "activation", "Dense 2", 2, "The learning rate is too large.")
    canvas.show_frame(Frame(dataclasses.replace(snapshot, divergence=found)))
    text = "Training stopped here at step 12: an activation of Dense 2 was no longer a finite number."
    assert canvas.net.blocks[2].back.problem == text
    callout = canvas.net.hints.problem
    assert callout.text == "Not finite at step 12"
    assert callout.sceneBoundingRect().bottom() < canvas.net.layout.place(2).box.y + 10  # it covers nothing that the block says
    assert canvas.net.hints.problem.action == ""  # the message above the network has the way out: the story is told once
    canvas.show_frame(Frame(dataclasses.replace(snapshot)))
    assert not canvas.net.hints.problem.isVisible()
