"""The pages of the help: whole, short, and the same in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engine.core.language import ENGLISH, LANGUAGES, in_language
from engine.core.resources import resource
from engine.nn.activations import ReLU
from gui.model.help.help_files import FACTS, IN_EACH_LANGUAGE, WrittenPage, pages_in, read_topic
from gui.model.help.help_library import all_pages
from gui.model.help.help_page import FAMILIES, TOPICS, HelpPage, page_of
from gui.model.help.help_search import found_pages, plain_text
from gui.model.lessons.lesson_reading import lessons_in
from tests.i18n.catalogues import TRANSLATED, catalogue, entries, translations

KEYS = re.compile(r"(?:(?:Ctrl|Shift|Alt)\+)+(?:[A-Z]\b|F\d+|[0←→↑↓+−,])|\bF\d+\b")
LINKS, PICTURES = re.compile(r"(?<!!)\[[^\]]+\]\((\w+/\w+)\)"), re.compile(r"!\[[^\]]*\]\((\w+)\)")
NAMES = re.compile(r"\*\*(.+?)\*\*|(?<!\*)\*([^*\s](?:[^*]*[^*\s])?)\*(?!\*)", re.DOTALL)
MOST_WORDS = 120
TABLES = {"first_steps/keys"}
VIEWS = dict.fromkeys(read_topic("views", ENGLISH), "A view")
PAGES = all_pages(VIEWS)


@pytest.fixture
def korean() -> Iterator[None]:
    with in_language("ko"):
        yield


def written(language: str) -> dict[str, WrittenPage]:
    return {f"{topic}/{name}": page for topic in TOPICS for name, page in read_topic(topic, language).items()}


ENGLISH_PAGES = written(ENGLISH)


def test_every_entry_of_every_family_has_a_page_with_something_to_try() -> None:
    for topic, family in FAMILIES.items():
        assert set(read_topic(topic, ENGLISH)) == set(family.names()), topic
    silent = [name for name, page in ENGLISH_PAGES.items() if "> " not in page.text and not name.startswith("first_steps/")]
    assert silent == ["controls/preferences"]
    assert page_of(ReLU) == "activations/relu"


def test_pages_are_short() -> None:
    lengths = {
        name: len(plain_text(PICTURES.sub("", page.text)).split()) for name, page in ENGLISH_PAGES.items() if name not in TABLES
    }
    assert not {name: length for name, length in lengths.items() if length > MOST_WORDS}


def test_what_a_page_names_is_there() -> None:
    lessons = {lesson.name for lesson in lessons_in()[0]}
    pictures = {path.name.rpartition("_")[0].rpartition("_")[0] for path in resource("help", "pictures").glob("*.png")}
    wrong, used = [], set()
    for name, page in PAGES.items():
        wrong += [f"{name}: lesson {page.lesson}"] if page.lesson and page.lesson not in lessons else []
        wrong += [f"{name}: page {other}" for other in (*page.see, *LINKS.findall(page.text)) if other not in PAGES]
        wrong += [f"{name}: view {view}" for view in page.shows if view not in VIEWS]
        named = {page.picture, *PICTURES.findall(page.text)} - {""}
        wrong += [f"{name}: picture {picture}" for picture in named - pictures]
        used |= named
    assert not wrong
    assert not pictures - used, "nobody shows them"


def test_every_picture_is_there_in_each_language_and_theme() -> None:
    files = {path.name for path in resource("help", "pictures").glob("*.png")}
    names = {name.rpartition("_")[0].rpartition("_")[0] for name in files}
    assert files == {f"{name}_{theme}_{code}.png" for name in names for theme in ("light", "dark") for code in LANGUAGES}
    assert sum(path.stat().st_size for path in resource("help", "pictures").glob("*.png")) < 2_000_000


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_language_has_the_same_pages(language: str) -> None:
    """The same links, pictures, keys and parts; and what is bold or italic, a text of the program, is called as there."""
    other = written(language)
    assert list(other) == list(ENGLISH_PAGES)
    known = {_plain(message.id): _plain(translations(message)[0]) for message in entries(catalogue(language))}
    wrong = []
    for name, page in other.items():
        english = ENGLISH_PAGES[name]
        same = bool(page.title) is bool(english.title) and not set(page.facts) - set(IN_EACH_LANGUAGE)
        for part in (LINKS, PICTURES, KEYS):
            same = same and sorted(part.findall(page.text)) == sorted(part.findall(english.text))
        signs = re.compile(r"^(?:> |- |\d+\. |\|)|`[^`]*`", re.MULTILINE)
        same = same and sorted(signs.findall(page.text)) == sorted(signs.findall(english.text))
        same = same and len(page.facts.get("formula", ())) in (0, len(english.facts.get("formula", ())))
        wrong += [] if same else [name]
        for found in NAMES.findall(english.text):
            parts = " ".join("".join(found).split()).split(" ▸ ")
            wrong += [f"{name}: {part} is {known[part]}" for part in parts if part in known and known[part] not in page.text]
    assert not wrong


def test_a_file_that_cannot_be_read_says_where() -> None:
    page = pages_in("# relu: ReLU\nsee: a/b\nsee: c/d\n\nText.\n\n> Try.\n", "x.md")["relu"]
    assert page == WrittenPage("ReLU", {"see": ("a/b", "c/d")}, "Text.\n\n> Try.")
    assert "see" in FACTS
    for text, place in (
        ("# Relu\n\nText", "# Relu"),
        ("# a\nsay: b\n\nText", "a: say: b"),
        ("# a\n\nText\n\n# a\n\nText", "# a"),
    ):
        with pytest.raises(ValueError, match=re.escape(place)):
            pages_in(text, "x.md")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("adam", "optimizers/adam"),
        ("  ADAM ", "optimizers/adam"),
        ("vanishing grad", "terms/vanishing_gradient"),
        ("backprop", "terms/backpropagation"),
        ("x²", "views/"),
        ("glorot", "initializers/xavier"),
        ("zzz", ""),
        (" ", ""),
    ],
)
def test_the_search_finds_words_in_titles_first(typed: str, first: str) -> None:
    names = [page.name for page in found_pages(PAGES.values(), typed)]
    if first == "views/":  # in a text only; superscripts and figures are one
        assert names == [page.name for page in found_pages(PAGES.values(), "x2")] != []
    else:
        assert names[:1] == [first][: len(first)]


def test_a_view_is_called_as_the_window_calls_it_and_others_by_their_titles() -> None:
    assert {page.title for page in PAGES.values() if page.topic == "views"} == {"A view"}
    again = all_pages(VIEWS)
    assert again["optimizers/adam"].title == "Adam"
    assert again["terms/loss"].title not in ("", "A view")


def test_the_best_page_has_the_words_as_its_title_then_first_then_in_it_then_beside_it() -> None:
    pages = [
        HelpPage("a/text", "Other", "A [Deep net](a/b) is **deep**."),
        HelpPage("a/deep_net", "Other"),
        HelpPage("a/within", "A net that is deep"),
        HelpPage("a/also", "A net", also="deep"),
        HelpPage("a/start", "Deep net of layers"),
        HelpPage("a/whole", "Deep Net"),
        HelpPage("a/half", "Deep", "no more"),
        HelpPage("a/sum", "Other", summary="a deep net"),
        HelpPage("a/formula", "Other", formulas=("deep", "net")),
    ]
    names = [page.name.removeprefix("a/") for page in found_pages(pages, "deep  NET")]
    assert names == ["whole", "start", "within", "deep_net", "also", "text", "sum", "formula"]
    assert found_pages(pages, " ") == []
    assert plain_text("![a](b) `c` **d** > | [e](f/g)") == "a c d   e"
    assert pages[0].topic == "a"
    assert page_of(HelpPage) == ""  # type: ignore[arg-type]  # of no family


@pytest.mark.parametrize(
    ("typed", "first"), [("역전", "terms/backpropagation"), ("관성", "optimizers/momentum"), ("손실", "terms/loss")]
)
def test_the_search_finds_parts_of_words_in_hangul(typed: str, first: str, korean: None) -> None:
    names = [page.name for page in found_pages(all_pages(VIEWS).values(), typed)]
    assert first in names[:2]


def _plain(text: object) -> str:
    """A text of a menu or button without its mnemonic and dots."""
    first = str(text[0] if isinstance(text, tuple) else text)
    return re.sub(r"\(&\w\)|&|…", "", first)
