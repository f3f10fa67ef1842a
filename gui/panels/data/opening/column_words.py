"""What a column is, in words: for the header above the first rows, the page of a column, and the tooltips."""

from __future__ import annotations

import math

from engine.core.number_format import format_count, format_number, format_percent, with_signs
from engine.core.quoting import shortened
from engine.core.translation import N_, _, ngettext
from engine.data.csv_files.sketch import ColumnSketch

MOST_LEVELS = 12  # that are named
LARGEST_WHOLE = 1e9
LONGEST = 200  # letters of a name in a tooltip
ROLES = {
    "": N_("As suggested"),
    "input": N_("Input"),
    "target": N_("Column to predict"),
    "out": N_("Left out"),
}
KINDS = {
    "": N_("As suggested"),
    "number": N_("Numeric"),
    "category": N_("Category"),
    "ordered": N_("Ordered levels"),
}
KIND_HELP = {
    "number": N_("Used as it stands. Texts among the numbers count as missing."),
    "category": N_("An input of 0 or 1 for each level; of two levels a single one."),
    "ordered": N_("One input: the levels as 0, 1, 2 … in their order."),
}
FILLS = {
    "": N_("As suggested"),
    "rows": N_("Leave out the rows"),
    "mean": N_("Fill with the mean"),
    "median": N_("Fill with the median"),
    "most": N_("Fill with the most frequent"),
    "level": N_("Own level"),
}
SHORT_ROLES = {"input": N_("input"), "target": N_("to predict"), "out": N_("left out")}
SHORT_KINDS = {"number": N_("numeric"), "category": N_("category"), "ordered": N_("ordered"), "yes/no": N_("yes/no")}


def short_kind(column: ColumnSketch) -> str:
    """One word for what its cells hold."""
    return _(SHORT_KINDS["yes/no" if column.is_yes_no and column.kind == "category" else column.kind])


def role_and_kind(column: ColumnSketch) -> str:
    return _("{role} · {kind}").format(role=_(SHORT_ROLES[column.role]), kind=short_kind(column))


def extent(column: ColumnSketch) -> str:
    """The range of its numbers, or its levels."""
    if not column.levels:
        if math.isnan(column.low):
            return _("no values")
        return _("{low} to {high}").format(low=_figures(column.low), high=_figures(column.high))
    text = ngettext("{count} level", "{count} levels", max(column.different, len(column.levels)))
    if len(column.levels) <= 3:
        return ", ".join(shortened(level) for level in column.levels)
    return text.format(count=format_count(max(column.different, len(column.levels))))


def _figures(value: float) -> str:
    """Whole numbers in full, such as the years and student numbers that four figures would make alike."""
    whole = float(value).is_integer() and abs(value) < LARGEST_WHOLE
    return with_signs(str(int(value))) if whole else format_number(value, 4)


def missing_share(column: ColumnSketch) -> str:
    """The share of its cells without a value; nothing where all have one."""
    if not column.missing:
        return ""
    return _("{share} missing").format(share=format_percent(column.missing, 1 if column.missing < 0.1 else 0))


def levels_in_words(column: ColumnSketch) -> str:
    """The first levels with their counts."""
    listed = ", ".join(
        f"{shortened(name)} ({format_count(n)})" for name, n in zip(column.levels[:MOST_LEVELS], column.bars, strict=False)
    )
    more = max(column.different, len(column.levels)) - MOST_LEVELS
    return listed if more <= 0 else _("{names} and {count} more").format(names=listed, count=format_count(more))


def about(column: ColumnSketch) -> str:
    """Everything that is known of a column, line by line, as plain text."""
    lines = [shortened(column.name, LONGEST), role_and_kind(column), missing_share(column)]
    if column.levels:
        lines.append(levels_in_words(column))
    elif not math.isnan(column.mean):
        text = _("{extent}, mean {mean}")
        lines.append(text.format(extent=extent(column), mean=format_number(column.mean, 4)))
    return "\n".join(line for line in (*lines, column.reason) if line)
