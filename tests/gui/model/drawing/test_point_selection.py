"""Which points a press, a drag and a rectangle select, and how far selected ones move."""

from __future__ import annotations

from gui.model.drawing.drawing_pad import SELECT
from tests.gui.model.drawing.test_drawing_pad import pad_with


def test_what_is_selected_moves_as_far_as_the_mouse_along_both_axes() -> None:
    pad = pad_with((1, 2, 0), (3, 3, 1))
    pad.choose(SELECT)
    pad.press((1.1, 2.1))
    assert pad.selection.mask.tolist() == [True, False]
    assert pad.drag((2.1, 2.6))
    assert pad.drag((1.6, 2.4))
    pad.release()
    assert pad.points.places.tolist() == [[1.5, 2.3], [3, 3]]
    assert not pad.drag((5, 5))


def test_a_press_selects_one_point_or_adds_it_and_beside_them_a_rectangle_begins() -> None:
    pad = pad_with((0, 0, 0), (2, 2, 0), (4, 4, 0))
    pad.choose(SELECT)
    for at, adds, selected in [
        ((0, 0), False, [True, False, False]),
        ((2, 2), True, [True, True, False]),
        ((0.1, 0.1), False, [True, True, False]),  # one of those that are selected: all of them can be moved
        ((4, 4), False, [False, False, True]),
        ((4, 1), True, [False, False, True]),
        ((4, 1), False, [False, False, False]),
    ]:
        pad.press(at, adds=adds)
        pad.release()
        assert pad.selection.mask.tolist() == selected, at
    pad.press((4, 4))
    pad.release()
    pad.press((-1, -1), adds=True)
    assert pad.selection.rectangle == ((-1, -1), (-1, -1))
    assert not pad.drag((2.5, 2.5))
    assert pad.selection.rectangle == ((-1, -1), (2.5, 2.5))
    assert pad.selection.mask.all()
    assert not pad.drag((1, 1))
    assert pad.selection.mask.tolist() == [True, False, True]
    pad.release()
    assert pad.selection.rectangle is None


def test_a_point_is_meant_within_reach_on_both_axes() -> None:
    for at, meant in (((0.19, 0.0), True), ((0.0, -0.19), True), ((0.3, 0.0), False), ((0.0, 0.3), False)):
        pad = pad_with((0, 0, 0))
        pad.choose(SELECT)
        pad.press(at)
        assert pad.selection.mask.tolist() == [meant], at
