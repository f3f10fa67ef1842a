"""The changes that mutation testing makes: one at a time, valid Python, nothing but what they say."""

from __future__ import annotations

from pathlib import Path

from tests.mutation.changes import changed_source, changes

SOURCE = '''
def f(a: "int | None", b=2):
    """A text, 1 + 1."""
    # a comment
    if a is None or not a < b - 1:
        return [min(a, -b)] * 3 + list(zip(a, b, strict=True))
    return "x" + str(a)
'''


def test_each_change_is_one_place(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(SOURCE, encoding="utf-8")
    found = changes(path, tmp_path)
    told = {(one.line, one.before, one.after) for one in found}
    assert told == {
        (2, "2", "3"),
        (5, "a is None or not a < b - 1", "a is None and (not a < b - 1)"),
        (5, "a is None", "a is not None"),
        (5, "not a < b - 1", "a < b - 1"),
        (5, "a < b - 1", "a <= b - 1"),
        (5, "b - 1", "b + 1"),
        (5, "1", "2"),
        (6, "[min(a, -b)] * 3 + list(zip(a, b, strict=True))", "[min(a, -b)] * 3 - list(zip(a, b, strict=True))"),
        (6, "[min(a, -b)] * 3", "[min(a, -b)] / 3"),
        (6, "min(a, -b)", "max(a, -b)"),
        (6, "-b", "b"),
        (6, "3", "4"),
    }
    sources = [changed_source(SOURCE, one.index) for one in found]
    assert len(set(sources)) == len(found)
    for source in sources:
        compile(source, "m.py", "exec")
