"""Contents by digest: bounded, and an honest sentence when one is gone."""

from pathlib import Path

import numpy as np
import pytest

from engine.data.csv_files.content_store import CONTENTS, ContentStore, digest_of
from engine.data.datasets.csv_file import CsvFile, known_facts
from engine.files.file_problem import FileProblem

TABLE = "a,b,y\n" + "\n".join(f"{i},{i * i},{i % 2}" for i in range(8)) + "\n"
RNG = np.random.default_rng(1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_what_was_used_last_stays_and_the_newest_always() -> None:
    store = ContentStore(most=10)
    first, second = store.put(b"12345"), store.put(b"67890")
    assert store.get(first) == b"12345"
    third = store.put(b"abc")
    assert store.get(second) is None
    assert store.get(first) == b"12345"
    large = store.put(b"x" * 50)
    assert [store.get(one) for one in (first, third)] == [None, None]
    assert store.get(large) == b"x" * 50


def test_the_same_content_elsewhere_is_the_same_rows(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "copy.csv"
    other.write_bytes(file.read_bytes())
    data, copy = CsvFile(str(file)).identified(), CsvFile(str(other)).identified()
    assert data.digest == digest_of(file.read_bytes())
    assert data.rows_key() == copy.rows_key()
    assert CsvFile(str(file)).rows_key() != CsvFile(str(other)).rows_key()


def test_an_edited_file_is_another_dataset_and_the_old_rows_stay(file: Path) -> None:
    before = CsvFile(str(file)).identified()
    rows = before.make(RNG).inputs
    file.write_text(TABLE.replace("7,49", "7,50"), encoding="utf-8")
    after = CsvFile(str(file)).identified()
    assert before.rows_key() != after.rows_key()
    assert np.array_equal(before.make(RNG).inputs, rows)
    assert after.make(RNG).inputs[7, 1] == 50


def test_rows_are_there_when_the_file_has_vanished(file: Path) -> None:
    data = CsvFile(str(file)).identified()
    file.unlink()
    assert data.make(RNG).input_names == ("a", "b")
    assert known_facts(data).rows == 8


def test_rows_that_are_no_longer_kept_are_a_sentence_unless_the_file_is_the_same(file: Path) -> None:
    data = CsvFile(str(file)).identified()
    CONTENTS.clear()
    assert len(data.make(RNG).target) == 8
    CONTENTS.clear()
    file.write_text(TABLE + "9,9,1\n", encoding="utf-8")
    with pytest.raises(FileProblem, match="has changed since its rows were used"):
        data.make(RNG)
