"""The options of `python main.py train`, and the recipe that they make."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.cli.base_options import (
    Exports,
    OptionParser,
    choices_of,
    describe_base,
    describe_result,
    exports_from,
    recipe_from,
    whole_from,
    with_data,
)
from engine.cli.parser_words import WideHelp
from engine.core.blas_threads import MOST_THREADS
from engine.core.params import check_params
from engine.core.translation import N_, _
from engine.core.version import command
from engine.data.preprocessing import Data
from engine.optim.stopping import STOPS
from engine.recipe.recipe import Recipe
from engine.recipe.short_form import entry_from

EXAMPLE = N_("""\
example:
  {command} train --data iris --layers 16:tanh,16:tanh --loss cross_entropy --optimizer adam --lr 0.01 \\
      --batch 16 --epochs 200 --seed 1 --export iris.npz --json
  {command} train --data patients.csv --label outcome --drop id --missing mean --missing colour=most --kind "size=S<M<L"

exit codes:
  0    trained, exported and printed
  1    the training diverged, or a file could not be written (no room, no permission); the result is printed all the same
  2    bad input, such as an unknown name, too long a file name or a folder that is not there; nothing was trained
  3    the result could not be written to standard output (closed pipe, full disk); it stands on standard error instead
  130  stopped by Ctrl+C
No home folder is needed. Where standard error cannot be written, progress and messages are left out.
""")


@dataclass(frozen=True, eq=False)
class Job:
    """A run as asked for: everything checked that can be checked before training."""

    recipe: Recipe
    data: Data
    epochs: int
    exports: Exports
    as_json: bool
    quiet: bool
    threads: int  # BLAS threads of a large network; 0 is as many as are worth it


def job_from(argv: Sequence[str]) -> Job:
    """Raises ValueError, FileProblem or RecipeProblem with a sentence, and SystemExit after --help."""
    asked = _parser().parse_args(argv)
    recipe = replace(recipe_from(asked), stops=tuple(entry_from(STOPS, text) for text in asked.stop))
    check_params(recipe)
    if not 0 <= asked.threads <= MOST_THREADS:
        text = _("--threads must be from 0 to {most}, not {value}.")
        raise ValueError(text.format(most=MOST_THREADS, value=asked.threads))
    exports = exports_from(asked.export)
    recipe, data = with_data(recipe, asked.loss)  # late: what is wrong with the arguments comes first
    return Job(recipe, data, asked.epochs, exports, asked.json, asked.quiet, asked.threads)


def _parser() -> argparse.ArgumentParser:
    parser = OptionParser(
        f"{command()} train",
        description=_(
            "Train a network without a window, print how well it does, and write it to files. "
            "Without options it trains what the window shows at its first start."
        ),
        epilog=_(EXAMPLE).format(command=command()),
        formatter_class=WideHelp,
        allow_abbrev=False,
    )
    add = describe_base(parser).add_argument
    stop = _("end before the last epoch: {names}; as in loss_below:0.1:rows=training; may be repeated")
    add("--stop", action="append", default=[], metavar=_("NAME[:SETTING=VALUE]"), help=stop.format(names=choices_of(STOPS)))
    threads = _("BLAS threads of a large network, which decide its last bits; 0: as many as are worth it (%(default)s)")
    add("--threads", type=whole_from, default=0, metavar="N", help=threads)
    describe_result(parser)
    return parser
