import importlib.util

import pytest

needs_optuna = pytest.mark.skipif(importlib.util.find_spec("optuna") is None, reason="needs optuna: install the extra [search]")
