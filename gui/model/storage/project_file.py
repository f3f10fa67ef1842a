"""Project files (.npp): a zip that holds the project as JSON one can read, and the trained state as plain NumPy arrays.

    project.json        format, program, version, project (recipe, axes, notes)
    state.json          the counters, generators and names of the trained state; missing in an untrained project
    state/NAME.npy      its arrays, never pickled
    moments/N…          keyframes of the run that the user can go back to, each as a recipe and a state

A file that cannot be read raises FileProblem. With a StateProblem the project itself is intact: it opens with `trained=False`.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.core.number_format import format_count
from engine.core.params import is_finite_number
from engine.core.quoting import quoted, shortened
from engine.core.translation import _
from engine.core.version import VERSION
from engine.data.formulas.input_list import MOST_INPUTS
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.recipe.limits import MOST_IN_ALL
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.training.checkpoint import Checkpoint
from gui.model.project import Axes, Project
from gui.model.storage.archive import DAMAGE, Archive, json_bytes, read_json
from gui.model.storage.trained_state import keyframe_members, read_keyframes, read_state, state_members

FORMAT = 1
PROGRAM = "Network Playground"
SUFFIX = ".npp"
MOST_NOTES = 1_000_000


class StateProblem(FileProblem):
    """The project can be read, its trained state cannot."""


@dataclass(frozen=True, eq=False)
class Opened:
    """What a file held. `checkpoint` is None when the project was saved without a trained state."""

    project: Project
    checkpoint: Checkpoint | None


def save_project(project: Project, path: str | Path, checkpoint: Checkpoint | None = None) -> None:
    """Write the project and, if given, its trained state, completely or not at all. Raises FileProblem."""
    write_atomic(path, project_bytes(project, checkpoint))


def open_project(path: str | Path, trained: bool = True) -> Opened:
    """Read what `save_project` wrote; `trained=False` does not read the trained state. Raises FileProblem, StateProblem."""
    with Archive.open(path) as archive:
        project = _project(archive)
        if not trained or not archive.has("state.json"):
            return Opened(project, None)
        try:
            return Opened(project, dataclasses.replace(read_state(archive, "state"), timeline=read_keyframes(archive)))
        except FileProblem as problem:
            whole = _("The project itself is whole and can be opened without its training.")
            raise StateProblem(f"{problem} {whole}") from problem


def project_bytes(project: Project, checkpoint: Checkpoint | None = None) -> memoryview:
    """The content of the file. The same project and state give the same bytes."""
    members: dict[str, bytes] = {"project.json": json_bytes(project_to_data(project))}
    if checkpoint is not None:
        members |= state_members("state", checkpoint) | keyframe_members(checkpoint.timeline)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED
            file.writestr(info, data)
    return stream.getbuffer()


def project_to_data(project: Project) -> dict[str, Any]:
    """The project as plain data for JSON."""
    axes = {"shown": list(project.axes.shown), "fixed": list(project.axes.fixed), "follow": project.axes.follow}
    content: dict[str, Any] = {"recipe": recipe_to_data(project.recipe), "axes": axes, "notes": project.notes}
    content["unfolded"] = sorted(project.unfolded)
    return {"format": FORMAT, "program": PROGRAM, "version": VERSION, "project": content}


def project_from_data(data: Any) -> Project:
    """The project that `project_to_data` wrote. Raises ValueError with a sentence for the user."""
    if not isinstance(data, dict) or data.get("program") != PROGRAM or type(data.get("format")) is not int:
        raise ValueError(_("It is no project of this program."))
    if data["format"] < 1:
        raise ValueError(
            _("It is no project of this program: there is no format {format}.").format(format=quoted(data["format"]))
        )
    if data["format"] > FORMAT:
        newer = _("A newer version wrote it ({version}, format {format}; this one reads up to {known}): update the program.")
        version = shortened(data["version"], 20) if isinstance(data.get("version"), str) else "?"
        raise ValueError(newer.format(version=version, format=quoted(data["format"]), known=FORMAT))
    content = data.get("project")
    if not isinstance(content, dict):
        raise ValueError(_("Its project is missing."))
    notes = content.get("notes", "")
    if not isinstance(notes, str) or len(notes) > MOST_NOTES:
        raise ValueError(_("Its notes must be a text of at most {most} letters.").format(most=format_count(MOST_NOTES)))
    return Project(_recipe(content.get("recipe")), _axes(content.get("axes", {})), notes, _unfolded(content.get("unfolded", [])))


def _recipe(data: Any) -> Recipe:
    try:
        return recipe_from_data(data)
    except DAMAGE as problem:
        if type(problem) is ValueError:
            raise
        raise ValueError(_("Its network is damaged.")) from problem


def _unfolded(data: Any) -> frozenset[int]:
    if not isinstance(data, list | tuple) or len(data) > MOST_IN_ALL or not all(type(block_id) is int for block_id in data):
        raise ValueError(_("Its unfolded layers must be a list of at most {most} whole numbers.").format(most=MOST_IN_ALL))
    return frozenset(data)


def _axes(data: Any) -> Axes:
    if not isinstance(data, dict):
        raise ValueError(_("Its axes are damaged."))
    standard = dataclasses.asdict(Axes())
    shown, fixed, follow = (data.get(name, standard[name]) for name in ("shown", "fixed", "follow"))
    if (
        not isinstance(shown, list | tuple)
        or len(shown) not in (1, 2)
        or not all(type(i) is int and 0 <= i < MOST_INPUTS for i in shown)
    ):
        raise ValueError(
            _("Its axes must show one or two inputs, by whole numbers from 0 to {most}.").format(most=MOST_INPUTS - 1)
        )
    if not isinstance(fixed, list | tuple) or len(fixed) > MOST_INPUTS or not all(map(is_finite_number, fixed)):
        text = _("The values at which its inputs are held must be numbers, {most} at most.")
        raise ValueError(text.format(most=format_count(MOST_INPUTS)))
    if not isinstance(follow, bool):
        raise ValueError(_("Whether its held inputs follow the data must be true or false."))
    return Axes(tuple(shown), tuple(float(x) for x in fixed), follow)


def _project(archive: Archive) -> Project:
    try:
        return project_from_data(read_json(archive, "project.json"))
    except DAMAGE as problem:
        why = str(problem) if type(problem) is ValueError else _("Its content is damaged.")
        raise FileProblem(f'"{archive.name}", project.json: {why} {_("The file was left as it is.")}') from problem
