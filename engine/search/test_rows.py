"""What the best trial of a search does on the rows that no trial saw."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.data.preprocessing import Data
from engine.search.study import Study
from engine.search.trial import ranked
from engine.search.work.run_item import judged
from engine.training.prepare import data_for
from engine.training.training_loop import build


def score_on_test_rows(study: Study, data: Data) -> tuple[float, int] | None:
    """The judge's value of the best trial on the test rows, and how many these are. None without a best trial, or where the data
    keep no rows from training.
    """
    plan = study.plan
    best = ranked(study.trials(), plan.higher_is_better)
    if not best or not plan.base.data.keeps_test_rows or not len(data.test):
        return None
    recipe, state = study.state(best[0].number)
    seen = data_for(recipe, plan.base, data)
    with np.errstate(all="ignore"):
        loop = build(recipe, seen, np.float32)
        loop.load(state)
        score = judged(loop.network, recipe, replace(seen, validation=seen.test), plan.judge)
    return (score, len(seen.test)) if math.isfinite(score) else None
