"""A page of the help as HTML for Qt's text browser: its Markdown, pictures, formulas, settings, and links that do something.

Links begin with what they do: `page:` opens one, `lesson:` starts one, `view:` shows one. Pictures begin with what they are of:
`picture:` is a file of resources/help/pictures, `entry:` is drawn from the registry, as `help_pictures` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from engine.core.number_format import format_number
from engine.core.params import Param, choice_text
from engine.core.registry import Entry
from engine.core.translation import _
from gui.model.help.help_page import TOPICS, HelpPage
from gui.style.theme import Theme

INLINE = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\*(?P<italic>[^*\s](?:.*?[^*\s])?)\*|`(?P<code>[^`]+)`|!\[(?P<alt>[^\]]*)\]\((?P<picture>\w+)\)"
    r"|\[(?P<words>[^\]]+)\]\((?P<page>\w+/\w+)\)"
)
NUMBERED = re.compile(r"\d+\. ")


@dataclass(frozen=True)
class Surroundings:
    """What a page is written among: the titles of pages, of lessons with their numbers, and of views; how to reach an action."""

    pages: Mapping[str, HelpPage]
    lessons: Mapping[str, str]
    views: Mapping[str, str]
    way_to: Callable[[str], str]  # an action of the menus, by name
    has_picture: Callable[[Entry], bool]


def page_html(page: HelpPage, around: Surroundings) -> str:
    """The whole page."""
    return "".join(_parts(page, around))


def page_style(now: Theme) -> str:
    """The style sheet of pages."""
    return (
        f"a {{ color: {now.accent}; text-decoration: none; }} .muted {{ color: {now.muted}; }} "
        f".formula {{ background-color: {now.raised}; }} th {{ text-align: left; color: {now.muted}; font-weight: normal; }} "
        f"code {{ background-color: {now.raised}; }}"
    )


def _parts(page: HelpPage, around: Surroundings) -> Iterator[str]:
    topic = _(TOPICS[page.topic])
    yield f'<p class="muted">{escape(topic)}</p><h2>{escape(page.title)}</h2>'
    if page.summary:
        yield f"<p>{escape(page.summary)}</p>"
    if page.picture:
        yield _picture(f"picture:{page.picture}")
    elif page.entry is not None and around.has_picture(page.entry):
        yield _picture(f"entry:{page.name}")
    if page.formulas:
        lines = "<br>".join(escape(one) for one in page.formulas)
        yield f'<table class="formula" cellpadding="10" width="100%"><tr><td>{lines}</td></tr></table>'
    yield body_html(page.text)
    if page.settings:
        yield _settings(page)
    ways = [way for name in page.actions if (way := around.way_to(name))]
    if ways:
        yield f'<p class="muted">{"<br>".join(escape(way) for way in ways)}</p>'
    yield from _links(page, around)


def _links(page: HelpPage, around: Surroundings) -> Iterator[str]:
    """What can be done from here, and where there is more."""
    does = []
    if page.lesson in around.lessons:
        does.append((f"lesson:{page.lesson}", around.lessons[page.lesson]))
    for name in page.shows:
        does.append((f"view:{name}", _("Show {view}").format(view=_(around.views[name]))))
    if does:
        links = (f'<a href="{target}">▸ {escape(words)}</a>' for target, words in does)
        yield f"<p>{'<br>'.join(links)}</p>"
    near = [around.pages[name] for name in page.see if name in around.pages]
    if near:
        links = (f'<a href="page:{one.name}">{escape(one.title)}</a>' for one in near)
        words = escape(_("See also"))
        yield f'<p><span class="muted">{words}</span> {", ".join(links)}</p>'


def _picture(source: str, alt: str = "") -> str:
    return f'<p><img src="{source}" alt="{escape(alt)}"></p>'


def _settings(page: HelpPage) -> str:
    """The hyperparameters of an entry: label, range, what it starts with, what it does."""
    heads = "".join(f"<th>{escape(text)}</th>" for text in (_("Setting"), _("Value"), _("What it does")))
    return f'<table cellpadding="4" width="100%"><tr>{heads}</tr>{"".join(map(_setting, page.settings))}</table>'


def _setting(about: Param) -> str:
    cells = f"<b>{escape(_(about.label))}</b>", escape(_range_of(about)), escape(_(about.help))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _range_of(about: Param) -> str:
    """What a setting may be, and what it is at first."""
    default = about.default
    if isinstance(default, bool):
        return _("yes or no; at first: {value}").format(value=_("yes") if default else _("no"))
    if isinstance(default, int | float):
        return _("{range}; at first: {value}").format(range=about.range_text(), value=format_number(default, 6))
    if about.choices:
        return ", ".join(_(choice_text(choice)) for choice in about.choices)
    return _(default.label) if isinstance(default, Entry) else ""


# -- Markdown
def body_html(text: str) -> str:
    """The Markdown of a page: paragraphs, lists, tables, what to try, and what may stand in a line."""
    return "".join(_block(block) for block in re.split(r"\n{2,}", text) if block.strip())


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if lines[0].startswith("## "):
        return f"<h3>{inline_html(lines[0][3:])}</h3>"
    if lines[0].startswith("|"):
        rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
        cells = ("".join(f"<td>{inline_html(cell)}</td>" for cell in row) for row in rows)
        return f'<table cellpadding="4" width="100%">{"".join(f"<tr>{row}</tr>" for row in cells)}</table>'
    if lines[0].startswith("> "):
        words = inline_html(" ".join(line.removeprefix(">").strip() for line in lines))
        title = escape(_("What to try"))
        return f"<p><b>{title}</b><br>{words}</p>"
    if lines[0].startswith("- ") or NUMBERED.match(lines[0]):
        kind = "ul" if lines[0].startswith("- ") else "ol"
        return f"<{kind}>{''.join(f'<li>{inline_html(item)}</li>' for item in _items(lines))}</{kind}>"
    return f"<p>{inline_html(' '.join(lines))}</p>"


def _items(lines: list[str]) -> Iterator[str]:
    """The entries of a list, each on lines of its own; a line without a sign goes on with the one before."""
    starts = [bool(line.startswith("- ") or NUMBERED.match(line)) for line in lines]
    numbers = [sum(starts[: at + 1]) for at in range(len(lines))]
    for _number, group in groupby(zip(numbers, lines, strict=True), key=lambda one: one[0]):
        words = " ".join(line.strip() for _at, line in group)
        yield NUMBERED.sub("", words.removeprefix("- "), count=1)


def inline_html(text: str) -> str:
    """Bold, italic, code, pictures and links in a line."""
    parts, at = [], 0
    for found in INLINE.finditer(text):
        parts.append(escape(text[at : found.start()]))
        parts.append(_inline(found))
        at = found.end()
    return "".join((*parts, escape(text[at:])))


def _inline(found: re.Match[str]) -> str:
    if found["bold"]:
        return f"<b>{inline_html(found['bold'])}</b>"
    if found["italic"]:
        return f"<i>{inline_html(found['italic'])}</i>"
    if found["code"]:
        return f"<code>{escape(found['code'])}</code>"
    if found["picture"]:
        return f'<br><img src="picture:{found["picture"]}" alt="{escape(found["alt"])}"><br>'
    return f'<a href="page:{found["page"]}">{inline_html(found["words"])}</a>'
