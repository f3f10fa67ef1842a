"""The actions that lead from one recipe to another, as the solution of a step: what a teacher has done in the window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.core.params import params_of
from engine.core.registry import Entry
from engine.core.translation import _, joined
from engine.nn.layers import Layer
from engine.nn.layers.dense import Dense
from engine.recipe.recipe import OUTPUT, Recipe
from engine.training.memento import WeightEdit
from gui.model.lessons.learner import ACTIONS, LessonAction
from gui.model.lessons.lesson_actions import MOST_EPOCHS
from gui.model.project import Project

PARTS = "loss", "optimizer", "schedule", "clip", "penalty"


class SolutionProblem(ValueError):
    """What was done cannot be said by the actions of lessons."""


def recorded(before: Project, after: Project, epochs: int, weights: Sequence[WeightEdit] = ()) -> tuple[LessonAction, ...]:
    """Actions that change the one into the other, set `weights`, the last value of each, and train it from its start for so many
    epochs. Raises SolutionProblem.
    """
    now, wanted = _Trying(before), after.recipe
    if now.recipe.data != wanted.data:
        now.try_action("dataset", to=entry_text(wanted.data))
    if _layers(now.recipe) != _layers(wanted):
        now.try_action("layers", to=",".join(map(layer_text, _layers(wanted))) or "none")
    if _layers(now.recipe) != _layers(wanted):
        kinds = {entry_text(layer.weights) for layer in _layers(wanted) if isinstance(layer, Dense)}
        if len(kinds) == 1:
            now.try_action("initializer", to=kinds.pop())
    rate = getattr(wanted.optimizer, "lr", None)
    if (
        rate is not None
        and now.recipe.optimizer.kind == wanted.optimizer.kind
        and rate != getattr(now.recipe.optimizer, "lr", None)
    ):
        now.try_action("rate", to=rate)
    for part in PARTS:
        if getattr(now.recipe, part) != getattr(wanted, part):
            now.try_action(part, to=entry_text(getattr(wanted, part)))
    for part in ("batch", "standardise"):
        if getattr(now.recipe, part) != getattr(wanted, part):
            now.try_action(part, to=getattr(wanted, part))
    for seed in params_of(type(wanted.seeds)):
        if getattr(now.recipe.seeds, seed) != getattr(wanted.seeds, seed):
            now.try_action("seed", of=seed, to=getattr(wanted.seeds, seed))
    missed = _differences(now.recipe, wanted)
    if missed:
        text = _("An action of a lesson cannot make this difference to the beginning of the step: {names}.")
        raise SolutionProblem(text.format(names=joined(missed, ", ")))
    by_hand = tuple(_weight_actions(wanted, weights))
    if not epochs:
        return (*now.actions, *by_hand)
    return (*now.actions, _action("restart"), *by_hand, _action("train", epochs=min(epochs, MOST_EPOCHS)))


def _weight_actions(recipe: Recipe, weights: Sequence[WeightEdit]) -> Iterator[LessonAction]:
    """Those of layers that are there; lessons count the layers from 1, and the output is 0."""
    layers = {OUTPUT: 0, **{block.id: at for at, block in enumerate(recipe.blocks, 1)}}
    last = {(one.layer, one.array, one.index): one.value for one in weights if one.layer in layers}
    try:
        for (layer, array, index), value in last.items():
            yield _action("weight", layer=layers[layer], array=array, place=list(index), to=float(f"{value:.6g}"))
    except ValueError as problem:
        raise SolutionProblem(str(problem)) from problem


def entry_text(entry: Entry) -> str:
    """An entry in the short form of the command line: 'momentum:beta=0.95'; settings that are the usual ones are left out."""
    usual = type(entry)()
    settings = {name: getattr(entry, name) for name, about in params_of(type(entry)).items() if about.family is None}
    given = {name: value for name, value in settings.items() if value != getattr(usual, name)}
    return ":".join((entry.kind, *(f"{name}={_value_text(value)}" for name, value in given.items())))


def layer_text(layer: Layer) -> str:
    """A layer in the short form of the command line, without its start weights."""
    if isinstance(layer, Dense):
        return f"{layer.units}:{entry_text(layer.activation)}"
    settings = params_of(type(layer))
    first = next(iter(settings.values()), None)
    if first is not None and first.many:
        return f"{layer.kind}=" + "+".join(map(layer_text, getattr(layer, first.name)))
    if first is not None and first.family is not None and len(settings) == 1:
        return f"{layer.kind}:{entry_text(getattr(layer, first.name))}"
    return entry_text(layer)


def _value_text(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _layers(recipe: Recipe) -> tuple[Layer, ...]:
    return tuple(block.layer for block in recipe.blocks)


def _differences(recipe: Recipe, wanted: Recipe) -> list[str]:
    """The names for people of what is still different."""
    found = (
        [_("Layers")] if [(b.layer, b.enabled) for b in recipe.blocks] != [(b.layer, b.enabled) for b in wanted.blocks] else []
    )
    settings = params_of(Recipe).items()
    return found + [
        _(about.label)
        for name, about in settings
        if name not in ("blocks", "seeds") and getattr(recipe, name) != getattr(wanted, name)
    ]


def _action(do: str, **keys: Any) -> LessonAction:
    return ACTIONS.read({"do": do, **keys})


class _Trying:
    """Carries edits out on a project alone: a `Learner` that trains nothing. `actions` are those that could be done."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.actions: list[LessonAction] = []

    @property
    def recipe(self) -> Recipe:
        return self.project.recipe

    def try_action(self, do: str, **keys: Any) -> None:
        """What cannot be said is left out, and is a difference at the end."""
        try:
            action = _action(do, **keys)
            action.do(self)  # type: ignore[arg-type]  # edits only ever edit
        except ValueError:
            return
        self.actions.append(action)

    def edit(self, text: str, after: Project, restart: bool = False, weights: tuple[WeightEdit, ...] = ()) -> None:
        self.project = after
