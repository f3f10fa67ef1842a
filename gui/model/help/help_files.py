"""Reads the texts of the help: resources/help/LANGUAGE/TOPIC.md, whose format stands in resources/help/README.md."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.core.language import ENGLISH
from engine.core.resources import resource

HEADING = re.compile(r"# (?P<name>[a-z][a-z0-9_]*)(?:: (?P<title>.+))?")
FACT = re.compile(r"(?P<key>[a-z]+): (?P<value>.+)")
FACTS = "formula", "lesson", "shows", "see", "actions", "picture", "also"
IN_EACH_LANGUAGE = "formula", "also"  # of another language than English: all else is the same in all


@dataclass(frozen=True)
class WrittenPage:
    """What a file says of one page. Each fact is a list, as a key may stand there more than once."""

    title: str
    facts: dict[str, tuple[str, ...]]
    text: str


def languages() -> list[str]:
    """Those that the help is written in."""
    return sorted(path.name for path in resource("help").iterdir() if any(path.glob("*.md")))


def written_pages(topic: str, language: str) -> dict[str, WrittenPage]:
    """The pages of a topic by name, in the order of the English file; English ones where the language has none."""
    pages = read_topic(topic, ENGLISH)
    if language == ENGLISH or language not in languages():
        return pages
    for name, own in read_topic(topic, language).items():
        facts = dict(pages[name].facts if name in pages else {}) | {
            key: own.facts[key] for key in IN_EACH_LANGUAGE if key in own.facts
        }
        pages[name] = WrittenPage(own.title, facts, own.text)
    return pages


def read_topic(topic: str, language: str) -> dict[str, WrittenPage]:
    """What a file has, in the order that it has it."""
    path = resource("help", language, f"{topic}.md")
    return pages_in(path.read_text(encoding="utf-8"), path.name) if path.exists() else {}


def pages_in(text: str, file: str) -> dict[str, WrittenPage]:
    """The pages of one file. Raises ValueError with the line that cannot be read."""
    pages: dict[str, WrittenPage] = {}
    for part in re.split(r"^(?=# )", text, flags=re.MULTILINE):
        head, _blank, body = part.strip().partition("\n\n")
        if not head:
            continue
        first, *rest = head.splitlines()
        heading = HEADING.fullmatch(first)
        if heading is None or heading["name"] in pages:
            raise ValueError(f"{file}: {first}")
        facts: dict[str, tuple[str, ...]] = {}
        for line in rest:
            fact = FACT.fullmatch(line)
            if fact is None or fact["key"] not in FACTS:
                raise ValueError(f"{file}: {heading['name']}: {line}")
            facts[fact["key"]] = (*facts.get(fact["key"], ()), fact["value"])
        pages[heading["name"]] = WrittenPage(heading["title"] or "", facts, body.strip())
    return pages
