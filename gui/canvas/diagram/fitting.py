"""How large a row is drawn in the room there is: a long one is made taller, so that its texts stay as large as is wanted."""

from __future__ import annotations

from collections.abc import Callable

from gui.canvas.diagram.geometry import BRACKET, FRAME, Box, Layout

TALLER = (1.0, 1.1, 1.2, 1.3, 1.45, 1.6, 1.8, 2.0, 2.2)  # the scales of a layout's texts that are tried
MARGIN = 9.0
LARGEST_FIT = 2.5  # the zoom of a small network in a large room


def content_of(layout: Layout, above: float = 0.0) -> Box:
    """All of the row, with room `above` it for a message and at least for the bracket over selected layers, and to the left
    for the frame of the inputs.
    """
    bounds, above = layout.bounds, max(above, BRACKET)
    return Box(bounds.x - FRAME, bounds.y - above, bounds.w + FRAME, bounds.h + above)


def fitting_zoom(content: Box, width: float, height: float) -> float:
    """The zoom at which all of the content is seen in so much room."""
    return min(width / (content.w + 2 * MARGIN), height / (content.h + 2 * MARGIN), LARGEST_FIT)


def fitting_layout(arranged: Callable[[float], Layout], width: float, height: float, wanted: float) -> Layout:
    """Of the layouts with texts of each scale, the least tall one whose texts are `wanted` times as large as at first when it
    fits. Where none is, the tallest that its height does not make smaller.
    """
    best = arranged(1.0)
    for text in TALLER:
        layout = best if text == 1.0 else arranged(text)
        content = content_of(layout)
        zoom = fitting_zoom(content, width, height)
        if text > 1.0 and zoom * (content.h + 2 * MARGIN) > height - 1:
            break
        best = layout
        if text * zoom >= wanted:
            break
    return best
