"""The options of `python main.py search`, and the plan that they make."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.cli.base_options import (
    Exports,
    OptionParser,
    describe_base,
    describe_result,
    exports_from,
    recipe_from,
    whole_from,
    with_data,
)
from engine.cli.parser_words import WideHelp
from engine.core.blas_threads import processor_count
from engine.core.translation import N_, _
from engine.core.version import command
from engine.data.preprocessing import Data
from engine.files.atomic_write import check_target
from engine.nn.metrics import METRICS
from engine.search.plan import LOSS, Plan, judges_for
from engine.search.samplers import SAMPLERS
from engine.search.settings import SETTINGS
from engine.search.space import space_from

EXAMPLE = N_("""\
example:
  {command} search --data patients.csv --space "lr=1e-4..1:log layers=8|16,16 optimizer=adam|sgd" \\
      --trials 200 --jobs 2 --study s.sqlite --export best.npz --json

The study file keeps every trial that has ended. The same command goes on with it after Ctrl+C, a crash or a power cut, and with
a larger --trials it is continued.

exit codes:
  0    searched, exported and printed
  1    no trial was trained to its end, or a file could not be written; the result is printed all the same
  2    bad input, such as an unknown setting, a study of another search or one that another program uses; nothing was trained
  3    the result could not be written to standard output (closed pipe, full disk); it stands on standard error instead
  130  stopped by Ctrl+C; the result so far is printed
""")


@dataclass(frozen=True, eq=False)
class SearchJob:
    """A search as asked for: everything checked that can be checked before training."""

    plan: Plan
    data: Data
    study: Path
    jobs: int
    cluster: str
    exports: Exports
    table: Path | None
    as_json: bool
    quiet: bool


def search_job_from(argv: Sequence[str]) -> SearchJob:
    """Raises ValueError, FileProblem or RecipeProblem with a sentence, and SystemExit after --help."""
    asked = _parser().parse_args(argv)
    base, space, exports = recipe_from(asked), space_from(asked.space), exports_from(asked.export)
    for path in filter(None, (asked.study, asked.table)):
        check_target(path)
    counts = {name: getattr(asked, name) for name in ("trials", "epochs", "repeats", "folds")}
    plan = Plan(base, space, asked.judge or LOSS, asked.sampler, **counts, stops_weak=asked.early_stop, seed=asked.seed)
    recipe, data = with_data(plan.base, asked.loss)  # late: what is wrong with the arguments comes first
    plan = replace(plan, base=recipe, judge=asked.judge or judges_for(data.task)[0])
    plan.check(data.task)
    SAMPLERS[plan.sampler]().draw(plan)  # a package that is missing is said before there is a file
    table = None if asked.table is None else Path(asked.table)
    return SearchJob(plan, data, Path(asked.study), asked.jobs, asked.cluster, exports, table, asked.json, asked.quiet)


def _parser() -> argparse.ArgumentParser:
    start = Plan.__dataclass_fields__
    parser = OptionParser(
        f"{command()} search",
        description=_(
            "Train one network many times with other settings, and find the best on validation rows. Data, network and training "
            "are those of `train`; what --space names varies."
        ),
        epilog=_(EXAMPLE).format(command=command()),
        formatter_class=WideHelp,
        allow_abbrev=False,
    )
    add = parser.add_argument_group(_("search")).add_argument
    space = _("what varies, as NAME=VALUE|VALUE, NAME=LOW..HIGH or NAME=LOW..HIGH:log, separated by blanks; of {names}")
    add("--space", required=True, metavar=_("SPACE"), help=space.format(names=", ".join(SETTINGS.names())))
    add("--study", required=True, metavar=_("FILE"), help=_("the file of the search; one that is there is continued"))
    add("--trials", type=whole_from, default=start["trials"].default, metavar="N", help=_("points to try (%(default)s)"))
    sampler = _("how points are chosen; tpe needs Optuna (%(default)s)")
    add("--sampler", choices=SAMPLERS.names(), default=start["sampler"].default, help=sampler)
    judges = _("what trials are judged by, on validation rows: {names} (the first that suits the data)")
    add("--judge", metavar=_("NAME"), help=judges.format(names=", ".join((*METRICS.names(), LOSS))))
    repeats = _("trainings of each trial from other seeds, whose mean counts (%(default)s)")
    add("--repeats", type=whole_from, default=start["repeats"].default, metavar="N", help=repeats)
    folds = _("parts for cross-validation; 0: one part, the validation rows (%(default)s)")
    add("--folds", type=whole_from, default=start["folds"].default, metavar="N", help=folds)
    early = _("stop trials early that are behind the median of those before (yes)")
    add("--early-stop", action=argparse.BooleanOptionalAction, default=True, help=early)
    jobs = _("processes (%(default)s, the cores of this machine)")
    add("--jobs", type=whole_from, default=processor_count(), metavar="N", help=jobs)
    cluster = _("address of a Dask scheduler, as in tcp://192.168.0.7:8786: its workers train instead of processes here")
    add("--cluster", default="", metavar=_("ADDRESS"), help=cluster)
    describe_base(parser)
    add = describe_result(parser).add_argument
    add("--table", metavar=_("FILE"), help=_("write all trials as CSV"))
    return parser
