"""What a step forbids: more than its limits, and changes of settings that it keeps. Nothing counts meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.core.translation import N_, _, ngettext
from engine.recipe.recipe import Recipe
from gui.model.lessons.lesson import Lesson, Limits, Step
from gui.model.lessons.lesson_state import MEASURES, SETTINGS, LessonState, rate_of

OTHER_SETTINGS: dict[str, tuple[str, Callable[[Recipe], Any]]] = {  # that can be kept beside those of SETTINGS
    "dataset": (SETTINGS["dataset"].label, lambda recipe: recipe.data),
    "rate": (MEASURES["rate"].label, rate_of),
    "batch": (MEASURES["batch"].label, lambda recipe: recipe.batch),
    "seeds": (N_("Seeds"), lambda recipe: recipe.seeds),
    "neurons": (MEASURES["neurons"].label, lambda recipe: MEASURES["neurons"].read(LessonState.of(recipe))),
}
KEPT = tuple(dict.fromkeys((*SETTINGS, *OTHER_SETTINGS)))


def limits_of(lesson: Lesson, step: Step) -> Limits:
    """Those of the step, where it has some, else the lesson's."""
    own, whole = step.limits, lesson.limits
    names = ("neurons", "layers", "parameters", "epochs")
    return Limits(**{name: getattr(own, name) or getattr(whole, name) for name in names})


def kept_of(lesson: Lesson, step: Step) -> tuple[str, ...]:
    """The settings that may not be changed in this step."""
    return tuple(dict.fromkeys((*lesson.settings, *step.settings)))


def changed_settings(names: tuple[str, ...], before: Recipe, after: Recipe) -> list[str]:
    """The labels of those that differ between two recipes, untranslated."""
    found = []
    for name in names:
        label, read = OTHER_SETTINGS[name] if name in OTHER_SETTINGS else (SETTINGS[name].label, SETTINGS[name].read)
        if read(before) != read(after):
            found.append(label)
    return found


def objection_to(state: LessonState, limits: Limits, kept: tuple[str, ...], start: Recipe) -> str:
    """Why nothing counts in this state, as a sentence; empty when it does."""
    for name, most in (("neurons", limits.neurons), ("layers", limits.layers), ("parameters", limits.parameters)):
        found = MEASURES[name].read(state)
        if most and found > most:
            text = _("Beyond the limit of this step. {what}: {found}; at most {most} are allowed.")
            return text.format(what=_(MEASURES[name].label), found=int(found), most=most)
    if limits.epochs and state.snapshot is not None and state.snapshot.epoch > limits.epochs:
        text = ngettext(
            "Beyond the limit of this step: more than {most} epoch. Begin again with Same start.",
            "Beyond the limit of this step: more than {most} epochs. Begin again with Same start.",
            limits.epochs,
        )
        return text.format(most=limits.epochs)
    changed = changed_settings(kept, start, state.recipe)
    if changed:
        text = _("This step keeps one setting as it was: {setting}. Undo brings it back.")
        return text.format(setting=_(changed[0]))
    return ""
