"""The faces that texts are set in: the system's own, with a Korean one of the same kind behind it for what it does not have."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontDatabase

KOREAN = (  # without serifs, as the system's own; the first that is there is used
    "Pretendard",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "NanumGothic",
    "UnDotum",
)


def with_korean_face(font: QFont, installed: Sequence[str] | None = None) -> QFont:
    """The same font, in which Korean is set in a Korean face.

    Latin letters, figures and signs stay in the font's own face: Korean faces draw "…" and "∥" in the middle of a full square.
    Without a name Qt would choose any face with these letters, often one with serifs, or with Chinese forms of signs.
    """
    there = set(QFontDatabase.families() if installed is None else installed)
    korean = next((family for family in KOREAN if family in there), None)
    made = QFont(font)
    if korean is not None:
        made.setFamilies([*(family for family in font.families() if family not in KOREAN), korean])
    return made
