"""Layers as text: the clipboard's form, typed words, templates. No window."""

import dataclasses
import gettext

import numpy as np
import pytest

from engine.core.translation import use_catalogue
from engine.nn.activations import LeakyReLU, ReLU, Sigmoid
from engine.nn.initializers import He
from engine.nn.layers import LAYERS
from engine.nn.layers.batch_norm import BatchNorm
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.recipe.recipe import Block, Recipe, recipe_from_data, recipe_to_data
from engine.training.session import Session
from gui.model import edits
from gui.model.clipboard_text import layers_from_text, layers_to_text
from gui.model.layer_text import completions, layer_from_words
from gui.model.project import Project
from gui.model.residual_edits import unwrap, wrap
from gui.model.storage.project_file import project_from_data, project_to_data
from gui.model.templates import TEMPLATES, from_template
from tests.engine.builders import snapshot_of

BLOCKS = (Block(3, Dense(5, LeakyReLU(0.2)), "Mine"), Block(9, Dropout(0.3), enabled=False), Block(4, Dense(1)))


def test_copied_text_gives_the_layers_back_whatever_stands_around_it():
    text = layers_to_text(BLOCKS)
    for mailed in (text, f"Hi,\n\n{text}\n\n-- \nbye", text.replace("\n", "\r\n")):
        found = layers_from_text(mailed)
        assert [dataclasses.replace(block, id=0) for block in found] == [dataclasses.replace(b, id=0) for b in BLOCKS]


@pytest.mark.parametrize("cls", LAYERS.classes())
def test_every_layer_can_be_copied(cls):
    assert layers_from_text(layers_to_text([Block(1, cls())]))[0].layer == cls()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "{" * 5000,
        lambda text: text[:-20],
        lambda text: text.replace("Network Playground", "Other"),
        lambda text: text.replace('"layers_format": 1', '"layers_format": 2'),
        lambda text: text.replace('"layers_format": 1', '"layers_format": true'),
        lambda text: text.replace('"units": 5', '"units": 1e99'),
        lambda text: text.replace('"units": 5', '"units": "five"'),
        lambda text: text.replace('"dense"', '"rocket"', 1),
        lambda text: text.replace('"Mine"', "7"),
        lambda text: text.replace("false", "0"),
        lambda text: text + " " * 300_000,
    ],
)
def test_a_changed_text_is_refused_with_a_sentence(change):
    with pytest.raises(ValueError, match=r"\.$"):
        layers_from_text(change(layers_to_text(BLOCKS)))


def test_pasted_names_that_are_taken_are_left_out():
    project = Project(Recipe(blocks=(Block(1, Dense(2), "Mine"),)))
    after = edits.insert_blocks(project, 1, (Block(1, Dense(3), "Mine"), Block(2, Dense(4), "Other")))
    assert list(after.recipe.names().values()) == ["Mine", "Dense 2", "Other", "Output"]


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("den", Dense()),
        ("dense 8 relu", Dense(8, ReLU())),
        ("dense relu 8 he", Dense(8, ReLU(), He())),
        ("8 sigm", Dense(8, Sigmoid())),
        ("16, leaky", Dense(16, LeakyReLU())),
        ("Dropout", Dropout()),
        ("drop .3", Dropout(0.3)),
        ("dropout rate=0.5", Dropout(0.5)),
        ("d units=3", Dense(3)),
    ],
)
def test_words_make_a_layer(text, layer):
    assert layer_from_words(text) == layer


@pytest.mark.parametrize("text", ["", "rocket", "dense 0", "dense 8 9", "dense blue", "dense units=x", "dropout 2", "dense a=1"])
def test_words_that_make_none_are_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"\.$"):
        layer_from_words(text)


def test_what_may_come_next_is_offered():
    assert completions("de") == ["dense"]
    assert completions("dense 8 r") == ["dense 8 relu"]
    assert "dropout" in completions("d")
    assert completions("rocket ") == completions("8") == []


def test_layers_that_are_off_survive_a_file_and_old_files_have_none():
    recipe = Recipe(blocks=BLOCKS)
    data = recipe_to_data(recipe)
    assert recipe_from_data(data) == recipe
    assert "enabled" not in data["blocks"][0]
    assert [block.id for block in recipe.stack(1)] == [3, 4, 0]
    with pytest.raises(ValueError, match="true or false"):
        recipe_from_data({**data, "blocks": [{**data["blocks"][0], "enabled": "no"}]})


