"""All pages of the help in the language of the program: what is written, and what the registries know of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.core.language import current_language
from engine.core.number_format import with_signs
from engine.core.params import params_of
from engine.core.registry import Entry
from engine.core.translation import _
from engine.data.datasets import Dataset, in_order
from engine.nn.metrics import Metric
from engine.optim.optimizers import Optimizer, in_one_sentence, written_rule
from gui.model.help.help_files import WrittenPage, written_pages
from gui.model.help.help_page import FAMILIES, TOPICS, HelpPage

NOTHING = WrittenPage("", {}, "")


def all_pages(views: Mapping[str, str]) -> dict[str, HelpPage]:
    """Every page by its name, topic by topic. `views` has the title of each view by its name."""
    return {page.name: page for topic in TOPICS for page in _pages(topic, views)}


def _pages(topic: str, views: Mapping[str, str]) -> Iterator[HelpPage]:
    written = written_pages(topic, current_language())
    if topic in FAMILIES:
        for cls in in_order() if topic == "datasets" else FAMILIES[topic]:
            yield _entry_page(topic, cls, written.get(cls.kind, NOTHING))
    else:
        for name, page in written.items():
            title = page.title or (_(views[name]) if topic == "views" else name)
            yield HelpPage(f"{topic}/{name}", title, page.text, **_facts(page))


def _entry_page(topic: str, cls: type[Entry], page: WrittenPage) -> HelpPage:
    item: Entry = cls()
    facts = _facts(page)
    if isinstance(item, Optimizer):
        facts["formulas"] = written_rule(item)
    settings = tuple(about for about in params_of(cls).values() if not about.hidden and about.label)
    return HelpPage(f"{topic}/{cls.kind}", _(cls.label), page.text, _summary(item), entry=item, settings=settings, **facts)


def _summary(item: Entry) -> str:
    """What it is, in a sentence; of a metric its text says it."""
    if isinstance(item, Metric):
        return ""
    if isinstance(item, Dataset):
        return with_signs(item.rule())
    return with_signs(in_one_sentence(type(item)) if isinstance(item, Optimizer) else _(item.summary))


def _facts(page: WrittenPage) -> dict[str, Any]:
    """The facts of a file as a page has them."""
    lists = {key: tuple(" ".join(page.facts.get(key, ())).split()) for key in ("shows", "see", "actions")}
    single = {key: " ".join(page.facts.get(key, ())) for key in ("lesson", "picture", "also")}
    return {**lists, **single, "formulas": page.facts.get("formula", ())}
