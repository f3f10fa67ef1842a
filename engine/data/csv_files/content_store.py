"""Contents of files by their digest, so that the rows of a training are found when their file has changed, moved or vanished."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from engine.core.translation import _
from engine.data.csv_files.encoding import read_content
from engine.files.file_problem import FileProblem

MOST_BYTES = 256_000_000  # that are kept at once


def digest_of(content: bytes) -> str:
    """The SHA-256 of a content, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


class ContentStore:
    """Changes: keeps what was used last, at most `most` bytes together, but always the newest content. Safe to use by threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: dict[str, bytes] = {}  # the one used last is the last
        self._lock = threading.Lock()

    def put(self, content: bytes) -> str:
        """Keep a content; returns its digest."""
        digest = digest_of(content)
        with self._lock:
            self._kept.pop(digest, None)
            self._kept[digest] = content
            size = sum(map(len, self._kept.values()))
            while size > self._most and len(self._kept) > 1:
                oldest = next(iter(self._kept))
                size -= len(self._kept.pop(oldest))
        return digest

    def get(self, digest: str) -> bytes | None:
        """The content of that digest, if it is still kept."""
        with self._lock:
            content = self._kept.pop(digest, None)
            if content is not None:
                self._kept[digest] = content
            return content

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


CONTENTS = ContentStore()


def stored_digest(path: str | Path) -> str:
    """Read a file and keep its content; returns the digest. Raises FileProblem when it cannot be read."""
    return CONTENTS.put(read_content(path))


def content_of(path: str | Path, digest: str) -> bytes:
    """The content of that digest, as it was kept, or from the file. Raises FileProblem when the file holds another by now."""
    kept = CONTENTS.get(digest)
    if kept is not None:
        return kept
    content = read_content(path)
    if CONTENTS.put(content) != digest:
        text = _(
            '"{file}" has changed since its rows were used here, and those are no longer kept. '
            "Choose it anew with the CSV button of the data panel to go on with what it holds now."
        )
        raise FileProblem(text.format(file=Path(path).name))
    return content
