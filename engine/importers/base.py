"""What an importer is. To add one, write a file beside this one with a class that carries `@IMPORTERS.add(...)`.

It may be named like the exporter of the same format.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from engine.core.arrays import Array
from engine.core.registry import Entry, Registry
from engine.core.translation import _
from engine.exporters.base import ProgramRun
from engine.files.file_problem import FileProblem
from engine.importers.imported_network import ImportedNetwork

USUAL_BYTES, MOST_BYTES = 64 * 1024 * 1024, 96 * 1024 * 1024  # see `most_bytes`
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})


class Importer(Entry, ABC):
    """A file format that trained networks can be read from."""

    suffixes: ClassVar[tuple[str, ...]]  # ends of names, in small letters, with their dots; no other importer has them
    about: ClassVar[str]  # one line for a dialog: what writes such a file

    @abstractmethod
    def read(self, path: Path, answers: Mapping[str, str] = NO_ANSWERS) -> ImportedNetwork:
        """The network in the file. Raises FileProblem with a sentence when there is none that this program can build.

        `answers`: what the user chose where the file cannot know, by the `key` of the network's `questions`; what is not answered
        is taken as the most likely.
        """

    def run_program(self, path: Path, x_raw: Array, answers: Mapping[str, str] = NO_ANSWERS) -> ProgramRun | None:
        """What the file's own program predicts of raw inputs, (rows, inputs); None where it is not installed, or not known.

        Raises FileProblem when it is there and refuses the file.
        """
        return None


IMPORTERS: Registry[Importer] = Registry("import format")


def most_bytes(path: Path) -> int:
    """What a file may have, or unpack to, where other programs write the format.

    Above what is usual only what lies on the drive as it is, up to the largest network here with what describes it: a small file
    cannot grow into that.
    """
    try:
        return max(USUAL_BYTES, min(path.stat().st_size, MOST_BYTES))
    except OSError:  # opening it reports why
        return USUAL_BYTES


def recognises(importer: type[Importer], path: str | Path) -> bool:
    """Whether files with such a name are of the importer's format."""
    return Path(path).suffix.lower() in importer.suffixes


def for_path(path: str | Path) -> Importer:
    """The importer for a file, by the end of its name. Raises FileProblem with the ends there are."""
    for cls in IMPORTERS:
        if recognises(cls, path):
            return cls()
    text = _('"{name}" is not a kind of file that networks are read from: choose one whose name ends in {ends}.')
    *others, last = (suffix for cls in IMPORTERS for suffix in cls.suffixes)
    ends = _("{others} or {last}").format(others=", ".join(others), last=last) if others else last
    raise FileProblem(text.format(name=Path(path).name, ends=ends))
