"""The search in the help: every typed word must stand somewhere in a page; those with it in their title come first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gui.model.help.help_page import HelpPage

PLAIN = re.compile(r"!?\[(?P<words>[^\]]*)\]\([^)]*\)|[*`>|]")


def plain_text(text: str) -> str:
    """A page's Markdown as it is read: without its signs."""
    return PLAIN.sub(lambda found: found["words"] or "", text)


def found_pages(pages: Iterable[HelpPage], typed: str) -> list[HelpPage]:
    """The pages with all typed words, the best first. Words count in part, so that the beginning of one in Hangul finds it."""
    words = _folded(typed).split()
    ranked = [(rank, page) for page in pages if words and (rank := _rank(page, words)) is not None]
    return [page for _rank_of_it, page in sorted(ranked, key=lambda one: one[0])]


def _rank(page: HelpPage, words: list[str]) -> int | None:
    """How well a page fits, 0 best; None if a word is nowhere in it."""
    title, also = _folded(page.title), _folded(f"{page.also} {page.name.partition('/')[2].replace('_', ' ')}")
    rest = _folded(" ".join((page.summary, plain_text(page.text), *page.formulas, *(about.label for about in page.settings))))
    if not all(word in title or word in also or word in rest for word in words):
        return None
    whole = " ".join(words)
    if title == whole:
        return 0
    if title.startswith(whole):
        return 1
    if all(word in title for word in words):
        return 2
    return 3 if all(word in title or word in also for word in words) else 4


def _folded(text: str) -> str:
    """For comparing: without case, and letters that look alike as one."""
    return unicodedata.normalize("NFKC", text).casefold()
