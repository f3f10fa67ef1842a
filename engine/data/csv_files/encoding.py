"""Bytes to text: opens a table of data that another program wrote and finds out how its characters are encoded.

The order is: byte order mark, strict UTF-8, Korean (CP949), Western European (CP1252), then the guess of `charset-normalizer`.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from engine.core.translation import N_, _
from engine.data.table_files.arff import is_arff, read_arff
from engine.data.table_files.kinds import Converted, is_workbook, refuse_other_kinds, unpacked
from engine.data.table_files.workbook import read_workbook
from engine.files.file_problem import FileProblem
from engine.files.reading import read_beginning

MAX_BYTES = 200_000_000
SAMPLE_WORDS = 5000  # enough to judge an encoding by
MANY_SYLLABLES = 10
CHOOSE = N_("Choose a CSV file.")
SMALLER = N_("Save a part of its rows as a file of its own.")
EMPTY = N_('"{file}" is empty. Choose a file with a line of column names and at least four rows below it.')
# Signs that Western tables hold beside letters: units, currency, typographic quotes.
_WESTERN_SIGNS = set("°²³µ€£§½¼¾±×·«»–—‘’“”…º\u00a0")
# Korean syllables that are written though EUC-KR lacks them: brand names, exclamations, dialect.
_RARE_IN_USE = set("똠펲찦쑛햏뷁믜샾쓩쌰햬됬뎠븅챱읖쫌쨩뙇헿꺠끠냬")
_CANDIDATES = [
    "gb18030",
    "cp932",
    "euc_jp",
    "big5",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp874",
]
_NAMES = {"excel": N_("Workbook"), "cp949": N_("CP949 (Korean)"), "cp1252": N_("CP1252 (Western European)")}


@dataclass(frozen=True)
class CsvText:
    """A file as text. name: for messages; encoding: Python's name of it; whole: False when only its beginning was read.

    separator, notes, kinds, named: of a file of another kind, as in `Converted`.
    """

    name: str
    text: str
    encoding: str
    guessed: bool
    whole: bool
    separator: str = ""
    notes: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    named: bool = False

    @property
    def kind(self) -> str:
        """text, workbook or arff: what the file is."""
        return "workbook" if self.encoding == "excel" else "arff" if self.separator else "text"

    @property
    def encoding_name(self) -> str:
        """The encoding as people call it."""
        return _name_of(self.encoding)


def _name_of(encoding: str) -> str:
    return _(_NAMES[encoding]) if encoding in _NAMES else encoding.upper()


def read_content(path: str | Path) -> bytes:
    """All bytes of a file. Raises FileProblem when it cannot be read, or is too large."""
    return read_beginning(path, MAX_BYTES, _(CHOOSE), _(SMALLER))[0]


def read_text(path: str | Path, most: int | None = None, content: bytes | None = None, encoding: str = "") -> CsvText:
    """The text of a file, or of the lines within its first `most` bytes. Raises FileProblem when it is not a text.

    `content` is what the file holds, where that is known: then it is not read. encoding: Python's name of it, "" to find it out.
    """
    if content is None:
        data, whole = read_beginning(path, MAX_BYTES, _(CHOOSE), _(SMALLER), -1 if most is None else most)
    else:
        data = content[:most]
        whole = len(data) == len(content)
    name = Path(path).name
    packed = data
    data, whole = unpacked(name, data, whole, MAX_BYTES, most)
    if not data or data.isspace():
        raise FileProblem(_(EMPTY).format(file=name))
    if is_workbook(data):
        book = content if content is not None else packed if whole else read_content(path)
        return _of_kind(name, read_workbook(name, unpacked(name, book, True, MAX_BYTES)[0]))
    refuse_other_kinds(name, data)
    encoding, guessed = (encoding, False) if encoding else _find_encoding(name, data, whole)
    try:
        text = data.decode(encoding, "strict" if whole else "ignore")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        message = _(
            '"{file}", line {line}: the text is not valid {encoding}; the file may be cut off or damaged. '
            "Copy it again, or save it as CSV (UTF-8)."
        )
        named = _name_of(encoding)
        raise FileProblem(message.format(file=name, line=line, encoding=named)) from problem
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        message = _(
            '"{file}" is not a text: it holds zero bytes. Open it in the program that made it and save it as CSV (UTF-8).'
        )
        raise FileProblem(message.format(file=name))
    if not text or text.isspace():
        raise FileProblem(_(EMPTY).format(file=name))
    if not whole:
        text = text[: text.rfind("\n" if "\n" in text else "\r") + 1] or text
    if is_arff(text):
        return replace(_of_kind(name, read_arff(name, text)), encoding=encoding, guessed=guessed, whole=whole)
    return CsvText(name, text, encoding, guessed, whole)


def _of_kind(name: str, found: Converted) -> CsvText:
    kinds = tuple(found.kinds.items())
    return CsvText(name, found.text, found.encoding, False, True, found.separator, found.notes, kinds, found.named)


def _find_encoding(name: str, data: bytes, whole: bool) -> tuple[str, bool]:
    """The encoding, and whether it is a guess. A file that begins with a mark says so itself.

    whole: False for the beginning of a file, which may end in the middle of a letter.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8", False
    try:
        _strictly(data, "utf-8", whole)
        return "utf-8", False
    except UnicodeDecodeError as problem:
        start, end = problem.start, problem.end
    # Good letters up to a last one that lacks bytes: UTF-8 that was cut off, not another encoding.
    if end >= len(data) and not data[:start].isascii():
        return "utf-8", False
    if _is_korean(data, whole):
        return "cp949", True
    if _is_western(data):
        return "cp1252", True
    from charset_normalizer import from_bytes  # here because it takes longer to import than most tables to read

    # Each word once: among a table's many numbers and repeated classes the few letters that matter would be lost.
    words = list(dict.fromkeys(m[0] for m in islice(re.finditer(rb"[\x80-\xff][^\s,;|]*", data), SAMPLE_WORDS)))
    if not whole and data.endswith(words[-1]):
        words = words[:-1] or words  # the last one may end in the middle of a letter
    best = from_bytes(b"\n".join(words), cp_isolation=_CANDIDATES).best()
    if best is None:
        line = data.count(b"\n", 0, start) + 1
        message = _(
            '"{file}", line {line}: the letters are in no encoding that this program knows. '
            "Open the file in the program that made it and save it as CSV (UTF-8)."
        )
        raise FileProblem(message.format(file=name, line=line))
    return best.encoding, True


