"""The options of `train` that say how a table of one's own is to be read: each overrules a guess, as the dialog's fields do."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Sequence
from dataclasses import replace

from engine.core.quoting import quoted, shortened
from engine.core.translation import N_, _
from engine.data.csv_files.choices import (
    BLANKS,
    DECIMALS,
    FILLS,
    HEADERS,
    LONGEST,
    MOST_WORDS,
    NO_THOUSANDS,
    SEPARATORS,
    THOUSANDS,
    ReadingChoices,
    choices_text,
    read_choices,
)
from engine.data.csv_files.reader import preview_csv
from engine.data.csv_files.target import listed

# Marks by name, for shells in which a mark by itself is hard to write.
MARKS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "point": ".", "space": " ", "apostrophe": "'"}
CATEGORIES = {"onehot": "category", "ordered": "ordered"}
KINDS = {"number": "number", "onehot": "category", "ordered": "ordered"}
OPTIONS = (  # name of the option, of its value, what it does
    (
        "missing",
        N_("[COLUMN=]FILL"),
        N_("what stands for missing values: {fills} (of numbers rows, of texts level); may be repeated"),
    ),
    ("missing-word", N_("WORD"), N_("a word that means a missing value, instead of the usual ones; may be repeated")),
    (
        "drop",
        N_("COLUMN"),
        N_("leave out a column, by name or number; may be repeated (row numbers, ids, texts that nearly all differ)"),
    ),
    ("use", N_("COLUMN"), N_("use a column that would be left out; may be repeated")),
    ("kind", N_("COLUMN=KIND"), N_("read a column as {kinds}, or in an order given: size=S<M<L; may be repeated")),
    ("categories", N_("KIND"), N_("how texts become inputs: {categories} (onehot: one input for each value)")),
    ("header", N_("WHEN"), N_("whether the first line holds the names: {headers} (auto)")),
    ("encoding", N_("NAME"), N_("encoding of the letters, as utf-8 or cp949 (as found)")),
    ("separator", N_("MARK"), N_("between columns: comma, semicolon, tab, pipe or blanks (as found)")),
    ("decimal", N_("MARK"), N_("decimal mark: point or comma (as found)")),
    ("thousands", N_("MARK"), N_("between thousands: comma, point, space, apostrophe or none (as found)")),
    ("comment", N_("MARK"), N_("what comment lines above the table begin with, or none (# or %)")),
)
REPEATED = ("missing", "missing-word", "drop", "use", "kind")


def describe_table(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = parser.add_argument_group(_("own file")).add_argument
    slots = {
        "fills": ", ".join(filter(None, FILLS)),
        "kinds": ", ".join(KINDS),
        "categories": ", ".join(CATEGORIES),
        "headers": ", ".join(HEADERS),
    }
    for name, value, help_ in OPTIONS:
        text = _(help_).format(**slots).replace("%", "%%")
        if name in REPEATED:
            add(f"--{name}", action="append", metavar=_(value), help=text)
        else:
            add(f"--{name}", metavar=_(value), help=text)


def given_options(asked: argparse.Namespace) -> list[str]:
    """Those that were used, as they are written."""
    return [f"--{name}" for name, _value, _help in OPTIONS if getattr(asked, name.replace("-", "_")) is not None]


def reading_text(asked: argparse.Namespace) -> str:
    """What was chosen, as a recipe keeps it. Raises ValueError or FileProblem with a sentence."""
    choices = ReadingChoices(
        encoding=asked.encoding or "",
        separator=_mark("--separator", asked.separator, tuple(SEPARATORS)),
        decimal=_mark("--decimal", asked.decimal, DECIMALS),
        thousands=_mark("--thousands", asked.thousands, THOUSANDS),
        comment=asked.comment or "",
        header=_one_of("--header", asked.header or "auto", HEADERS),
        words=None if asked.missing_word is None else tuple(dict.fromkeys(map(str.strip, asked.missing_word))),
        categories="" if asked.categories is None else CATEGORIES[_one_of("--categories", asked.categories, tuple(CATEGORIES))],
    )
    if len(choices.words or ()) > MOST_WORDS or any(len(word) > LONGEST for word in choices.words or ()):
        raise ValueError(_("--missing-word can be given {most} times, with a short word each.").format(most=MOST_WORDS))
    choices = read_choices(choices_text(choices))  # what cannot be is said here
    return choices_text(_with_columns(asked, choices))


def _with_columns(asked: argparse.Namespace, choices: ReadingChoices) -> ReadingChoices:
    """With what was said about single columns, whose names are those of the file."""
    fills = tuple(filter(None, FILLS))
    for_all = [text for text in asked.missing or () if text in fills]
    if for_all:
        choices = replace(choices, fill=for_all[-1])
    single = [text for text in asked.missing or () if text not in fills]
    if not (single or asked.drop or asked.use or asked.kind):
        return choices
    names = preview_csv(asked.data, None, choices, asked.label or "").names
    for role, wanted in (("input", asked.use), ("out", asked.drop)):
        for text in wanted or ():
            name = _column(text, names)
            choices = choices.with_column(replace(choices.of(name), role=role))
    for text in single:
        column, equals, fill = text.rpartition("=")
        _one_of("--missing", fill, fills)
        if not equals:
            raise ValueError(_("--missing needs {names}, or a column with one of them.").format(names=", ".join(fills)))
        name = _column(column, names)
        choices = choices.with_column(replace(choices.of(name), missing=fill))
    for text in asked.kind or ():
        column, equals, kind = text.rpartition("=")
        if not equals:
            raise ValueError(_("--kind needs a column and its kind, as in size=ordered, not {text}.").format(text=quoted(text)))
        name = _column(column, names)
        levels = tuple(level.strip() for level in kind.split("<")) if "<" in kind else ()
        if len(set(levels)) < len(levels):
            raise ValueError(_("--kind names a value twice: {text}.").format(text=quoted(text)))
        kind = "ordered" if levels else KINDS[_one_of("--kind", kind, tuple(KINDS))]
        choices = choices.with_column(replace(choices.of(name), kind=kind, levels=levels))
    return choices


def _mark(option: str, text: str | None, allowed: Sequence[str]) -> str:
    """A mark that is given by itself or by its name."""
    if text is None:
        return ""
    mark = MARKS.get(text.lower(), text)
    if mark in allowed and mark:
        return mark
    names = [name for name, one in MARKS.items() if one in allowed] + [one for one in (BLANKS, NO_THOUSANDS) if one in allowed]
    return _one_of(option, text, names)


def _one_of(option: str, text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        sentence = _("{option} must be one of {names}, not {text}.")
        raise ValueError(sentence.format(option=option, names=", ".join(allowed), text=quoted(text)))
    return text


def _column(text: str, names: Sequence[str]) -> str:
    """The column of that name, or of that 1-based number."""
    wanted = text.strip()
    if wanted in names:
        return wanted
    alike = [name for name in names if name.casefold() == wanted.casefold()]
    if len(alike) == 1:
        return alike[0]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    sentence = _("There is no column {name}. There are {names}, by name or by number, 1 to {count}.")
    close = difflib.get_close_matches(wanted, names, n=1)
    if close:
        sentence = _('There is no column {name}. Did you mean "{close}"? There are {names}, by name or by number, 1 to {count}.')
    slots = {"names": listed(list(names), 20), "count": len(names), "close": shortened("".join(close))}
    raise ValueError(sentence.format(name=quoted(wanted), **slots))
