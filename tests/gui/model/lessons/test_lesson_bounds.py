"""The format of a lesson's file, field by field: the least and the most that is taken, and what a field is that is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gui.model.lessons.goals import GOALS
from gui.model.lessons.learner import ACTIONS
from gui.model.lessons.lesson import Lesson, Limits, Question, WrongWay
from gui.model.lessons.lesson_fields import Kinds, Text, plain
from gui.model.lessons.lesson_reading import LessonProblem, lesson_from
from gui.model.lessons.start import Start

SEED = 2**31 - 1
GOAL: dict[str, dict[str, Any]] = {  # the least that each needs
    "measure": {"kind": "measure", "of": "train_loss", "comparison": "<", "value": 1},
    "setting": {"kind": "setting", "of": "loss", "names": ["mse"]},
    "contains": {"kind": "contains", "of": "loss", "names": ["mse"]},
    "weight": {"kind": "weight", "layer": 1, "array": "weights", "place": [0], "comparison": "<", "value": 1},
    "action": {"kind": "action", "name": "a", "label": "b"},
    "number": {"kind": "number", "label": "b", "value": 1},
    "choice": {"kind": "choice", "label": "b", "choices": ["a", "b", "c", "d", "e", "f"], "right": 1},
    "stretch": {"kind": "stretch", "label": "b"},
}
ACTION: dict[str, dict[str, Any]] = {
    "train": {"do": "train"},
    "add_layer": {"do": "add_layer", "layer": "4"},
    "remove_layer": {"do": "remove_layer", "layer": 1},
    "neurons": {"do": "neurons", "layer": 1, "to": 1},
    "activation": {"do": "activation", "to": "relu"},
    "rate": {"do": "rate", "to": 1},
    "batch": {"do": "batch", "to": 1},
    "seed": {"do": "seed", "to": 1},
    "weight": {"do": "weight", "layer": 1, "place": [0], "to": 1},
    "descend": {"do": "descend"},
    "answer": {"do": "answer", "values": [1]},
}
WHOLE = {
    "measure.seeds": (0, 5),
    "measure.needed": (0, 5),
    "measure.epochs": (1, 2000),
    "measure.within": (0, 2000),
    "contains.count": (1, 50),
    "weight.layer": (0, 50),
    "action.times": (1, 100),
    "choice.right": (1, 6),
    "stretch.steps": (1, 100_000),
    "train.epochs": (1, 5000),
    "train.steps": (1, 1_000_000),
    "add_layer.at": (-1, 50),
    "remove_layer.layer": (1, 50),
    "neurons.layer": (1, 50),
    "neurons.to": (1, 1024),
    "activation.layer": (0, 50),
    "batch.to": (1, 4096),
    "seed.to": (0, SEED),
    "do weight.layer": (0, 50),
    "descend.steps": (1, 10_000),
    "answer.goal": (1, 8),
}
NUMBERS = {
    "measure.tolerance": (0, 1e12),
    "weight.tolerance": (0, 1e12),
    "action.tolerance": (0, 1e12),
    "number.tolerance": (0, 1e12),
    "number.percent": (0, 50),
    "stretch.falls": (0, 1),
    "stretch.stays": (0, 1),
    "rate.to": (0, 1000),
    "do weight.to": (-1e6, 1e6),
    "descend.rate": (1e-5, 10),
    "descend.momentum": (0, 0.999),
    "descend.condition": (1, 1000),
}
LISTS = {  # of how many of what
    "setting.names": (1, 20, "mse"),
    "contains.names": (1, 20, "mse"),
    "weight.place": (1, 4, 1023),
    "choice.choices": (2, 6, "a"),
    "do weight.place": (1, 4, 1023),
    "descend.balls": (1, 11, "sgd"),
    "descend.start": (1, 2, -6),
    "answer.values": (1, 2, 1),
}
WORDS = {"weight.label": 20, "action.label": 20, "number.label": 30, "choice.label": 40, "stretch.label": 30}


def is_taken(field: str, value: object) -> bool:
    name, _dot, key = field.removeprefix("do ").partition(".")
    is_goal = name in GOAL and not field.startswith("do ")
    kinds: Kinds[Any] = GOALS if is_goal else ACTIONS
    data = {**(GOAL if is_goal else ACTION)[name], key: value}
    try:
        return bool(kinds.write(kinds.read(data)))
    except ValueError:
        return False


@pytest.mark.parametrize("field", WHOLE)
def test_whole_numbers_have_a_least_and_a_most(field: str) -> None:
    low, high = WHOLE[field]
    assert [is_taken(field, one) for one in (low - 1, low, high, high + 1)] == [False, True, True, False]


@pytest.mark.parametrize("field", NUMBERS)
def test_numbers_have_a_least_and_a_most(field: str) -> None:
    low, high = NUMBERS[field]
    above, below = high + 1e-3 * abs(high), low - 1e-3 * (abs(low) or 1)
    assert [is_taken(field, one) for one in (below, low, high, above)] == [False, True, True, False]


@pytest.mark.parametrize("field", LISTS)
def test_lists_have_a_least_and_a_most(field: str) -> None:
    low, high, one = LISTS[field]
    assert [is_taken(field, [one] * count) for count in (low - 1, low, high, high + 1)] == [False, True, True, False]


@pytest.mark.parametrize("field", ["weight.place", "do weight.place"])
def test_a_place_is_from_0_to_1023(field: str) -> None:
    assert [is_taken(field, [one]) for one in (-1, 0, 1023, 1024)] == [False, True, True, False]


def test_a_ball_starts_on_the_picture() -> None:
    assert [is_taken("descend.start", [one]) for one in (-6.01, -6, 6, 6.01)] == [False, True, True, False]


@pytest.mark.parametrize("field", WORDS)
def test_labels_have_a_most_of_words(field: str) -> None:
    most = WORDS[field]
    assert [is_taken(field, "word " * count) for count in (most, most + 1)] == [True, False]


@pytest.mark.parametrize(
    ("data", "rest"),
    [
        (GOAL["measure"], {"tolerance": 0, "ever": False, "seeds": 0, "needed": 0, "epochs": 300, "within": 0}),
        (GOAL["setting"], {"ever": False}),
        (GOAL["contains"], {"count": 1, "ever": False}),
        (GOAL["weight"], {"tolerance": 0, "label": Text(), "ever": False}),
        (GOAL["action"], {"comparison": ">=", "value": -1e12, "tolerance": 0, "times": 1, "ever": False}),
        (GOAL["number"], {"of": "", "tolerance": 0, "percent": 1, "ever": False}),
        (GOAL["choice"], {"ever": False}),
        (GOAL["stretch"], {"rows": "train", "falls": 0.05, "stays": 0, "steps": 20, "ever": False}),
        ({**ACTION["train"], "epochs": 1}, {"steps": 0}),
        ({**ACTION["train"], "steps": 1}, {"epochs": 0}),
        (ACTION["add_layer"], {"at": -1}),
        (ACTION["activation"], {"layer": 0}),
        (ACTION["seed"], {"of": "weights"}),
        (ACTION["weight"], {"array": "weights"}),
        (ACTION["answer"], {"goal": 1}),
        (
            ACTION["descend"],
            {
                "function": "quartic",
                "balls": ("sgd",),
                "rate": 0.01,
                "momentum": 0.9,
                "condition": 10,
                "start": (),
                "steps": 2000,
            },
        ),
        ({"do": "predict"}, {"value": 1}),
        ({"do": "control", "name": "a"}, {"to": None}),
    ],
)
def test_what_is_left_out_has_its_usual_value(data: dict[str, Any], rest: dict[str, Any]) -> None:
    kinds: Kinds[Any] = GOALS if "kind" in data else ACTIONS
    made = vars(kinds.read(data))
    assert {name: made[name] for name in rest} == rest
    assert set(made) == {*rest, *data} - {"kind", "do"}


def lesson(**parts: Any) -> Lesson:
    """A lesson of one step; a part is a key of the lesson, or one of the step after "step_"."""
    step = {"title": "A", "text": "B"} | {key.removeprefix("step_"): one for key, one in parts.items() if key.startswith("step_")}
    whole = {"title": "A", "steps": [step]} | {key: one for key, one in parts.items() if not key.startswith("step_")}
    return lesson_from(("format = 1\n" + "\n".join(f"{key} = {toml(one)}" for key, one in whole.items())).encode())


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(toml, value)) + "]" if isinstance(value, list) else json.dumps(value)


@pytest.mark.parametrize(
    ("key", "value", "longer"),
    [
        ("title", "a" * 80, "a" * 81),
        ("about", "word " * 60, "word " * 61),
        ("locked", ["a"] * 60, ["a"] * 61),
        ("hidden", ["a"] * 60, ["a"] * 61),
        ("settings", ["loss"] * 20, ["loss"] * 21),
        ("steps", [{"title": "A", "text": "B"}] * 40, [{"title": "A", "text": "B"}] * 41),
        ("wrong", [{"step": 40}] * 10, [{"step": 1}] * 11),
        ("wrong", [{"step": 1, "actions": [{"do": "restart"}] * 40}], [{"step": 1, "actions": [{"do": "restart"}] * 41}]),
        ("wrong", [{"step": 1}], [{"step": 0}]),
        ("wrong", [{"step": 40}], [{"step": 41}]),
        ("step_title", "a" * 80, "a" * 81),
        ("step_text", "word " * 60, "word " * 61),
        ("step_why", "word " * 120, "word " * 121),
        ("step_hints", ["word " * 60] * 5, ["a"] * 6),
        ("step_hints", [], ["word " * 61]),
        ("step_goals", [GOAL["measure"]] * 8, [GOAL["measure"]] * 9),
        ("step_solution", [{"do": "restart"}] * 40, [{"do": "restart"}] * 41),
        ("step_views", ["a"] * 60, ["a"] * 61),
        ("step_question", {"text": "word " * 40}, {"text": "word " * 41}),
        ("step_question", {"text": "a", "choices": ["word " * 30] * 6}, {"text": "a", "choices": ["a"] * 7}),
        ("step_question", {"text": "a", "choices": ["a"] * 2}, {"text": "a", "choices": ["a"]}),
        ("step_question", {"text": "a"}, {"text": "a", "choices": ["a", "word " * 31]}),
        ("step_question", {"text": "a", "choices": ["a", "b"], "right": 2}, {"text": "a", "choices": ["a", "b"], "right": 3}),
        ("step_question", {"text": "a", "choices": ["a", "b"], "right": 1}, {"text": "a", "choices": ["a", "b"], "right": 0}),
        ("step_question", {"text": "a", "choices": ["a"] * 6, "right": 6}, {"text": "a", "choices": ["a"] * 6, "right": 7}),
        ("limits", {"neurons": 10_000}, {"neurons": 10_001}),
        ("limits", {"layers": 50}, {"layers": 51}),
        ("limits", {"parameters": 1_000_000}, {"parameters": 1_000_001}),
        ("limits", {"epochs": 100_000}, {"epochs": 100_001}),
        ("limits", {"neurons": 0, "layers": 0, "parameters": 0, "epochs": 0}, {"neurons": -1}),
        ("limits", {}, {"layers": -1}),
        ("limits", {}, {"parameters": -1}),
        ("limits", {}, {"epochs": -1}),
        ("start", {"batch": 4096}, {"batch": 4097}),
        ("start", {"batch": 0}, {"batch": -1}),
        ("start", {"data_seed": SEED, "weights_seed": SEED, "order_seed": SEED}, {"data_seed": SEED + 1}),
        ("start", {"data_seed": 0, "weights_seed": 0, "order_seed": 0}, {"weights_seed": SEED + 1}),
        ("start", {}, {"order_seed": SEED + 1}),
        ("start", {}, {"order_seed": -1}),
    ],
)
def test_a_part_of_a_lesson_may_be_so_long_and_no_longer(key: str, value: Any, longer: Any) -> None:
    assert lesson(**{key: value})
    with pytest.raises(LessonProblem, match=r"\.$") as refused:
        lesson(**{key: longer})
    assert refused.value.step == key.startswith("step_")


def test_a_lesson_of_one_step_is_enough_and_the_rest_is_left_out() -> None:
    made = lesson()
    assert (made.start, made.limits, made.wrong) == (Start(), Limits(), ())
    assert not made.is_built_in
    assert (Start().batch, Start().standardise, Start().data_seed, Start().weights_seed, Start().order_seed) == (
        0,
        False,
        1,
        1,
        1,
    )
    assert Limits() == Limits(neurons=0, layers=0, parameters=0, epochs=0)
    assert Question(text=plain("a")) == Question(text=plain("a"), choices=(), right=0)
    assert WrongWay().step == 1
    with pytest.raises(LessonProblem, match="1 to 40 steps"):
        lesson(steps=[])


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("format = 0", "“format = 1” is missing"),
        ("format = true", "“format = 1” is missing"),
        ("format = 2", "It has format 2, and this program reads formats up to 1"),
        (f"format = {'9' * 30}", f"It has format {'9' * 20},"),
        (f"format = 1\n{'k' * 50} = 1", f"“{'k' * 40}” means nothing here"),
    ],
)
def test_another_format_or_an_unknown_key_is_said(head: str, said: str) -> None:
    with pytest.raises(LessonProblem, match=said):
        lesson_from(head.encode())


def test_the_key_of_a_lesson_tells_its_bytes_apart() -> None:
    data = b'format = 1\ntitle = "A"\n[[steps]]\ntitle = "A"\ntext = "B"\n'
    keys = [lesson_from(one).key for one in (data, data, data + b"\n")]
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 16