def _strictly(data: bytes, encoding: str, whole: bool) -> str:
    """The text; raises UnicodeDecodeError where the bytes are none, but for a last letter that is cut when they are not whole."""
    return codecs.getincrementaldecoder(encoding)().decode(data, whole)


def _is_korean(data: bytes, whole: bool) -> bool:
    """Whether the bytes read as CP949 give Korean: syllables nearly throughout, and most of them in everyday use.

    Japanese bytes give syllables of which hardly one is in use, Chinese ones give Chinese signs.
    """
    try:
        letters = [c for c in _strictly(data, "cp949", whole) if c > "\x7f" and c.isalpha()]
    except UnicodeDecodeError:
        return False
    syllables = [c for c in letters if "가" <= c <= "힣"]
    # EUC-KR holds just the 2,350 syllables in everyday use.
    everyday = sum(len(c.encode("euc_kr", "ignore")) == 2 or c in _RARE_IN_USE for c in syllables)
    least = 0.6 if len(set(syllables)) >= MANY_SYLLABLES else 0.9  # of few letters Chinese ones may look everyday by chance
    return bool(letters) and len(syllables) >= 0.9 * len(letters) and everyday >= least * len(letters)


def _is_western(data: bytes) -> bool:
    """Whether the bytes read as CP1252 give accented letters and signs in between more plain letters."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    foreign = [c for c in text if c > "\x7f"]
    plain = sum(c.isascii() and c.isalpha() for c in text)
    return len(foreign) < plain and all(c.isalpha() or c in _WESTERN_SIGNS for c in foreign)
