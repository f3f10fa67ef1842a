"""The help of the command line in letters that take two columns each."""

from __future__ import annotations

import pytest

from engine.cli.output import HelpfulParser
from engine.cli.parser_words import WideHelp, columns


@pytest.mark.parametrize("value", ["값", "이름", "이름[:설정=값]", "VALUE", "아주 긴 이름의 값"])
def test_help_begins_in_one_column_and_fits_into_the_terminal(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    parser = HelpfulParser("program", formatter_class=WideHelp)
    parser.add_argument("--optimizer-of-all", metavar="NAME", help="a")
    parser.add_argument("--penalty", metavar=value, help="매우 " * 30)
    lines = parser.format_help().splitlines()
    assert max(map(columns, lines)) <= 80
    of_help = [line for line in lines if "매우" in line]
    assert len(of_help) > 2
    assert {columns(line[: line.index("매우")]) for line in of_help} == {24}


def test_narrow_letters_are_laid_out_as_argparse_does() -> None:
    assert columns("a well-known text") == 17
    assert WideHelp("program", width=40)._split_lines("a well-known text, " * 3, 24)[0] == "a well-known text, a"
