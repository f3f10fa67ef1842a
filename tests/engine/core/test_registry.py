"""A family of entries: found when somebody first asks for one, written as plain data and read again."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest

from engine.core.params import param
from engine.core.registry import Entry, Registry, discover, dump, load, summary_of

LAMPS: Registry[Entry] = Registry("lamp")


@LAMPS.add("spot", "Spot")
@dataclass(frozen=True)
class Spot(Entry):
    """A narrow lamp (Edison 1879; see there). It is bright. A third sentence.

    More of it.
    """

    watts: int = param(5, "Watts", low=1, high=60)
    colour: str = param("white", "Colour", optional=True)


@LAMPS.add("chain", "Chain")
@dataclass(frozen=True)
class Chain(Entry):
    one: Entry = param(Spot(), "One", family=LAMPS)
    more: tuple[Entry, ...] = param((), "More", low=0, high=2, family=LAMPS, many=True)


@LAMPS.add("candle", "Candle")
@dataclass(frozen=True)
class Candle(Entry):
    """Without settings (of wax)."""


def test_a_family_that_is_found_later_is_found_once_and_by_all_threads() -> None:
    family: Registry[Entry] = Registry("lamp")
    together, calls, found = threading.Barrier(3), [], []

    def find() -> None:
        calls.append(1)

        @family.add("spot", "Spot")
        class Spot(Entry):
            """A lamp."""

    def ask() -> None:
        together.wait(10)
        found.append(family.names())

    family.find_later(find)
    threads = [threading.Thread(target=ask) for _thread in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["spot"]] * 3
    assert calls == [1]


@pytest.mark.parametrize(
    ("item", "data"),
    [
        (Spot(), {"kind": "spot", "watts": 5}),
        (Spot(7, "red"), {"kind": "spot", "watts": 7, "colour": "red"}),
        (Candle(), {"kind": "candle"}),
        (
            Chain(Spot(1), (Candle(), Spot(2))),
            {"kind": "chain", "one": {"kind": "spot", "watts": 1}, "more": [{"kind": "candle"}, {"kind": "spot", "watts": 2}]},
        ),
    ],
)
def test_an_item_is_written_as_plain_data_and_read_again(item: Entry, data: dict[str, Any]) -> None:
    assert dump(item) == data
    assert load(LAMPS, data) == item


def test_settings_that_are_missing_take_their_defaults() -> None:
    assert load(LAMPS, {"kind": "chain"}) == Chain(Spot(), ())
    assert load(LAMPS, {"kind": "spot", "colour": "red"}) == Spot(5, "red")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("spot", "A saved lamp must be an object with a 'kind', not 'spot'."),
        ({"watts": 5}, "A saved lamp must be an object with a 'kind', not {'watts'}."),
        ({"kind": 3}, "A saved lamp must be an object with a 'kind', not {'kind'}."),
        ({"kind": "moon"}, "There is no lamp 'moon'; there are spot, chain, candle."),
        ({"kind": "spot", "zoom": 1, "size": 1}, "Spot has no setting 'size'; it has watts, colour."),
        ({"kind": "candle", "size": 1}, "Candle has no setting 'size'; it has none."),
        ({"kind": "spot", "watts": 61}, "Watts must be from 1 to 60, not 61."),
        ({"kind": "chain", "one": 3}, "A saved lamp must be an object with a 'kind', not 3."),
        ({"kind": "chain", "more": {"kind": "candle"}}, "More must be a list of 0 to 2 entries, not {'kind'}."),
        ({"kind": "chain", "more": [{"kind": "candle"}] * 3}, "More must be a list of 0 to 2 entries, not of 3."),
        ({"kind": "chain", "more": ["candle"]}, "A saved lamp must be an object with a 'kind', not 'candle'."),
    ],
)
def test_what_is_wrong_with_saved_data_is_said(data: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as problem:
        load(LAMPS, data)
    assert str(problem.value) == sentence


def test_a_summary_is_the_first_sentence_without_its_sources() -> None:
    assert [one.summary for one in LAMPS] == ["A narrow lamp.", "", "Without settings (of wax)."]
    assert summary_of(type("Bare", (), {})) == ""


def test_entries_have_their_names_and_their_order() -> None:
    assert (LAMPS.names(), LAMPS.classes(), [one.label for one in LAMPS]) == (
        ["spot", "chain", "candle"],
        [Spot, Chain, Candle],
        ["Spot", "Chain", "Candle"],
    )
    assert LAMPS["candle"] is Candle
    family: Registry[Entry] = Registry("lamp")
    for name in ("b", "c", "a"):
        family.add(name, name.upper())(type(name, (Entry,), {}))
    family.arrange(lambda one: one.label)
    assert family.names() == ["a", "b", "c"]
    with pytest.raises(ValueError, match="lamp 'a' is registered twice"):
        family.add("a", "Again")(type("again", (Entry,), {}))


def test_a_package_is_imported_with_all_that_is_in_it(tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("discovered")
    for name in ("lamps_of_a_test/__init__.py", "lamps_of_a_test/one.py", "lamps_of_a_test/inner/__init__.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    (folder / "lamps_of_a_test/inner/two.py").write_text("import builtins\nbuiltins.lamps_found.append(__name__)\n")
    (folder / "lamps_of_a_test/one.py").write_text("import builtins\nbuiltins.lamps_found.append(__name__)\n")
    found: list[str] = []
    monkeypatch.setattr("builtins.lamps_found", found, raising=False)
    monkeypatch.syspath_prepend(folder)
    discover("lamps_of_a_test")
    assert sorted(found) == ["lamps_of_a_test.inner.two", "lamps_of_a_test.one"]
