"""Hyperparameters as data: a field made by `param()` knows its range, scale and help, and forms are made from that.

To give an entry of a family a hyperparameter, write one line in its class:

    lr: float = param(0.03, "Learning rate", low=1e-5, high=10, log=True, help="How far each step goes.")

Label, unit, help and choices are texts for people: `param()` marks them for the catalogues of translations, as `N_()` does, and
the code that shows them passes them to `_()`.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from engine.core.number_format import format_count, format_number
from engine.core.quoting import quoted
from engine.core.translation import _

LONGEST_TEXT = 5000  # letters of a text: a file's path may have 4,096

T_co = TypeVar("T_co", covariant=True)


class Family(Protocol[T_co]):
    """What a hyperparameter chooses an entry from, such as all activations. `registry.Registry` is one."""

    family: str  # what an entry is called: "activation"

    def names(self) -> Sequence[str]: ...

    def classes(self) -> Sequence[type[T_co]]: ...

    def __getitem__(self, name: str) -> type[T_co]: ...


@dataclass(frozen=True)
class Param:
    """One hyperparameter: what a form shows and what a file may hold.

    log: a slider for it is logarithmic; where `low` is 0, its left end is 0 and the scale begins at a small number.
    family: the value is an entry of it; many: a tuple of from `low` to `high` entries; distinct: no two of one kind.
    hidden: forms do not show it. optional: files leave it out while it is the default, so that earlier versions can read them.
    reads: of a text with a grammar, such as a formula: gives it in plain notation, or raises ValueError with a sentence.
    longest: letters that a text may have.
    """

    name: str
    label: str
    default: Any
    low: float | None = None
    high: float | None = None
    log: bool = False
    unit: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    family: Family[Any] | None = None
    many: bool = False
    distinct: bool = False
    hidden: bool = False
    optional: bool = False
    reads: Callable[[str], str] | None = None
    longest: int = LONGEST_TEXT

    @property
    def kind(self) -> type:
        """int, float, bool or str; for a choice out of a family, the class of its default; tuple for several of a family."""
        return type(self.default)

    def check(self, value: Any) -> Any:
        """`value` as this hyperparameter's type. Raises ValueError with a sentence for the user."""
        if self.many:
            return self._several(value)
        if self.family is not None:
            if type(value) not in self.family.classes():
                raise self._problem(_("{label} must be one of {names}."), names=", ".join(self.family.names()))
            return value
        if self.kind is bool or self.kind is str:
            if type(value) is not self.kind:
                text = _("{label} must be yes or no, not {value}.")
                if self.kind is str:
                    text = _("{label} must be a text, not {value}.")
                raise self._problem(text, value=quoted(value))
            if isinstance(value, str) and len(value) > self.longest:
                raise self._problem(_("{label} must be a text of at most {most} letters."), most=format_count(self.longest))
            if self.choices and value not in self.choices:
                text = _("{label} must be one of {names}, not {value}.")
                raise self._problem(text, names=", ".join(self.choices), value=quoted(value))
            return self.reads(value) if self.reads is not None and isinstance(value, str) else value
        return self._number(value)

    def _several(self, value: Any) -> tuple[Any, ...]:
        assert self.family is not None
        self.check_length(value)
        if not all(type(one) in self.family.classes() for one in value):
            raise self._problem(_("Each entry of {label} must be one of {names}."), names=", ".join(self.family.names()))
        if self.distinct and len({type(one) for one in value}) < len(value):
            raise self._problem(_("{label} must be different ones: leave out the second of a kind."))
        return tuple(value)

    def check_length(self, value: Any) -> None:
        """Raise ValueError with a sentence unless it is a list of a length that is allowed, whatever its entries are."""
        low, high = int(self.low or 0), int(self.high or 1)
        if not isinstance(value, list | tuple) or not low <= len(value) <= high:
            text = _("{label} must be a list of {low} to {high} entries, not {value}.")
            if isinstance(value, list | tuple):
                text = _("{label} must be a list of {low} to {high} entries, not of {count}.")
            count = len(value) if isinstance(value, list | tuple) else 0
            raise self._problem(text, low=low, high=high, value=quoted(value), count=format_count(count))

    def _number(self, value: Any) -> int | float:
        if not is_finite_number(value):
            raise self._problem(_("{label} must be a number, not {value}."), value=quoted(value))
        if self.kind is int and int(value) != value:
            raise self._problem(_("{label} must be a whole number, not {value}."), value=quoted(value))
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            text = _("{label} must be at most {high}, not {value}.")
            if self.low is not None:
                text = _("{label} must be at least {low}, not {value}.")
                if self.high is not None:
                    text = _("{label} must be from {low} to {high}, not {value}.")
            raise self._problem(text, value=quoted(value), **self._limits())
        return int(value) if self.kind is int else float(value)

    def range_text(self) -> str:
        """The allowed range by itself, for tooltips: 'from 0 to 10'."""
        text = _("any number") if self.high is None else _("at most {high}")
        if self.low is not None:
            text = _("at least {low}") if self.high is None else _("from {low} to {high}")
        return text.format(**self._limits())

    def _limits(self) -> dict[str, str]:
        ends = {"low": self.low, "high": self.high}
        return {name: format_number(end, 6) for name, end in ends.items() if end is not None}

    def _problem(self, sentence: str, **slots: object) -> ValueError:
        return ValueError(sentence.format(label=_(self.label), **slots))


def choice_text(choice: str) -> str:
    """One of a hyperparameter's choices as people read it, translated where it is shown; files keep it as it is."""
    return choice.capitalize()


def is_finite_number(value: Any) -> bool:
    """Whether it is a number that a float can hold: no truth value, no NaN, no infinity, and no whole number of 400 digits."""
    return type(value) in (int, float) and -sys.float_info.max <= value <= sys.float_info.max


def param(default: Any, label: str, **about: Any) -> Any:
    """A dataclass field that carries a `Param`; `about` may give low, high, log, unit, help, choices, family, many, distinct,
    hidden, optional, reads, longest.
    """
    return dataclasses.field(default=default, metadata={"param": Param("", label, default, **about)})


def params_of(item: Any) -> Mapping[str, Param]:
    """The hyperparameters of an entry or its class, in the order of its fields."""
    fields = dataclasses.fields(item)
    return {f.name: dataclasses.replace(cast(Param, f.metadata["param"]), name=f.name) for f in fields if "param" in f.metadata}


def check_params(item: Any) -> None:
    """Raise ValueError with a sentence when a hyperparameter of `item` is of the wrong kind or out of range."""
    for name, about in params_of(item).items():
        about.check(getattr(item, name))
