"""What the dialog lets a thread do: look at the beginning of a file, and read all of it as was decided."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from engine.data.csv_files.content_store import CONTENTS, stored_digest
from engine.data.csv_files.encoding import read_text
from engine.data.csv_files.reader import preview_csv, read_with_sketch
from engine.data.csv_files.sketch import TableSketch
from engine.data.datasets.csv_file import CsvFile, known_facts, remember_facts
from engine.data.table import Table
from engine.data.table_facts import facts_of
from engine.files.file_problem import FileProblem
from gui.model.table_draft import TableDraft, in_names

BEGINNING = 10_000  # bytes by which it is known that there are letters in the file
ANY_LETTERS = "latin-1"


@dataclass(frozen=True)
class Look:
    """What the beginning of the file shows, as the draft reads it; or why it cannot be read so, though it may otherwise.

    suggested: the column to predict where none is chosen.
    """

    draft: TableDraft
    sketch: TableSketch | None
    problem: str = ""
    suggested: str = ""


@dataclass(frozen=True)
class WholeTable:
    """All rows, as the recipe's data say it, and what is known of the columns by then."""

    dataset: CsvFile
    table: Table
    sketch: TableSketch


def look(path: str, digest: str, draft: TableDraft) -> Look:
    """Raises FileProblem when no choice can help: there is no such file, or it holds no text."""
    content = CONTENTS.get(digest)
    try:
        sketch = preview_csv(path, content, draft.choices)
    except FileProblem as problem:
        _check_letters(path, content)
        return Look(draft, None, str(problem))
    fitting, suggested = in_names(draft, sketch.names), sketch.label
    if fitting.label:
        sketch = preview_csv(path, content, draft.choices, fitting.label)
    return Look(fitting, sketch, suggested=suggested)


def read(path: str, digest: str, draft: TableDraft, label: str, present: CsvFile | None) -> WholeTable:
    """The table, known by its content. What the present one is about is known afterwards, too. Raises FileProblem."""
    digest = digest or stored_digest(path)
    wanted = draft.label or label
    table, sketch = read_with_sketch(path, wanted, draft.task, CONTENTS.get(digest), draft.choices)
    dataset = draft.dataset(path, digest, sketch.label)
    remember_facts(dataset, facts_of(table))
    if present is not None and present.digest and known_facts(present) is None:
        with suppress(FileProblem):
            present.make(np.random.default_rng())
    return WholeTable(dataset, table, sketch)


def kept_digest(path: str, present: CsvFile | None) -> str:
    """The digest of the rows that are in use when their file is gone; nothing where there is a file to read."""
    gone = present is not None and present.path == path and not os.path.exists(path)
    return present.digest if present is not None and gone and CONTENTS.get(present.digest) is not None else ""


def _check_letters(path: str, content: bytes | None) -> None:
    read_text(path, BEGINNING, None if content is None else content[:BEGINNING], ANY_LETTERS)
