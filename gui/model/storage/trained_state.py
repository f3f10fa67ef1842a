"""Trained states inside a project file: the present one, and the moments that one can look back to."""

from __future__ import annotations

from itertools import pairwise

from engine.files.file_problem import FileProblem
from engine.recipe.recipe import recipe_from_data, recipe_to_data
from engine.training.checkpoint import Checkpoint, Keyframe, checkpoint_from
from engine.training.timeline import MOST_MOMENTS
from gui.model.storage.archive import DAMAGE, Archive, array_bytes, json_bytes, read_array, read_json


def state_members(place: str, state: Checkpoint) -> dict[str, bytes]:
    """The files that hold a state: PLACE.json, and PLACE/NAME.npy for each array."""
    arrays = {f"{place}/{name}.npy": array_bytes(array) for name, array in state.to_arrays().items()}
    return {f"{place}.json": json_bytes(state.meta()), **arrays}


def read_state(archive: Archive, place: str) -> Checkpoint:
    """The state that `state_members` put there. Raises FileProblem."""
    meta = read_json(archive, f"{place}.json")
    if not isinstance(meta, dict):
        raise FileProblem(f'"{archive.name}", {place}.json: It holds no trained state.')
    names = [name for name in archive.names if name.startswith(f"{place}/") and name.endswith(".npy")]
    arrays = {name.removeprefix(f"{place}/").removesuffix(".npy"): read_array(archive, name) for name in names}
    try:
        return checkpoint_from(arrays, meta)
    except DAMAGE as problem:
        why = str(problem) if type(problem) is ValueError else "The trained state is damaged."
        raise FileProblem(f'"{archive.name}", {place}: {why}') from problem


def moment_members(moments: tuple[Keyframe, ...]) -> dict[str, bytes]:
    """The files that hold the moments: moments.json, and for each number in it a state."""
    if not moments:
        return {}
    about = [{"train_loss": moment.train_loss, "recipe": recipe_to_data(moment.recipe)} for moment in moments]
    members = {"moments.json": json_bytes(about)}
    for i, moment in enumerate(moments):
        members |= state_members(f"moments/{i}", moment.state)
    return members


def read_moments(archive: Archive) -> tuple[Keyframe, ...]:
    """The moments, earliest first; none where a file has none, as those of earlier versions. Raises FileProblem."""
    if not archive.has("moments.json"):
        return ()
    about = read_json(archive, "moments.json")
    try:
        recipes = [(recipe_from_data(one["recipe"]), float(one["train_loss"])) for one in about]
        if len(recipes) > MOST_MOMENTS:
            raise ValueError(f"there are more than {MOST_MOMENTS}")
        states = [read_state(archive, f"moments/{i}") for i in range(len(recipes))]
    except KeyError as problem:
        raise FileProblem(f'"{archive.name}", moments.json: {problem} is missing.') from problem
    except DAMAGE as problem:
        raise FileProblem(f'"{archive.name}", moments.json: it is damaged ({problem}).') from problem
    if any(before.step >= after.step for before, after in pairwise(states)):
        raise FileProblem(f'"{archive.name}", moments.json: its moments are not in order.')
    return tuple(Keyframe(recipe, state, loss) for (recipe, loss), state in zip(recipes, states, strict=True))
