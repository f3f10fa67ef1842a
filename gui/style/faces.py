"""The faces that texts are set in: the system's own, with a Korean one behind it for what it does not have."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

KOREAN = (  # without serifs, as the system's own; the first that is there is used
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "UnDotum",
)
LATIN = ("Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans", "Arial")  # where the system's own is Korean


def with_korean_face(font: QFont, installed: Sequence[str] | None = None, own: str | None = None) -> QFont:
    """The same font, in which Korean is set in a Korean face. `own` is the face that the font is set in now.

    Latin letters, figures and signs stay in a Latin face: Korean ones draw "…" in the middle of a full square. Without a name Qt
    would choose any face that has these letters, often one with serifs, or with Chinese forms of signs.
    """
    there = set(QFontDatabase.families() if installed is None else installed)
    korean = next((family for family in KOREAN if family in there), None)
    own = QFontInfo(font).family() if own is None else own
    latin = next((family for family in LATIN if family in there), own) if own in KOREAN else own
    made = QFont(font)
    if korean is not None:
        made.setFamilies([latin, korean] if latin != korean else [korean])
    return made
