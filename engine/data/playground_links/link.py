"""What a link of TensorFlow Playground says, as a value: read from a text, and written as one that the page opens.

A link is a hash behind any host: `#key=value&key=value`. Keys, defaults and what the page does with odd values: its `state.ts`
(tensorflow/playground, Apache 2.0).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from engine.core.translation import _
from engine.data.playground_links.point_sets import CLASSIFICATION, REGRESSION

HOST = "https://playground.tensorflow.org/"
SITE = "playground.tensorflow.org"
KEYS = ("networkShape", "dataset", "activation", "problem", "seed")  # each of the page's links has one of them at least
MOST_LETTERS = 20_000
ACTIVATIONS = ("relu", "tanh", "sigmoid", "linear")
PENALTIES = ("L1", "L2")
INPUTS = ("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")  # in the page's order, which start weights depend on
FIRST_INPUTS = ("x", "y")
MOST_NOISE, CLAMPED_NOISE = 80.0, 50.0
MOST_LAYERS, MOST_NEURONS = 6, 8  # that the page can show
WITHOUT_EFFECT = ("cosX", "cosY", "collectStats")  # there, but the page does nothing with them
OWN_TEXTS = "hideText"  # whether the page shows its explanations


class LinkProblem(ValueError):
    """A text is no link of TensorFlow Playground, or says what nothing can be made of. The text says what, in a sentence."""


@dataclass(frozen=True)
class Link:
    """`noise` and `train_percent` are percentages; `hidden` are names of the page's controls that the link hides.

    `left_out` are the link's keys that mean nothing to this program: the page's own texts, unknown ones, and words that the page
    does not know either. `has_seed`: whether the link says the seed; without, the page draws other points each time.
    `asked_noise`: what the link says, where the page takes another number for it.
    """

    seed: str
    data: str = "circle"
    noise: float = 0.0
    train_percent: float = 50.0
    shape: tuple[int, ...] = (4, 2)
    inputs: tuple[str, ...] = FIRST_INPUTS
    activation: str = "tanh"
    penalty: str = ""
    strength: float = 0.0
    rate: float = 0.03
    batch: int = 10
    starts_at_zero: bool = False
    shows_test: bool = False
    discrete: bool = False
    hidden: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    has_seed: bool = True
    asked_noise: float | None = None

    @property
    def is_regression(self) -> bool:
        return self.data in REGRESSION


def looks_like_link(text: str) -> bool:
    """Whether a text may be such a link: the page's own address, or any with a hash that names a network or a dataset of it."""
    if len(text) > MOST_LETTERS or len(text.split()) != 1:
        return False
    start, _hash, rest = _plain(text).partition("#")
    return start.lower().partition("://")[2].startswith(SITE) or start.lower().startswith(SITE) or _is_hash(start, rest)


def _is_hash(start: str, rest: str) -> bool:
    return ("://" in start or not start) and any(f"{key}=" in rest for key in KEYS)


def _plain(text: str) -> str:
    """Without what the way through a page or a mail does to a link: &amp; for &, and all of it percent-encoded."""
    text = text.strip().replace("&amp;", "&")
    start, found, rest = text.partition("#")
    encoded = (not found and "%23" in start) or (found and "=" not in rest and "%3d" in rest.lower())
    return unquote(text) if encoded else text


def read_link(text: str) -> Link:
    """Raises LinkProblem with a sentence."""
    if len(text) > MOST_LETTERS:
        raise LinkProblem(_("The link is longer than any that TensorFlow Playground writes: copy it once more."))
    _start, found, rest = _plain(text).partition("#")
    if not found:
        raise LinkProblem(_("The link has no “#” with settings behind it: copy the whole address of TensorFlow Playground."))
    said = dict(pair.partition("=")[::2] for pair in rest.split("&") if pair)
    values = {key: unquote(value) for key, value in said.items()}
    values = {key: value for key, value in values.items() if value.strip() or key == "networkShape"}
    if not said:
        raise LinkProblem(_("The link says nothing behind its “#”: copy the whole address of TensorFlow Playground."))
    return _Reader(values).link()


def write_link(link: Link) -> str:
    """The address that opens it on the page, with the keys in the page's order."""
    said: dict[str, object] = {"activation": link.activation}
    if link.penalty:
        said["regularization"] = link.penalty
    said["batchSize"] = link.batch
    said["dataset"] = "circle" if link.is_regression else link.data
    said["regDataset"] = link.data if link.is_regression else "reg-plane"
    said |= {"learningRate": _short(link.rate), "regularizationRate": _short(link.strength), "noise": _short(link.noise)}
    said |= {"networkShape": ",".join(map(str, link.shape)), "seed": link.seed, "showTestData": link.shows_test}
    said |= {"discretize": link.discrete, "percTrainData": _short(link.train_percent)}
    said |= {name: name in link.inputs for name in INPUTS}
    said |= {"problem": "regression" if link.is_regression else "classification", "initZero": link.starts_at_zero}
    said |= {"hideText": False, **{f"{name}_hide": True for name in link.hidden}}
    return f"{HOST}#{'&'.join(f'{key}={_word(value)}' for key, value in said.items())}"


