"""The tables of a project file: small ones travel in it, others are looked for beside it and where they were.

    data/DIGEST.csv     the content of a CSV file, by its SHA-256; earlier versions pass over it

In project.json, `table` says what the columns of the project's table are, and where it lies as seen from the project file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from engine.core.translation import _
from engine.data.csv_files.content_store import CONTENTS, content_of, digest_of, stored_digest
from engine.data.datasets.base import Dataset
from engine.data.datasets.csv_file import CsvFile, known_facts, remember_facts
from engine.data.table_facts import Fit, TableFacts, difference, facts_from_data, facts_of, facts_to_data, fit_of
from engine.files.file_problem import FileProblem
from engine.recipe.recipe import Recipe
from engine.training.checkpoint import Checkpoint
from gui.model.project import Project
from gui.model.storage.archive import Archive
from gui.model.table_edits import with_table

EMBEDDED_BYTES = 1_000_000  # a table of at most so many bytes travels in the project file, unless the caller says otherwise
MOST_EMBEDDED = 20_000_000  # bytes of one, whatever the caller says
MOST_TABLES = 20
FOLDER, SUFFIX = "data/", ".csv"


@dataclass(frozen=True)
class SavedTable:
    """What a project file says of its table.

    `beside` is its path as seen from the project file, `damage` says why an embedded one cannot be used.
    """

    facts: TableFacts | None = None
    beside: str = ""
    damage: str = ""


@dataclass(frozen=True, eq=False)
class Located:
    """A project whose rows were looked for, its trained state as it suits them, and what the user is to know.

    `trained` is the recipe of the state, where that is not the project's.
    """

    project: Project
    checkpoint: Checkpoint | None
    notices: tuple[str, ...] = ()
    trained: Recipe | None = None


# -- writing
def table_members(recipes: Iterable[Recipe], most: int = EMBEDDED_BYTES) -> dict[str, bytes]:
    """The members that hold the tables of these recipes, those of at most `most` bytes."""
    files = {recipe.data.digest: recipe.data for recipe in recipes if isinstance(recipe.data, CsvFile) and recipe.data.digest}
    contents = {digest: _small_content(data, min(most, MOST_EMBEDDED)) for digest, data in list(files.items())[:MOST_TABLES]}
    return {f"{FOLDER}{digest}{SUFFIX}": content for digest, content in contents.items() if content is not None}


def table_to_data(data: Dataset, folder: Path | None) -> dict[str, Any]:
    """What a project file in `folder` says of its table, as plain data for JSON; nothing when it has none of its own."""
    if not isinstance(data, CsvFile) or not data.path:
        return {}
    facts = known_facts(data)
    said = {} if facts is None else facts_to_data(facts)
    return {**said, "beside": _as_seen_from(folder, data.path)}


def _small_content(data: CsvFile, most: int) -> bytes | None:
    try:
        kept = CONTENTS.get(data.digest)
        if kept is None and os.path.getsize(data.path) <= most:
            kept = content_of(data.path, data.digest)
    except (OSError, ValueError, FileProblem):
        return None
    return kept if kept is not None and len(kept) <= most else None


def _as_seen_from(folder: Path | None, path: str) -> str:
    if folder is None:
        return ""
    try:
        return Path(os.path.relpath(os.path.abspath(path), os.path.abspath(folder))).as_posix()
    except (OSError, ValueError):  # on another drive
        return ""


# -- reading
def read_tables(archive: Archive, said: Any) -> SavedTable:
    """Keep the embedded tables where their rows are looked for; `said` is what project.json says of the project's table."""
    damage = ""
    names = [name for name in archive.names if name.startswith(FOLDER) and name.endswith(SUFFIX)]
    for name in names[:MOST_TABLES]:
        try:
            content = archive.read(name, MOST_EMBEDDED)
            if digest_of(content) != name.removeprefix(FOLDER).removesuffix(SUFFIX):
                raise archive.problem(name, _("It is not the table that was saved here."))
            CONTENTS.put(content)
        except FileProblem as problem:
            damage = str(problem)
    beside = said.get("beside") if isinstance(said, dict) else None
    return SavedTable(facts_from_data(said), beside if isinstance(beside, str) else "", damage)


