"""Draws the rooms of the program as the floors that `tests/test_architecture.py` holds: the README's picture of the architecture.

    python -m tests.screen.floor_plan

A room that has a floor to itself has beside its name what README's table says of it. A test says when the picture is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from engine.core.resources import resource
from tests.program_start import ROOT
from tests.test_architecture import ENGINE_FLOORS, GUI_FLOORS

PICTURE = "screenshots", "architecture.svg"
WIDTH, EDGE, GAP = 880, 20, 10  # pixels
COLUMN, ROW, ROOM = 400, 40, 30  # the width of a column of floors; the heights of a floor and of a room on it
TOP = 116  # of the highest floor
INDENT, SAYS = 12, 104  # where in a room its name begins, and what is said of it
MOST_LETTERS = 44  # of that
Floors = Sequence[Sequence[str]]
COLUMNS: tuple[tuple[str, str, Floors, str, str], ...] = (
    ("gui", "the window: Qt and pyqtgraph", GUI_FLOORS, "#e3effa", "#0a6fb5"),
    ("engine", "networks in plain NumPy, without a window", ENGINE_FLOORS, "#fbeadb", "#b35900"),
)


def draw_floor_plan() -> None:
    resource(*PICTURE).write_text(floor_plan(), encoding="utf-8")


def floor_plan() -> str:
    """As SVG."""
    height = TOP + ROW * max(len(floors) for _name, _says, floors, _fill, _line in COLUMNS) + 2 * EDGE
    return "\n".join([*_frame(height), *_start(), *_all_columns(), *_says(height), "</svg>", ""])


def _frame(height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="DejaVu Sans, Verdana, sans-serif" font-size="14" text-anchor="middle">'
    )
    yield '<marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    yield '<path d="M0 0L8 4L0 8z" fill="#555"/></marker>'
    yield f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#fff"/>'


def _start() -> Iterator[str]:
    """main.py, above both."""
    yield from _room(WIDTH / 2 - 60, 12, 120, "main.py", "#eee", "#666")
    for column in range(len(COLUMNS)):
        yield _arrow(WIDTH / 2 + (column - 0.5) * 60, 12 + ROOM, _left(column) + COLUMN / 2, 62)


def _all_columns() -> Iterator[str]:
    for column, (name, says, floors, fill, line) in enumerate(COLUMNS):
        left = _left(column)
        yield f'<rect x="{left}" y="66" width="{COLUMN}" height="{TOP - 66 + ROW * len(floors) + 6}" rx="8" fill="{fill}"/>'
        yield f'<text x="{left + COLUMN / 2}" y="90"><tspan font-weight="bold">{name}/</tspan> {escape(says)}</text>'
        for number, floor in enumerate(reversed(floors)):
            yield from _floor(left + GAP, TOP + ROW * number - 8, floor, line)
    yield _arrow(_left(0) + COLUMN + 2, TOP + ROW * 5, _left(1) - 2, TOP + ROW * 5)


def _floor(left: float, top: float, rooms: Sequence[str], line: str) -> Iterator[str]:
    width = (COLUMN - GAP * (len(rooms) + 1)) / len(rooms)
    for number, room in enumerate(rooms):
        says = what_is_said_of(room) if len(rooms) == 1 else ""
        yield from _room(left + number * (width + GAP), top, width, room.partition(".")[2], "#fff", line, says)


def what_is_said_of(room: str) -> str:
    """The beginning of its row in README's table, to a whole part of the sentence."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| `{room.replace('.', '/')}/` \| (.*) \|$", readme, re.MULTILINE)
    first = re.split(r"[;:.] | \(", found[1] if found else "")[0].replace("`", "")
    while len(first) > MOST_LETTERS:
        first = first.rpartition(", ")[0]
    return first


def _says(height: int) -> Iterator[str]:
    says = "A room imports rooms on lower floors only; gui imports engine, engine never gui."
    yield f'<text x="{WIDTH / 2}" y="{height - 14}" fill="#555">{says}</text>'


def _left(column: int) -> int:
    return EDGE + column * (COLUMN + 2 * EDGE)


def _room(left: float, top: float, width: float, name: str, fill: str, line: str, says: str = "") -> Iterator[str]:
    yield f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{ROOM}" rx="5" fill="{fill}" stroke="{line}"/>'
    if says:
        yield f'<text x="{left + INDENT:g}" y="{top + 20:g}" text-anchor="start">{escape(name)}</text>'
        yield f'<text x="{left + SAYS:g}" y="{top + 20:g}" text-anchor="start" font-size="11" fill="#555">{escape(says)}</text>'
    else:
        yield f'<text x="{left + width / 2:g}" y="{top + 20:g}">{escape(name)}</text>'


def _arrow(left: float, top: float, right: float, bottom: float) -> str:
    return f'<path d="M{left:g} {top:g}L{right:g} {bottom:g}" stroke="#555" stroke-width="1.5" marker-end="url(#to)"/>'


if __name__ == "__main__":
    draw_floor_plan()
