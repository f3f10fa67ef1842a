"""Korean says one thing in one word, and asks in one tone: 하세요.

Korean textbooks differ in these words. The other ones stand once, behind `also:` of a help page, where the search finds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from engine.core.language import KOREAN
from engine.core.resources import resource
from tests.i18n.catalogues import catalogue, entries, translations
from tests.program_start import ROOT

WORDS = {
    "계층": "층",
    "최적화기": "옵티마이저",
    "활성 함수": "활성화 함수",
    "에포크": "에폭",
    "훈련": "학습",
    "라벨": "레이블",
    "관성": "모멘텀",
    "그래디언트": "기울기",
    "노이즈": "잡음",
    "시험 데이터": "테스트 데이터",
    "과대적합": "과적합",
    "오버피팅": "과적합",
    "건너뛰기 연결": "스킵 연결",
    "동결": "고정",
    "정칙화": "규제",
    "오차 행렬": "혼동 행렬",
    "국소 최솟값": "지역 최솟값",
    "크로스 엔트로피": "교차 엔트로피",
    "데이터 세트": "데이터셋",
    "십시오": "세요",
}
PARAMETER = re.compile(r"(?<!하이퍼)파라미터")  # 매개변수, but hyperparameter is 하이퍼파라미터


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    return list(korean_texts())


def korean_texts() -> Iterator[tuple[str, str]]:
    """Where it stands, and the text."""
    for message in entries(catalogue(KOREAN)):
        yield from ((str(message.id), one) for one in translations(message))
    files = [*resource("help", "ko").rglob("*.md"), ROOT / "resources" / "README.ko.md"]
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.startswith("also:"):
                yield f"{path.name}:{number}", line


@pytest.mark.parametrize("word", WORDS)
def test_one_word_for_one_thing(word: str, texts: list[tuple[str, str]]) -> None:
    assert [(where, text) for where, text in texts if word in text] == [], f"the word here is {WORDS[word]}"


def test_a_parameter_is_매개변수(texts: list[tuple[str, str]]) -> None:
    assert [(where, text) for where, text in texts if PARAMETER.search(text)] == []
