"""A shown text knows its English source and its slots, so that files have it in English and any language can read it back."""

from __future__ import annotations

import copy
import gettext
import json
import pickle
from collections.abc import Iterator

import pytest

from engine.core.translation import N_, _, as_data, english, from_data, joined, ngettext, renewed, use_catalogue

TEXTS = {
    "Change {setting:small} of {layer}": "{setting} von {layer} ändern",
    "Learning rate": "Lernrate",
    "{layer} {number}": "{layer} {number}",
    "Dense": "Dicht",
    "{n} row": "{n} Zeile",
    "{n} rows": "{n} Zeilen",
}


class German(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return TEXTS.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    use_catalogue(German())
    yield
    use_catalogue(gettext.NullTranslations())


def changed() -> str:
    layer = _("{layer} {number}").format(layer=_("Dense"), number=2)
    return _("Change {setting:small} of {layer}").format(setting=_(N_("Learning rate")), layer=layer)


def test_a_text_is_shown_in_the_language_and_known_in_english() -> None:
    assert changed() == "Lernrate von Dicht 2 ändern"
    assert english(changed()) == "Change learning rate of Dense 2"
    assert english(ngettext("{n} row", "{n} rows", 3).format(n=3)) == "3 rows"
    assert english("typed") == "typed"


def test_a_text_comes_back_from_a_file_in_the_language_of_the_reader() -> None:
    data = json.loads(json.dumps(as_data(changed())))
    assert from_data(data) == changed()
    use_catalogue(gettext.NullTranslations())
    assert from_data(data) == "Change learning rate of Dense 2"
    assert as_data(from_data(data)) == data


class BySingular(German):
    """A catalogue as files have it, which knows a text that depends on a number by its singular alone."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return TEXTS[msgid1 if n == 1 else msgid2] if msgid1 == "{n} row" else msgid2


@pytest.mark.parametrize(("n", "text"), [(3, "3 Zeilen"), (0, "0 Zeilen")])
def test_a_text_that_depends_on_a_number_is_found_by_its_singular(n: int, text: str) -> None:
    use_catalogue(gettext.NullTranslations())
    counted = ngettext("{n} row", "{n} rows", n).format(n=n)
    use_catalogue(BySingular())
    sent = pickle.loads(pickle.dumps(counted))
    assert (renewed(sent), english(renewed(sent))) == (text, counted)
    assert from_data(json.loads(json.dumps(as_data(sent)))) == text


def test_a_text_made_in_another_language_is_shown_in_the_present_one() -> None:
    use_catalogue(gettext.NullTranslations())
    text = _("Change {setting:small} of {layer}").format(setting=_("Learning rate"), layer=object)
    use_catalogue(German())
    assert renewed(text) == f"Lernrate von {object} ändern"
    assert renewed("told by another program") == "told by another program"
    assert renewed(_("{layer!r}").format(layer="Dense")) == "'Dense'"  # as it is: a file may not have it


def test_texts_after_each_other_stay_known() -> None:
    both = joined((changed(), "", "typed {by hand}"), "; ")
    assert both == "Lernrate von Dicht 2 ändern; typed {by hand}"
    assert english(both) == "Change learning rate of Dense 2; typed {by hand}"
    assert from_data(as_data(both)) == both


def test_a_slot_decides_about_the_first_letter_and_the_full_stop() -> None:
    assert _("{a:small} {b:small} {c:big}").format(a=_("Rate"), b=_("L1"), c=_("its rate")) == "rate L1 Its rate"
    assert _("Doctor: {remedy:bare}").format(remedy=_("Use ReLU.")) == "Doctor: Use ReLU"


def test_a_text_translated_once_is_not_translated_again() -> None:
    assert english(_(_("Learning rate"))) == "Learning rate"
    assert english(_(joined(("Learning rate",)))) == "Learning rate"
    assert _(joined(("Learning rate",))) == "Learning rate"


def test_a_text_can_be_copied_and_sent() -> None:
    for one in (copy.deepcopy(changed()), pickle.loads(pickle.dumps(changed()))):
        assert (one, english(one)) == (changed(), english(changed()))


@pytest.mark.parametrize(
    "data",
    [
        None,
        3,
        {"slots": {}},
        {"text": 3, "slots": None},
        {"text": "{a}", "slots": {}},
        {"text": "{a}", "slots": [1]},
        {"text": "{a.__class__}", "slots": {"a": "b"}},
        {"text": "{a!r}", "slots": {"a": "b"}},
        {"text": "{a:>99999999}", "slots": {"a": "b"}},
        {"text": "{", "slots": {}},
        {"text": "{a}", "slots": {"a": {"text": "{a}", "slots": {"a": {"text": "{a}", "slots": {"a": None}}}}}},
    ],
)
def test_damaged_texts_are_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        from_data(data)


def nested(times: int) -> object:
    data: object = "a"
    for _time in range(times):
        data = {"text": "{a}", "slots": {"a": data}}
    return data


def test_texts_within_texts_are_read_to_a_depth_that_a_program_writes() -> None:
    assert from_data(nested(5)) == "a"
    with pytest.raises(ValueError, match="one of its texts is damaged"):
        from_data(nested(6))


def test_numbers_in_slots_stay_numbers_and_anything_else_becomes_its_text() -> None:
    text = _("{n:,} of {share:.1f} in {path}").format(n=1234, share=0.25, path=None)
    assert as_data(text) == {"text": "{n:,} of {share:.1f} in {path}", "slots": {"n": 1234, "share": 0.25, "path": "None"}}
    assert from_data(as_data(text)) == "1,234 of 0.2 in None"
    assert as_data(_("Dense")) == {"text": "Dense", "slots": None}
    assert from_data({"text": "Dense"}) == "Dicht"


def test_the_first_letter_of_an_abbreviation_stays() -> None:
    assert [f"{_(text):small}" for text in ("Rate", "MSE", "L2 penalty", "A", "x")] == ["rate", "MSE", "L2 penalty", "A", "x"]
    assert f"{_('rate'):big}{_('Dense'):>8}" == "Rate   Dicht"
    assert ngettext("{n} row", "{n} rows", 1).format(n=1) == "1 Zeile"
    assert english(ngettext("{n} row", "{n} rows", 1)) == "{n} row"
