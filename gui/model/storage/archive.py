"""A project file as a zip file of JSON and arrays. Every problem with it is a FileProblem with sentences for the user."""

from __future__ import annotations

import io
import json
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import numpy as np

from engine.core.arrays import Array
from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import N_, _, joined
from engine.files.array_zip import ArrayZip, ZipProblem
from engine.files.file_problem import FileProblem
from engine.files.reading import read_bytes

MOST_BYTES = 500_000_000
MOST_MEMBERS = 1000
MOST_ENTRIES = 2_000_000  # lists, objects and commas in a JSON file; notes of a million letters may have as many commas
PICTURE = N_('"{file}" is a picture, not a project.')
OTHER_KINDS = (  # how files of other kinds begin, and what the user is told
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"%PDF", N_('"{file}" is a PDF document, not a project.')),
    (b"\x80", N_('"{file}" is a Python pickle, which this program never opens because it can run foreign code, not a project.')),
    (b"\x93NUMPY", N_('"{file}" is a NumPy array, not a project.')),
    (b"\x1f\x8b", N_('"{file}" is a compressed file, not a project.')),
    (b"\x89HDF", N_('"{file}" is an HDF5 file, not a project.')),
)
CHOOSE = N_("Choose a project file (.npp) that this program saved.")
OTHER = N_("Choose another project file (.npp), or take a copy of this one from before it was damaged.")
COPY = N_("Take a copy of the file from before it was damaged; this one was left as it is.")
DAMAGE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)  # what readers raise on odd content


class Archive:
    """An open project file. `name` is for messages, `names` are its members. Its methods raise FileProblem."""

    MOST_JSON: ClassVar[int] = 50_000_000

    def __init__(self, name: str, file: ArrayZip) -> None:
        self.name, self.file, self.names = name, file, file.names

    @classmethod
    def open(cls, path: str | Path) -> Archive:
        """Raises FileProblem when there is no such file, or it is of another kind."""
        data = read_bytes(path, MOST_BYTES, _(CHOOSE))
        name = Path(path).name
        _refuse_other_kinds(name, data)
        try:
            file = ArrayZip(io.BytesIO(data), MOST_MEMBERS, MOST_BYTES)
        except ZipProblem as problem:
            unusable = _('"{file}" cannot be used.').format(file=name)
            raise FileProblem(joined((unusable, str(problem), _(OTHER)))) from problem
        archive = cls(name, file)
        if not archive.has("project.json"):
            without = _('"{file}" is a zip file without a project in it (no project.json).').format(file=name)
            raise FileProblem(joined((without, _(CHOOSE))))
        return archive

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.file.close()

    def has(self, member: str) -> bool:
        return member in self.names

    def read(self, member: str, most: int = MOST_BYTES) -> bytes:
        """The content of a member. Raises FileProblem when it is damaged, or larger than `most` bytes."""
        try:
            return self.file.read(member, most)
        except ZipProblem as problem:
            raise self.problem(member, problem) from problem

    def problem(self, member: str, sentence: object) -> FileProblem:
        """A FileProblem that names the file and the member, and says what to do."""
        return FileProblem(joined((self.where(member, sentence), _(COPY))))

    def where(self, place: str, sentence: object) -> str:
        """What is wrong at a place in the file, such as one of its members."""
        return _('"{file}", {place}: {sentence}').format(file=self.name, place=place, sentence=sentence)


def json_bytes(data: Any) -> bytes:
    """Plain data, and NumPy numbers and arrays in it, as indented JSON."""
    return json.dumps(data, indent=1, ensure_ascii=False, default=lambda value: value.tolist()).encode("utf-8")


def read_json(archive: Archive, member: str) -> Any:
    """The content of a JSON member. Raises FileProblem."""
    raw = archive.read(member, archive.MOST_JSON)
    if sum(raw.count(sign) for sign in b"[{,") > MOST_ENTRIES:  # each takes many times its length in memory
        text = _("It has more than {most} entries.")
        raise archive.problem(member, text.format(most=format_count(MOST_ENTRIES)))
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        why = shortened(str(problem), 100)
        raise archive.problem(member, _("It is not valid JSON ({problem}).").format(problem=why)) from problem


def array_bytes(array: Array) -> bytes:
    """An array as the content of a .npy file."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
    return stream.getvalue()


def read_array(archive: Archive, member: str) -> Array:
    """The array of numbers in a .npy member. Raises FileProblem."""
    try:
        return archive.file.array(member)
    except ZipProblem as problem:
        raise archive.problem(member, problem) from problem


def _refuse_other_kinds(name: str, data: bytes) -> None:
    if not data:
        raise _wrong_file(N_('"{file}" is empty.'), name)
    for start, sentence in OTHER_KINDS:
        if data.startswith(start):
            raise _wrong_file(sentence, name)
    if not data.startswith(b"PK"):
        if b"\0" in data[:4096]:
            raise _wrong_file(N_('"{file}" is another kind of file, not a project.'), name)
        is_text = N_('"{file}" is a text (such as a table of data), not a project.')
        raise _wrong_file(is_text, name, N_("Open a table with the CSV button of the data panel."))


def _wrong_file(sentence: str, name: str, advice: str = CHOOSE) -> FileProblem:
    return FileProblem(joined((_(sentence).format(file=name), _(advice))))
