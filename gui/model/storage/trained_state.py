"""Trained states inside a project file: the current one, and the keyframes that the user can go back to."""

from __future__ import annotations

from itertools import pairwise

from engine.core.quoting import shortened
from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.recipe.recipe import recipe_from_data, recipe_to_data
from engine.training.checkpoint import Checkpoint, Keyframe, checkpoint_from
from engine.training.timeline import MOST_KEYFRAMES
from gui.model.storage.archive import DAMAGE, Archive, array_bytes, json_bytes, read_array, read_json

INDEX = "moments.json"  # of the keyframes: the name that the file format has for them


def state_members(place: str, state: Checkpoint) -> dict[str, bytes]:
    """The members that hold a state, by name: PLACE.json, and PLACE/NAME.npy for each array."""
    arrays = {f"{place}/{name}.npy": array_bytes(array) for name, array in state.to_arrays().items()}
    return {f"{place}.json": json_bytes(state.meta()), **arrays}


def read_state(archive: Archive, place: str) -> Checkpoint:
    """The state that `state_members` wrote there. Raises FileProblem."""
    meta = read_json(archive, f"{place}.json")
    if not isinstance(meta, dict):
        raise FileProblem(archive.where(f"{place}.json", _("It holds no trained state.")))
    names = [name for name in archive.names if name.startswith(f"{place}/") and name.endswith(".npy")]
    arrays = {name.removeprefix(f"{place}/").removesuffix(".npy"): read_array(archive, name) for name in names}
    try:
        return checkpoint_from(arrays, meta)
    except DAMAGE as problem:
        why = str(problem) if type(problem) is ValueError else _("The trained state is damaged.")
        raise FileProblem(archive.where(place, why)) from problem


def keyframe_members(keyframes: tuple[Keyframe, ...]) -> dict[str, bytes]:
    """The members that hold keyframes: moments.json with a row for each, and the state of each."""
    if not keyframes:
        return {}
    about = [{"train_loss": keyframe.train_loss, "recipe": recipe_to_data(keyframe.recipe)} for keyframe in keyframes]
    members = {INDEX: json_bytes(about)}
    for i, keyframe in enumerate(keyframes):
        members |= state_members(f"moments/{i}", keyframe.state)
    return members


def read_keyframes(archive: Archive) -> tuple[Keyframe, ...]:
    """The keyframes, earliest first; none for a file without any, such as one of an earlier version. Raises FileProblem."""
    if not archive.has(INDEX):
        return ()
    about = read_json(archive, INDEX)
    try:
        if not isinstance(about, list) or len(about) > MOST_KEYFRAMES:
            text = _("It is no list of moments, or there are more than {most}.")
            raise FileProblem(_in_index(archive, text.format(most=MOST_KEYFRAMES)))
        recipes = [(recipe_from_data(one["recipe"]), float(one["train_loss"])) for one in about]
        states = [read_state(archive, f"moments/{i}") for i in range(len(recipes))]
    except KeyError as problem:
        raise FileProblem(_in_index(archive, _("{name} is missing.").format(name=shortened(str(problem))))) from problem
    except DAMAGE as problem:
        raise FileProblem(
            _in_index(archive, _("It is damaged ({problem}).").format(problem=shortened(str(problem), 200)))
        ) from problem
    if any(before.step >= after.step for before, after in pairwise(states)):
        raise FileProblem(_in_index(archive, _("Its moments are not in order.")))
    return tuple(Keyframe(recipe, state, loss) for (recipe, loss), state in zip(recipes, states, strict=True))


def _in_index(archive: Archive, sentence: str) -> str:
    return archive.where(INDEX, sentence)
