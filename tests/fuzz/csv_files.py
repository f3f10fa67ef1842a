"""Tables as people have them, and almost as they should be: each is read, or refused in a sentence, and what is read trains.

python -m tests.fuzz.csv_files --count 10000
"""

from __future__ import annotations

import contextlib
import random
import sys
import tempfile
from pathlib import Path

import numpy as np

from engine.data.csv_files.reader import preview_csv
from engine.data.datasets.csv_file import CsvFile
from engine.files.file_problem import FileProblem
from engine.recipe.recipe import Recipe
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.session import Session
from tests.fuzz import running
from tests.fuzz.mutation import flipped
from tests.fuzz.running import Tally

LONGEST_SENTENCE = 1200  # letters: one may list twenty columns
REFUSED = "refused by the reader"
STEPS = 3
NAMES = (
    "height",
    "width",
    "키",
    "무게",
    "leaf area (cm²)",
    "x<y",
    "a&b",
    "결과",
    "id",
    "2019",
    "2020",
    "",
    " y ",
    'say "hi"',
    "날짜",
)
KINDS = (
    *(("yes", "no"), ("moss", "fern", "oak"), ("합격", "불합격"), ("0", "1"), ("True", "False")) * 4,
    *(("A", "B", "C", "NA"), ("-", "+")),  # some of which mean that there is nothing
)
MISSING = (*("", "NA", "nan") * 8, "?", "-", "#N/A", "null", "n/a", " ")
ENCODINGS = (*("utf-8",) * 24, *("utf-8-sig", "utf-16", "cp949") * 4, "utf-16-le", "cp1252", "latin-1")


def table(chance: random.Random) -> bytes:
    """A table of two to eight columns, in some dress."""
    rows, columns = chance.choice([5, 25, 25, 60, 60, 60, 90]), chance.randint(2, 8)
    comma, delimiter = chance.random() < 0.2, chance.choice(",,,,;;;\t|")
    cells = [column(chance, rows, comma and delimiter != ",") for _ in range(columns - 1)]
    kinds = chance.choice(KINDS)
    cells.insert(chance.choice([0, columns - 1, columns - 1]), [chance.choice(kinds) for _ in range(rows)])
    lines = [[cells[c][r] for c in range(columns)] for r in range(rows)]
    if chance.random() < 0.8:
        lines.insert(0, [chance.choice(NAMES) + (str(c) if chance.random() < 0.9 else "") for c in range(columns)])
    end = chance.choice(["\n", "\n", "\r\n", "\r"])
    text = end.join(delimiter.join(quoted(cell, delimiter, chance) for cell in line) for line in lines)
    text = oddity(text + chance.choice(["", end, end * 3]), delimiter, end, chance)
    return text.encode(chance.choice(ENCODINGS), "replace")


def column(chance: random.Random, rows: int, comma: bool) -> list[str]:
    """Numbers of one kind, with now and then something else among them."""
    form = chance.choice(["{:.3f}", "{:.0f}", "{:.2e}", "{:,.1f}", "{:.1f}%", "€{:.2f}", "{:+.2f}", "−{:.1f}", "{:.3f} "])
    scale, offset = chance.choice([*(1, 100) * 8, 1e6, 1e-6, 1e200]), chance.choice([0, 0, 50])
    kind = chance.random()
    if kind < 0.04:
        return [str(r + 1) for r in range(rows)]
    if kind < 0.05:
        return [chance.choice(chance.choice(KINDS)) for _ in range(rows)]
    if kind < 0.07:
        return ["7"] * rows
    if kind < 0.08:
        return [f"2024-{r % 12 + 1:02}-{r % 28 + 1:02}" for r in range(rows)]
    form = form if chance.random() < 0.03 else "{:.3f}"
    texts = [form.format(chance.gauss(0, 1) * scale + offset) for _ in range(rows)]
    if comma:
        texts = [text.replace(",", "").replace(".", ",") for text in texts]
    holes = chance.choice([0] * 30 + [0.03, 0.4])
    return [chance.choice(MISSING) if chance.random() < holes else text for text in texts]


def quoted(cell: str, delimiter: str, chance: random.Random) -> str:
    if delimiter in cell or '"' in cell or chance.random() < 0.03:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def oddity(text: str, delimiter: str, end: str, chance: random.Random) -> str:
    """Seldom: something at the head, at the end or in the middle that other programs leave."""
    kind = 2 * chance.random()
    if kind < 0.03:
        return f"# made by a program{end}# 2024{end}{text}"
    if kind < 0.06:
        return f"sep={delimiter}{end}{text}"
    if kind < 0.09:
        return text + "\x1a"
    if kind < 0.12:
        return end.join(line + delimiter if line else line for line in text.split(end))
    if kind < 0.15:
        at = chance.randrange(len(text))
        return text[:at] + chance.choice([delimiter, '"', end, "\x00", "\t", "x" * 140_000]) + text[at:]
    if kind < 0.17:
        return f"Title of the table{end}{end}{text}"
    return text


def outcome(path: Path) -> str:
    """What happened to a file, in a word. Raises what should never be raised."""
    with contextlib.suppress(FileProblem):
        preview_csv(path)
    recipe = Recipe(data=CsvFile(str(path)), standardise=True)
    try:
        session = session_for(recipe)
    except FileProblem as problem:
        check_sentence(str(problem))
        return REFUSED
    except RecipeProblem as problem:
        check_sentence(str(problem))
        return "read, and says what hinders training"
    assert np.isfinite(session.data.table.inputs).all()
    session.advance(STEPS)
    return "trained"


def session_for(recipe: Recipe) -> Session:
    """With a loss that fits, as the window chooses it."""
    try:
        return Session(recipe)
    except RecipeProblem as problem:
        if problem.remedy is None:
            raise
        return Session(problem.remedy.apply(recipe))


def check_sentence(sentence: str) -> None:
    if not 10 < len(sentence) < LONGEST_SENTENCE or not sentence.isprintable():
        raise AssertionError(f"no sentence for a user: {sentence[:900]!r}")


def run(count: int, seed: int = 1, first: int = 0) -> Tally:
    """Try so many tables."""
    with tempfile.TemporaryDirectory() as folder, np.errstate(all="ignore"):
        path = Path(folder) / "table.csv"

        def one(chance: random.Random) -> str:
            data = table(chance)
            path.write_bytes(flipped(data, chance) if chance.random() < 0.06 else data)
            return outcome(path)

        return running.run(one, count, seed, first)


if __name__ == "__main__":
    sys.exit(running.main(__doc__ or "", run))
