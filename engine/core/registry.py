"""One list per family of things a network is made of, such as all optimizers; an item as plain data for files, and back.

An entry is a frozen dataclass that carries `@FAMILY.add("name", "Label")`; the name is what files keep, so it never changes.
Families that have a folder of their own find their entries with `discover`.

What is registered is marked for the catalogues of translations by that alone: the label, the summary (the first sentence of the
class's docstring) and the label, unit, help and choices of each `param()`. The code that shows them passes them to `_()`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Generic, TypeVar

from engine.core.params import Family, Param, params_of
from engine.core.quoting import quoted
from engine.core.translation import _


class Entry:
    """What every registered class has: the name that files keep, and the label and summary that people read.

    The last two are translated where they are shown.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    summary: ClassVar[str]


T = TypeVar("T", bound=Entry)
C = TypeVar("C", bound=type[Entry])


class Registry(Generic[T]):
    """The entries of one family, in the order they were added.

    Changes: a family that is rarely wanted finds its entries when it is first asked for them (`find_later`).
    """

    def __init__(self, family: str) -> None:
        self.family = family
        self._found: dict[str, type[T]] = {}
        self._find: Callable[[], None] | None = None
        self._finding = threading.RLock()  # a second thread waits for all of them

    def find_later(self, find: Callable[[], None]) -> None:
        """Import the modules of the entries by calling this, once, when somebody asks for one."""
        self._find = find

    def arrange(self, key: Callable[[type[T]], Any]) -> None:
        """Put the entries into this order: where they are imported one by one, the first import must not decide it."""
        self._found = dict(sorted(self._found.items(), key=lambda item: key(item[1])))

    @property
    def _entries(self) -> dict[str, type[T]]:
        with self._finding:
            find, self._find = self._find, None
            if find is not None:
                find()
        return self._found

    def add(self, name: str, label: str) -> Callable[[C], C]:
        """Class decorator: put the class into this family."""

        def put(cls: C) -> C:
            if name in self._found:
                raise ValueError(f"{self.family} {name!r} is registered twice")
            cls.kind, cls.label, cls.summary = name, label, summary_of(cls)
            self._found[name] = cls  # type: ignore[assignment]
            return cls

        return put

    def names(self) -> list[str]:
        return list(self._entries)

    def classes(self) -> list[type[T]]:
        return list(self._entries.values())

    def __iter__(self) -> Iterator[type[T]]:
        return iter(self._entries.values())

    def __getitem__(self, name: str) -> type[T]:
        """The class of that name; raises ValueError with the names there are."""
        if name not in self._entries:
            text = _("There is no {family} {name}; there are {names}.")
            raise ValueError(text.format(family=_(self.family), name=quoted(name), names=", ".join(self._entries)))
        return self._entries[name]


def summary_of(cls: type) -> str:
    """The first sentence of a class's docstring without its sources; empty when it has no docstring of its own."""
    text = " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())
    if text.startswith(f"{cls.__name__}("):  # dataclasses generate one
        return ""
    text = re.sub(r"\s*\([^()]*\b(?:17|18|19|20)\d\d[^()]*\)", "", text)
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text)[0]


def dump(item: Entry) -> dict[str, Any]:
    """An item as plain data (strings, numbers, lists, dicts), fit for JSON."""
    data: dict[str, Any] = {"kind": item.kind}
    for name, about in params_of(item).items():
        value = getattr(item, name)
        if not about.optional or value != about.default:
            data[name] = dump_value(value)
    return data


def dump_value(value: Any) -> Any:
    """A hyperparameter's value as plain data: a number or text as it is, an entry or several as `dump` writes them."""
    if isinstance(value, tuple):
        return [dump_value(one) for one in value]
    return dump(value) if isinstance(value, Entry) else value


def load(registry: Family[T], data: Any) -> T:
    """The item that `dump` wrote. Missing fields take their defaults; raises ValueError with a sentence otherwise."""
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        text = _("A saved {family} must be an object with a 'kind', not {found}.")
        raise ValueError(text.format(family=_(registry.family), found=quoted(data)))
    cls = registry[data["kind"]]
    about = params_of(cls)
    unknown = set(data) - set(about) - {"kind"}
    if unknown:
        text = _("{entry} has no setting {name}; it has {names}.") if about else _("{entry} has no setting {name}; it has none.")
        raise ValueError(text.format(entry=_(cls.label), name=quoted(sorted(unknown)[0]), names=", ".join(about)))
    values = {}
    for name, one in about.items():
        if name in data:
            values[name] = load_value(one, data[name])
    return cls(**values)


def load_value(about: Param, data: Any) -> Any:
    """The hyperparameter's value that `dump_value` wrote, checked. Raises ValueError with a sentence."""
    if about.family is None:
        return about.check(data)
    if about.many:
        about.check_length(data)
        return about.check([load(about.family, one) for one in data] if isinstance(data, list) else data)
    return about.check(load(about.family, data))


def discover(package: str) -> None:
    """Import every module of a package and of the packages in it, so that the entries in them register themselves."""
    module = importlib.import_module(package)
    for found in pkgutil.iter_modules(module.__path__):
        importlib.import_module(f"{package}.{found.name}")
        if found.ispkg:
            discover(f"{package}.{found.name}")
