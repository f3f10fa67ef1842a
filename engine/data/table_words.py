"""What of a file is used, in one line: the rows, the inputs and the columns they come from, and what is predicted."""

from __future__ import annotations

from engine.core.number_format import format_count
from engine.core.quoting import shortened
from engine.core.translation import _, ngettext
from engine.data.table import Table


def used_in_words(table: Table) -> str:
    """Such as "573 of 600 rows, 14 inputs from 11 columns, 3 classes"."""
    rows, inputs = table.inputs.shape
    columns = len(table.columns)
    parts = [_rows(rows, max(rows, table.rows_in_file)), _inputs(inputs, columns), predicted_in_words(table)]
    return ", ".join(parts)


def predicted_in_words(table: Table) -> str:
    """How many classes there are, or that a number is predicted."""
    count = len(table.classes)
    if not count:
        return _("the number “{name}” to predict").format(name=shortened(table.target_name))
    return ngettext("{count} class", "{count} classes", count).format(count=format_count(count))


def _rows(used: int, of: int) -> str:
    if used == of:
        return ngettext("{count} row", "{count} rows", used).format(count=format_count(used))
    return ngettext("{count} of {all} row", "{count} of {all} rows", of).format(count=format_count(used), all=format_count(of))


def _inputs(inputs: int, columns: int) -> str:
    text = ngettext("{count} input", "{count} inputs", inputs).format(count=format_count(inputs))
    if inputs == columns:
        return text
    of = ngettext("{inputs} from {count} column", "{inputs} from {count} columns", columns)
    return of.format(inputs=text, count=format_count(columns))