def locate_rows(
    project: Project, checkpoint: Checkpoint | None, saved: SavedTable, path: Path, trained: Recipe | None = None
) -> Located:
    """Find the rows of a project that was opened from `path`: in it, beside it, or where they were.

    A table of the same columns stands in for one that is gone. With any other, or none, the data stay as they are: what
    prepares them will say that their rows are missing.
    """
    found = _located(project, checkpoint, saved, path)
    old, new = project.recipe.data, found.project.recipe.data
    if trained is not None and trained.data == old and new.may_equal(old):
        trained = replace(trained, data=new)
    return replace(found, trained=trained)


def _located(project: Project, checkpoint: Checkpoint | None, saved: SavedTable, path: Path) -> Located:
    data = project.recipe.data
    if not isinstance(data, CsvFile) or not data.path:
        return Located(project, checkpoint)
    if not data.digest:
        return _identified(project, checkpoint, data, path.parent)
    if saved.facts is not None:
        remember_facts(data, saved.facts)
    places = list(_places(data.path, path.parent, saved.beside))
    kept = CONTENTS.get(data.digest)
    for place in places:
        if _holds(place, data.digest, kept):
            return _with_data(project, checkpoint, data, replace(data, path=str(place)))
    name = Path(data.path).name
    if kept is not None:
        text = _(
            '"{file}" has changed since this project was saved; it goes on with the rows that it was trained on. '
            "Choose the file anew with the CSV button of the data panel to use what it holds now."
        )
        return Located(project, checkpoint, (text.format(file=name),) if places else ())
    notices = (saved.damage,) if saved.damage else ()
    if not places:
        text = _('The rows of this project, "{file}", were not found. Choose the file with the CSV button of the data panel.')
        return Located(project, checkpoint, (*notices, text.format(file=name)))
    located = _replacement(project, checkpoint, data, places[0])
    return replace(located, notices=(*notices, *located.notices))


def _places(path: str, folder: Path, beside: str) -> Iterator[Path]:
    """Where there is a file that may be the table: as seen from the project, beside it, and where it was."""
    seen = set()
    relative = bool(beside) and not beside.startswith(("/", "\\")) and not Path(beside).is_absolute()
    for place in ([folder / beside] if relative else []) + [folder / Path(path.replace("\\", "/")).name, Path(path)]:
        try:
            plain = Path(os.path.abspath(place))
            if plain not in seen and plain.is_file():
                seen.add(plain)
                yield plain
        except (OSError, ValueError):
            continue


def _holds(place: Path, digest: str, kept: bytes | None) -> bool:
    try:
        if kept is not None and place.stat().st_size != len(kept):
            return False
        return stored_digest(place) == digest
    except (OSError, FileProblem):
        return False


def _identified(project: Project, checkpoint: Checkpoint | None, data: CsvFile, folder: Path) -> Located:
    """A project of an earlier version, which says of its table only where it was: from now on it is known by what it holds."""
    for place in (Path(data.path), *_places(data.path, folder, "")):
        try:
            return _with_data(project, checkpoint, data, replace(data, path=str(place)).identified())
        except FileProblem:
            continue
    return Located(project, checkpoint)


def _with_data(project: Project, checkpoint: Checkpoint | None, old: CsvFile, new: CsvFile) -> Located:
    """The same rows under another name: in the project and in all its keyframes."""
    changed = replace(project, recipe=replace(project.recipe, data=new))
    return Located(changed, None if checkpoint is None else checkpoint.with_data(old, new))


def _replacement(project: Project, checkpoint: Checkpoint | None, data: CsvFile, place: Path) -> Located:
    """The project with the table in `place` instead of its own, if the columns are the same."""
    name = place.name
    before = known_facts(data)
    try:
        found = replace(data, path=str(place)).identified()
        now = facts_of(found.make(np.random.default_rng()))
    except FileProblem as problem:
        return Located(project, checkpoint, (str(problem),))
    fit = Fit.OTHER if before is None else fit_of(before, now)
    if before is None or fit is Fit.OTHER:
        text = _(
            '"{file}" is not the table that this project was saved with. {what} Nothing is trained until you bring the earlier '
            "file back, or choose another one with the CSV button of the data panel."
        )
        what = "" if before is None else difference(before, now)
        return Located(project, checkpoint, (text.format(file=name, what=what),))
    text = _('"{file}" has changed since this project was saved: it has the same columns. The trained weights are kept.')
    if fit is Fit.REORDERED:
        text = _(
            '"{file}" has changed since this project was saved: its columns are in another order. '
            "The trained weights follow their names."
        )
    state = None if checkpoint is None else checkpoint.for_other_rows()
    return Located(with_table(project, found, before, now), state, (text.format(file=name),))
