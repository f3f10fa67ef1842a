"""What is typed on the command line: every form, and the sentence for each mistake."""

from __future__ import annotations

import pytest

from engine.core.registry import Entry
from engine.nn.activations import ACTIVATIONS, ELU, LeakyReLU, ReLU, Tanh
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.activation_layer import ActivationLayer
from engine.nn.layers.dense import Dense
from engine.nn.layers.dropout import Dropout
from engine.nn.layers.residual import Residual
from engine.optim.optimizers import OPTIMIZERS, SGD, Adam, Momentum
from engine.optim.schedules import SCHEDULES, Cosine
from engine.recipe.short_form import entry_from, entry_text, layer_text, layers_from, settings_text, value_text


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("sgd", SGD()),
        (" momentum : 0.1 ", Momentum(lr=0.1)),
        ("momentum:0.1:0.95", Momentum(lr=0.1, beta=0.95)),
        ("momentum:beta=0.95:0.1", Momentum(lr=0.1, beta=0.95)),
        ("momentum: beta = 0.95 ", Momentum(beta=0.95)),
        ("adam:lr=1e-3", Adam(lr=0.001)),
    ],
)
def test_an_entry_with_its_settings(text: str, entry: Entry) -> None:
    assert entry_from(OPTIMIZERS, text) == entry
    assert entry_from(OPTIMIZERS, entry_text(entry)) == entry


def test_yes_and_no_are_settings_too() -> None:
    assert entry_from(SCHEDULES, "cosine:30:no") == Cosine(30, restarts=False)
    assert entry_from(SCHEDULES, "cosine:restarts=yes") == Cosine()
    assert entry_text(Cosine(30, restarts=False)) == "cosine:epochs=30:restarts=no"
    assert entry_text(Cosine()) == "cosine"
    assert [value_text(value) for value in (True, False, 2.0, 0.5, 3, "a")] == ["yes", "no", "2", "0.5", "3", "a"]
    with pytest.raises(ValueError, match="Restarts must be yes or no, not 'maybe'"):
        entry_from(SCHEDULES, "cosine:restarts=maybe")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sgd:1:2", "'sgd:1:2' has more values than sgd has settings; its settings are lr."),
        ("sgd:rate=1", "sgd has no setting 'rate'; its settings are lr."),
        ("momentum:lr=1:lr=2", "'momentum:lr=1:lr=2' sets lr twice."),
        ("momentum:0.1:lr=2", "'momentum:0.1:lr=2' sets lr twice."),
        ("sgd:fast", "Learning rate must be a number, not 'fast'."),
        ("sgd:11", "Learning rate must be from 10⁻⁶ to 10, not 11.0."),
    ],
)
def test_what_is_wrong_with_an_entry_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        entry_from(OPTIMIZERS, text)
    assert str(problem.value) == sentence


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        ("", ()),
        (" None ", ()),
        ("16", (Dense(16),)),
        ("16:relu, 4", (Dense(16, ReLU()), Dense(4))),
        ("8:leaky_relu:0.1", (Dense(8, LeakyReLU(0.1)),)),
        ("dropout:0.2", (Dropout(0.2),)),
        ("dropout", (Dropout(),)),
        ("activation:elu:2", (ActivationLayer(ELU(2.0)),)),
        ("activation", (ActivationLayer(),)),
        ("residual=8:relu+4", (Residual((Dense(8, ReLU()), Dense(4))),)),
        ("residual = 8 + dropout:0.3", (Residual((Dense(8), Dropout(0.3))),)),
    ],
)
def test_layers_one_after_the_other(text: str, layers: tuple[Layer, ...]) -> None:
    assert layers_from(text) == layers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("16,,4", "There is an empty place in the list of layers: write 16:tanh,8:relu, or residual=8:relu+4:tanh."),
        ("-3", "Neurons must be from 1 to 1,024, not -3."),
        ("0", "Neurons must be from 1 to 1,024, not 0."),
        ("16:bent", "There is no activation 'bent'; there are "),
        ("dropout=8", "dropout holds no layers: write dropout without the equals sign."),
        ("residual=8+", "There is an empty place in the list of layers"),
        ("wide:3", "'wide:3' is no layer: write NEURONS:ACTIVATION such as 16:tanh, or one of "),
        ("wide=3", "'wide=3' is no layer: write NEURONS:ACTIVATION such as 16:tanh, or one of "),
    ],
)
def test_what_is_wrong_with_layers_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        layers_from(text)
    assert str(problem.value).startswith(sentence)
    assert "dense" not in str(problem.value)


def test_help_says_how_each_is_written() -> None:
    assert settings_text(Momentum) == "its settings are lr, beta"
    assert settings_text(ReLU) == "it has no settings"
    assert layer_text(Dropout) == "dropout (its settings are rate)"
    assert layer_text(LAYERS["activation"]) == "activation:ACTIVATION"
    assert layer_text(Residual) == "residual=LAYER+LAYER"
    assert all(entry_from(ACTIVATIONS, entry_text(cls())) == cls() for cls in ACTIVATIONS)
    assert Dense(16) == Dense(16, Tanh())