def test_unfolded_layers_survive_a_file():
    project = edits.fold_layer(Project(), 2, folded=False)
    data = project_to_data(project)
    assert project_from_data(data) == project
    del data["project"]["unfolded"]
    assert project_from_data(data) == Project()
    for wrong in ({"unfolded": "x"}, {"unfolded": [1.5]}):
        with pytest.raises(ValueError, match="whole numbers"):
            project_from_data({**data, "project": {**data["project"], **wrong}})


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_template_can_be_trained(template):
    session = Session(from_template(Project(), template).recipe)
    assert [block.layer for block in session.recipe.blocks] == list(template.layers)
    session.advance(20)
    assert session.divergence is None
    assert template.tip.endswith(".")


@pytest.mark.parametrize(
    ("name", "falls", "learns"),
    [("Deep sigmoid (vanishing gradient)", True, False), ("Deep ReLU", False, True), ("Residual", False, True)],
)
def test_the_deep_templates_show_what_they_are_there_for(name, falls, learns):
    """Of six sigmoid layers the first gets a thousandth of the last one's gradient, or less, and nothing is learned."""
    session = Session(from_template(Project(), next(one for one in TEMPLATES if one.name == name)).recipe)
    shares = []
    for _ in range(40):
        session.advance(50)
        gradients = snapshot_of(session).gradients[:, 0]
        shares.append(gradients[0] / gradients[-1])
    assert (np.median(shares) < 1e-3) == falls
    assert (np.median(shares) > 0.3) != falls
    assert (session.scores().test_metric > 0.9) == learns


def test_there_is_a_template_for_each_shape_a_course_begins_with():
    assert [template.name for template in TEMPLATES] == [
        "Perceptron",
        "Logistic regression",
        "One neuron",
        "Shallow",
        "Deep sigmoid (vanishing gradient)",
        "Deep ReLU",
        "Residual",
        "Bottleneck",
        "Overfitting",
        "Digits",
    ]


def test_edits_of_layers_that_are_gone_are_refused():
    for change in (
        lambda: edits.remove_layers(Project(), (1, 7)),
        lambda: edits.move_layers(Project(), (7,), 0),
        lambda: edits.enable_layers(Project(), (7,), False),
        lambda: edits.fold_layer(Project(), 7, True),
        lambda: edits.freeze_layers(Project(), (7,), True),
        lambda: wrap(Project(), (2, 7)),
        lambda: unwrap(Project(), 7),
    ):
        with pytest.raises(ValueError, match="no longer"):
            change()


def test_a_name_of_several_words_can_be_typed_in_the_language_that_is_shown():
    assert layer_from_words("batch norm") == BatchNorm() == layer_from_words("batch")
    korean = {"Dense": "완전 연결층", "Dropout": "드롭아웃"}

    class Shown(gettext.NullTranslations):
        def gettext(self, message):
            return korean.get(message, message)

    use_catalogue(Shown())
    try:
        assert layer_from_words("완전 연결층 8 relu") == layer_from_words("dense 8 relu") == layer_from_words("완전 8 relu")
        assert completions("드") == ["dropout"]
    finally:
        use_catalogue(gettext.NullTranslations())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rocket 3", "There is no layer “rocket”: there are dense, "),
        ("dense a=1", "Dense has no setting “a” to give a number to; it has units, activation, weights, bias."),
        ("dense activation=1", "Dense has no setting “activation” to give a number to; it has "),
        ("dense 8 9", "Dense has no place for another number: leave 9 out."),
        ("dense units=3 4", "Dense has no place for another number: leave 4 out."),
        ("dense units=x", "Neurons must be a number, not “x”."),
        ("dense 8x", "Neurons must be a number, not “8x”."),
        ("dense blue", "Dense knows no “blue”: choose among tanh, "),
        ("dropout blue", "Dropout knows no “blue”: it takes numbers only."),
        ("batch norm b=1", "Batch norm has no setting “b” to give a number to; it has momentum, epsilon."),
        ("", "Type a layer: Dense, "),
    ],
)
def test_why_words_make_no_layer(text, said):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the beginning of its text is compared
        layer_from_words(text)
    assert str(refused.value).startswith(said)


def test_a_number_behind_a_setting_of_its_own_is_the_next_one():
    assert layer_from_words("dense bias=0.1 8") == Dense(8, bias=0.1)
    assert layer_from_words("dense 8 bias=-.5 relu") == Dense(8, ReLU(), bias=-0.5)
    assert layer_from_words("batch-norm") == layer_from_words("batch_norm") == BatchNorm()


def test_of_kinds_and_choices_an_exact_match_comes_first():
    assert completions("dense 8 relu")[0] == "dense 8 relu"
    assert completions("dense he") == ["dense he", "dense he_uniform"]
    assert completions("dense 8 zzz") == completions("zzz") == completions("8re") == []
    assert completions("") == [cls.kind for cls in LAYERS.classes()]
