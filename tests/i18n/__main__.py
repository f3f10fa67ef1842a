"""Bring the catalogues up to date with the code and say what is not translated yet: `python -m tests.i18n`."""

from __future__ import annotations

import sys

from engine.core.resources import resource
from tests.i18n.catalogues import TRANSLATED, as_mo, as_po, entries, translations, updated


def main() -> int:
    left = 0
    for language in TRANSLATED:
        catalogue = updated(language)
        resource("i18n", language, "messages.po").write_bytes(as_po(catalogue))
        resource("i18n", language, "messages.mo").write_bytes(as_mo(catalogue))
        missing = [message for message in entries(catalogue) if not all(translations(message))]
        left += len(missing)
        print(f"{language}: {len(catalogue)} texts, {len(missing)} not translated")
        for message in missing:
            print(f"  {sorted({name for name, _line in message.locations})[0]}: {message.id!r}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