def _word(value: object) -> str:
    return quote(str(value).lower() if isinstance(value, bool) else str(value), safe=",.-")


def _short(number: float) -> str:
    return f"{number:.12g}"


class _Reader:
    """Reads each key once; what is left at the end is left out."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values, self._read, self._odd = values, set[str](), list[str]()

    def link(self) -> Link:
        regression = self._word("problem", ("classification", "regression"), "classification") == "regression"
        data = self._word("dataset", CLASSIFICATION, "circle")
        of_numbers = self._word("regDataset", REGRESSION, "reg-plane")
        asked = self._number("noise", 0.0, -math.inf, math.inf)
        noise = CLAMPED_NOISE if asked > MOST_NOISE else max(asked, 0.0)
        hidden = tuple(sorted(key.removesuffix("_hide") for key in self._values if key.endswith("_hide") and self._is(key)))
        self._read.update(key for key in self._values if key.endswith("_hide"))
        chosen = {name: self._flag(name, name in FIRST_INPUTS) for name in INPUTS}
        inputs = tuple(name for name in INPUTS if chosen[name] and name not in hidden)
        if not inputs:
            raise LinkProblem(_("The link switches off every input: choose at least one there, and copy the address again."))
        penalty = self._word("regularization", (*PENALTIES, "none"), "none")
        link = Link(
            seed=self._text("seed", "0.5"),
            data=of_numbers if regression else data,
            noise=noise,
            asked_noise=None if noise == asked else asked,
            train_percent=self._number("percTrainData", 50.0, 1.0, 99.0),
            shape=self._shape(),
            inputs=inputs,
            activation=self._word("activation", ACTIVATIONS, "tanh"),
            penalty="" if penalty == "none" else penalty,
            strength=self._number("regularizationRate", 0.0, 0.0, 1e6),
            rate=self._number("learningRate", 0.03, 0.0, 1e6),
            batch=round(self._number("batchSize", 10.0, 1.0, 4096.0)),
            starts_at_zero=self._flag("initZero", False),
            shows_test=self._flag("showTestData", False),
            discrete=self._flag("discretize", False),
            hidden=hidden,
        )
        left = tuple(key for key in self._values if key not in self._read and not self._says_nothing(key))
        return replace(link, left_out=(*self._odd, *left), has_seed="seed" in self._values)

    def _text(self, key: str, default: str) -> str:
        self._read.add(key)
        return self._values.get(key, default)

    def _word(self, key: str, words: tuple[str, ...], default: str) -> str:
        """One of some words; the page takes any other for its default."""
        found = self._text(key, default)
        if found in words:
            return found
        self._odd.append(f"{key}={found[:40]}")
        return default

    def _flag(self, key: str, default: bool) -> bool:
        """The page takes every text but “false” for yes."""
        self._read.add(key)
        return self._values[key] != "false" if key in self._values else default

    def _is(self, key: str) -> bool:
        return self._values.get(key) == "true"

    def _says_nothing(self, key: str) -> bool:
        return key == OWN_TEXTS or (key in WITHOUT_EFFECT and not self._flag(key, False))

    def _number(self, key: str, default: float, low: float, high: float) -> float:
        text = self._text(key, "")
        if not text:
            return default
        number = _number(text)
        if number is None or not low <= number <= high:
            sentence = _("The link says {key}={text}, which is no number that can be used. Correct it, and open the link again.")
            raise LinkProblem(sentence.format(key=key, text=text[:40]))
        return number

    def _shape(self) -> tuple[int, ...]:
        text = self._text("networkShape", "4,2")
        sizes = [_number(size) for size in text.split(",")] if text.strip() else []
        whole = [int(size) for size in sizes if size is not None and size == int(size) and 1 <= size <= 1024]
        if len(whole) != len(sizes) or len(sizes) > 50:
            sentence = _("The link says networkShape={text}: each layer needs a whole number of neurons, from 1 to {most}.")
            raise LinkProblem(sentence.format(text=text[:40], most=1024))
        return tuple(whole)


def _number(text: str) -> float | None:
    """A finite number as JavaScript reads one, without its odder notations; None for what is none."""
    try:
        number = float(text.strip())
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None
