"""What holds for every entry of every family: a new one is covered by itself."""

from __future__ import annotations

import dataclasses
import inspect
import json
import re
from typing import Any

import pytest

from engine.core.params import check_params, params_of
from engine.core.registry import Entry, Registry, dump, load
from engine.data.datasets import DATASETS
from engine.experiments.descent.example_functions import FUNCTIONS
from engine.network.parameter_layout import array_text
from engine.nn.activations import ACTIVATIONS
from engine.nn.initializers import INITIALIZERS
from engine.nn.layers import LAYERS
from engine.nn.losses import LOSSES
from engine.nn.metrics import METRICS
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS

FAMILIES: list[Registry[Any]] = [
    ACTIVATIONS,
    CLIPS,
    DATASETS,
    FUNCTIONS,
    INITIALIZERS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    PENALTIES,
    SCHEDULES,
    STOPS,
]
ENTRIES = [pytest.param(family, cls, id=f"{family.family}-{cls.kind}") for family in FAMILIES for cls in family]


@pytest.mark.parametrize(("family", "cls"), ENTRIES)
def test_an_entry_is_a_final_frozen_value_with_a_name_and_a_meaning(family: Registry[Any], cls: type[Entry]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", cls.kind)
    assert cls.label
    assert cls.__dict__.get("__doc__", "").strip(), "say what it is, with its formula, in the docstring"
    assert dataclasses.is_dataclass(cls)
    assert cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert not cls.__subclasses__()
    assert not inspect.isabstract(cls)
    assert hash(cls()) == hash(cls())


@pytest.mark.parametrize(("family", "cls"), ENTRIES)
def test_an_entry_comes_back_from_plain_data(family: Registry[Any], cls: type[Entry]) -> None:
    item = cls()
    assert load(family, json.loads(json.dumps(dump(item)))) == item
    assert load(family, {"kind": cls.kind}) == item


@pytest.mark.parametrize(("family", "cls"), ENTRIES)
def test_every_field_is_a_hyperparameter_a_form_can_show(family: Registry[Any], cls: type[Entry]) -> None:
    about = params_of(cls)
    assert set(about) == {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    for one in about.values():
        assert one.label
        assert one.help, f"{one.name} needs a help text"
        assert one.kind in (int, float, bool, str) or one.family is not None
        if one.kind in (int, float):
            assert one.low is not None, f"{one.name} needs a range"
            assert one.high is not None, f"{one.name} needs a range"
            assert not one.log or one.low >= 0, f"{one.name} has no logarithm"
    check_params(cls())


@pytest.mark.parametrize(("family", "cls"), ENTRIES)
def test_what_is_out_of_range_is_refused_in_words(family: Registry[Any], cls: type[Entry]) -> None:
    for name, one in params_of(cls).items():
        wrong: list[Any] = [None, [], "x" if one.kind is not str else 3]
        if one.kind in (int, float):
            wrong += [one.high + 1 if one.high is not None else None, float("nan"), float("inf"), True]
        for value in wrong:
            with pytest.raises(ValueError, match=r"must be"):
                load(family, {"kind": cls.kind, name: value})


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.family)
def test_labels_differ_and_an_unknown_name_is_said(family: Registry[Any]) -> None:
    labels = [cls.label for cls in family]
    assert len(set(labels)) == len(labels)
    with pytest.raises(ValueError, match=f"no {family.family} 'nonsense'; there are {family.names()[0]}"):
        family["nonsense"]


def test_a_name_cannot_be_taken_twice() -> None:
    family: Registry[Entry] = Registry("thing")

    class Thing(Entry):
        """A thing."""

    family.add("thing", "Thing")(Thing)
    with pytest.raises(ValueError, match="registered twice"):
        family.add("thing", "Thing")(Thing)


@pytest.mark.parametrize("layer", LAYERS.classes())
@pytest.mark.parametrize("activation", ACTIVATIONS.classes())
def test_each_array_of_a_layer_has_a_name_for_people(layer: type[Entry], activation: type[Entry]) -> None:
    about = params_of(layer)
    item: Any = layer(activation=activation()) if "activation" in about else layer()  # type: ignore[call-arg]
    assert all(array_text(name) for name in item.shapes(3))
