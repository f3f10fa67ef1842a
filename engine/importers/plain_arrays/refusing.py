"""What is wrong with another program's file, as one sentence for people, whatever went wrong while it was read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.core.translation import _
from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem

DAMAGED = (TypeError, KeyError, IndexError, AttributeError, OverflowError, MemoryError, RecursionError)


@contextmanager
def importing(path: Path) -> Iterator[None]:
    """Raises FileProblem for what is raised inside: with its sentence, when it is a ValueError or RecipeProblem."""
    try:
        yield
    except (ValueError, RecipeProblem) as problem:
        reason = str(problem)
        cause: Exception = problem
    except DAMAGED as problem:
        reason = _("It is damaged, or made by a program that is not known here.")
        cause = problem
    else:
        return
    raise FileProblem(_('"{name}" cannot be imported. {reason}').format(name=path.name, reason=reason)) from cause
