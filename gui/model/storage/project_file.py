"""Project files (.npp): a zip that holds the project as JSON one can read, and the trained state as plain NumPy arrays.

    project.json        format, program, version, project (recipe, axes, notes)
    state.json          the counters, generators and names of the trained state; missing in an untrained project
    state/NAME.npy      its arrays, never pickled
    trained.json        the recipe that the state belongs to, where that is not the project's: a network that was edited into
                        one that cannot be trained. Versions that do not know it open the project and say what is wrong with
                        it; once that is fixed, the state is used where its shapes fit, and else the network starts anew
    moments/N…          keyframes of the run that the user can go back to, each as a recipe and a state
    data/DIGEST.csv     small tables of the user's own, by their content

A file that cannot be read raises FileProblem. With a StateProblem the project itself is intact: it opens with `trained=False`.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.core.number_format import format_count
from engine.core.params import is_finite_number
from engine.core.quoting import quoted, shortened
from engine.core.translation import _, joined
from engine.core.version import VERSION
from engine.data.formulas.input_list import MOST_INPUTS
from engine.files.atomic_write import write_atomic
from engine.files.file_problem import FileProblem
from engine.recipe.limits import MOST_IN_ALL
from engine.recipe.recipe import Recipe, recipe_from_data, recipe_to_data
from engine.training.checkpoint import Checkpoint
from gui.model.project import Axes, Project
from gui.model.storage.archive import DAMAGE, Archive, json_bytes, read_json
from gui.model.storage.project_tables import (
    EMBEDDED_BYTES,
    Located,
    SavedTable,
    locate_rows,
    read_tables,
    table_members,
    table_to_data,
)
from gui.model.storage.trained_state import keyframe_members, read_keyframes, read_state, state_members

FORMAT = 1
PROGRAM = "Network Playground"
SUFFIX = ".npp"
TRAINED = "trained.json"
MOST_NOTES = 1_000_000
FAST = 1  # level of compression: a table of 1 MB takes 50 ms, 400 at the usual level


class StateProblem(FileProblem):
    """The project can be read, its trained state cannot."""


@dataclass(frozen=True, eq=False)
class Opened:
    """What a file held. `checkpoint` is None when the project was saved without a trained state.

    `trained` is the recipe that the state belongs to, where that is not the project's.
    """

    project: Project
    checkpoint: Checkpoint | None
    table: SavedTable = field(default_factory=SavedTable)
    trained: Recipe | None = None

    def located(self, path: Path) -> Located:
        """The project with its rows, which are looked for in the file, beside it, and where they were."""
        return locate_rows(self.project, self.checkpoint, self.table, path, self.trained)


def save_project(
    project: Project,
    path: str | Path,
    checkpoint: Checkpoint | None = None,
    embedded: int = EMBEDDED_BYTES,
    trained: Recipe | None = None,
) -> None:
    """Write the project and, if given, its trained state, completely or not at all. Raises FileProblem.

    Tables of at most `embedded` bytes go with it. `trained` is the recipe of the state, where that is not the project's.
    """
    write_atomic(path, project_bytes(project, checkpoint, Path(path).parent, embedded, trained))


def open_project(path: str | Path, trained: bool = True) -> Opened:
    """Read what `save_project` wrote; `trained=False` does not read the trained state. Raises FileProblem, StateProblem."""
    with Archive.open(path) as archive:
        project, table = _project(archive)
        if not trained or not archive.has("state.json"):
            return Opened(project, None, table)
        try:
            state = dataclasses.replace(read_state(archive, "state"), timeline=read_keyframes(archive))
            return Opened(project, state, table, _trained(archive))
        except FileProblem as problem:
            whole = _("The project itself is whole and can be opened without its training.")
            raise StateProblem(joined((str(problem), whole))) from problem


def project_bytes(
    project: Project,
    checkpoint: Checkpoint | None = None,
    folder: Path | None = None,
    embedded: int = EMBEDDED_BYTES,
    trained: Recipe | None = None,
) -> bytes:
    """The content of the file, which is to lie in `folder`. The same project and state give the same bytes."""
    content = project_to_data(project)
    table = table_to_data(project.recipe.data, folder)
    if table:
        content["project"]["table"] = table
    keyframes = () if checkpoint is None else checkpoint.timeline
    members = {"project.json": json_bytes(content)}
    others = () if trained is None else (trained,)
    members |= table_members([project.recipe, *others, *(keyframe.recipe for keyframe in keyframes)], embedded)
    if checkpoint is not None:
        members |= state_members("state", checkpoint) | keyframe_members(checkpoint.timeline)
    if checkpoint is not None and trained is not None:
        members[TRAINED] = json_bytes(recipe_to_data(trained))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED if name.endswith((".json", ".csv")) else zipfile.ZIP_STORED
            file.writestr(info, data, compresslevel=FAST if name.endswith(".csv") else None)
    return stream.getvalue()


def project_to_data(project: Project) -> dict[str, Any]:
    """The project as plain data for JSON."""
    axes = {"shown": list(project.axes.shown), "fixed": list(project.axes.fixed), "follow": project.axes.follow}
    content: dict[str, Any] = {"recipe": recipe_to_data(project.recipe), "axes": axes, "notes": project.notes}
    content["unfolded"], content["own_loss"] = sorted(project.unfolded), project.own_loss
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
    own_loss = content.get("own_loss", True)  # in earlier versions a loss stayed as long as it could be used
    if type(own_loss) is not bool:
        raise ValueError(_("Whether its loss was chosen must be true or false."))
    recipe, axes, unfolded = _recipe(content.get("recipe")), _axes(content.get("axes", {})), content.get("unfolded", [])
    return Project(recipe, axes, notes, _unfolded(unfolded), own_loss)


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


def _trained(archive: Archive) -> Recipe | None:
    """The recipe of the state, where it is not the project's. Raises FileProblem."""
    if not archive.has(TRAINED):
        return None
    try:
        return _recipe(read_json(archive, TRAINED))
    except ValueError as problem:
        raise archive.problem(TRAINED, problem) from problem


def _project(archive: Archive) -> tuple[Project, SavedTable]:
    try:
        data = read_json(archive, "project.json")
        project = project_from_data(data)
        return project, read_tables(archive, data["project"].get("table"))
    except DAMAGE as problem:
        why = str(problem) if type(problem) is ValueError else _("Its content is damaged.")
        raise FileProblem(joined((archive.where("project.json", why), _("The file was left as it is.")))) from problem
