"""Entries and layers in short form, as typed on the command line: 'momentum:beta=0.95', '16:tanh', 'residual=8:relu+4'."""

from __future__ import annotations

from typing import Any, TypeVar

from engine.core.params import Family, Param, params_of
from engine.core.quoting import quoted
from engine.core.registry import Entry
from engine.core.translation import _
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers import LAYERS, Layer
from engine.nn.layers.dense import Dense

T = TypeVar("T", bound=Entry)


def entry_from(registry: Family[T], text: str) -> T:
    """'name', 'name:value' or 'name:setting=value:…'; a value without a name sets the next setting in the class's order.

    Raises ValueError with a sentence.
    """
    name, *given = text.strip().split(":")
    cls = registry[name.strip()]
    about = {key: one for key, one in params_of(cls).items() if one.family is None}
    in_order = list(about)
    values: dict[str, Any] = {}
    for part in given:
        key, equals, value = part.partition("=")
        if not equals:
            if not in_order:
                message = _("{text} has more values than {name} has settings; {settings}.")
                raise ValueError(message.format(text=quoted(text), name=name, settings=settings_text(cls)))
            key, value = in_order[0], part
        key = key.strip()
        if key not in about:
            message = _("{name} has no setting {setting}; {settings}.")
            raise ValueError(message.format(name=name, setting=quoted(key), settings=settings_text(cls)))
        if key in values:
            raise ValueError(_("{text} sets {setting} twice.").format(text=quoted(text), setting=key))
        values[key] = value_from(about[key], value.strip())
        in_order.remove(key)
    return cls(**values)


def entry_text(entry: Entry) -> str:
    """As `entry_from` reads it: the name, and the settings that are not its usual ones. Choices out of families are left out."""
    own = {name: getattr(entry, name) for name, one in params_of(entry).items() if one.family is None}
    changed = {name: value for name, value in own.items() if value != params_of(entry)[name].default}
    return ":".join((entry.kind, *(f"{name}={value_text(value)}" for name, value in changed.items())))


def value_text(value: Any) -> str:
    """The shortest text that `value_from` reads back equal."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def value_from(about: Param, text: str) -> Any:
    """A hyperparameter's value from its text. Raises ValueError with a sentence."""
    if about.kind is bool:
        return about.check({"yes": True, "no": False}.get(text, text))
    if about.kind is str:
        return about.check(text)
    try:
        number = float(text)
    except ValueError:
        message = _("{label} must be a number, not {value}.")
        raise ValueError(message.format(label=_(about.label), value=quoted(text))) from None
    return about.check(number)


def settings_text(cls: type[Entry]) -> str:
    """'its settings are beta, lr' for messages and help."""
    names = [name for name, one in params_of(cls).items() if one.family is None]
    return _("its settings are {names}").format(names=", ".join(names)) if names else _("it has no settings")


def layer_text(cls: type[Layer]) -> str:
    """How a layer other than a dense one is written, for help: 'dropout (its settings are rate)', 'residual=LAYER+LAYER'."""
    first = next(iter(params_of(cls).values()), None)
    if first is None or first.family is None:
        return _("{kind} ({settings})").format(kind=cls.kind, settings=settings_text(cls))
    text = _("{kind}=LAYER+LAYER") if first.many else _("{kind}:{setting}")
    return text.format(kind=cls.kind, setting=_(first.label).upper())


def layers_from(text: str) -> tuple[Layer, ...]:
    """'16:tanh,8:leaky_relu:0.1,4,dropout:0.2': a number is a dense layer with an activation (tanh unless given).

    'residual=8:relu+dropout:0.2' names the layers inside, joined by plus signs; 'activation:elu' the function of an activation.
    'none' is no hidden layer. No sign in it means anything to a shell. Raises ValueError with a sentence.
    """
    if text.strip().lower() in ("", "none"):
        return ()
    return tuple(_layer(part.strip()) for part in text.split(","))


def _layer(text: str) -> Layer:
    size, _colon, activation = text.partition(":")
    if not size.strip().lstrip("-").isdecimal():
        if not text:
            message = _("There is an empty place in the list of layers: write 16:tanh,8:relu, or residual=8:relu+4:tanh.")
            raise ValueError(message)
        kind, equals, inside = text.partition("=")
        if equals and kind.strip() in LAYERS.names() and ":" not in kind:
            return _holder(LAYERS[kind.strip()], inside)
        if size.strip() in LAYERS.names():
            return _of_kind(LAYERS[size.strip()], text)
        others = ", ".join(name for name in LAYERS.names() if name != "dense")
        message = _("{text} is no layer: write NEURONS:ACTIVATION such as 16:tanh, or one of {names} such as dropout:0.2.")
        raise ValueError(message.format(text=quoted(text), names=others))
    units = params_of(Dense)["units"].check(int(size))
    return Dense(units, entry_from(ACTIVATIONS, activation)) if activation else Dense(units)


def _of_kind(cls: type[Layer], text: str) -> Layer:
    """'dropout:0.2'; of a layer whose one setting is out of a family, such as 'activation:leaky_relu:0.1', that entry."""
    _kind, colon, entry = text.partition(":")
    settings = params_of(cls)
    first = next(iter(settings.values()), None)
    if not colon or first is None or first.family is None or len(settings) > 1:
        return entry_from(LAYERS, text)
    return cls(**{first.name: entry_from(first.family, entry)})


def _holder(cls: type[Layer], text: str) -> Layer:
    """A layer that holds others, from these: '8:relu+dropout:0.2'."""
    chain = next((one for one in params_of(cls).values() if one.many), None)
    if chain is None:
        message = _("{kind} holds no layers: write {kind} without the equals sign.")
        raise ValueError(message.format(kind=cls.kind))
    layers = tuple(_layer(part.strip()) for part in text.split("+"))
    return cls(**{chain.name: chain.check(layers)})
