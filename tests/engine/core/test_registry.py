"""A family of entries that are imported when somebody first asks for one."""

from __future__ import annotations

import threading

from engine.core.registry import Entry, Registry


def test_a_family_that_is_found_later_is_found_once_and_by_all_threads() -> None:
    family: Registry[Entry] = Registry("lamp")
    together, calls, found = threading.Barrier(3), [], []

    def find() -> None:
        calls.append(1)

        @family.add("spot", "Spot")
        class Spot(Entry):
            """A lamp."""

    def ask() -> None:
        together.wait(10)
        found.append(family.names())

    family.find_later(find)
    threads = [threading.Thread(target=ask) for _thread in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["spot"]] * 3
    assert calls == [1]
