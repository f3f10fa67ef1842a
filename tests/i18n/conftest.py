"""The window of the tests of the window, for those of its texts."""

from tests.gui.conftest import clock, full_speed, only_looks, window  # noqa: F401
