"""The options of `python main.py train`, and the recipe that they make."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from engine.cli.language_option import describe_language
from engine.cli.output import HelpfulParser
from engine.cli.parser_words import WideHelp
from engine.cli.table_options import describe_table, given_options, reading_text
from engine.core.blas_threads import MOST_THREADS
from engine.core.params import Param, check_params, params_of
from engine.core.quoting import quoted
from engine.core.registry import Entry, Registry, dump, load
from engine.core.translation import N_, _, joined
from engine.core.version import command
from engine.data.csv_files.reader import TASKS
from engine.data.datasets import DATASETS, Dataset, in_order
from engine.data.datasets.csv_file import CsvFile
from engine.data.datasets.drawn_points import DrawnPoints
from engine.data.formulas.input_list import checked_inputs, split_list
from engine.data.preprocessing import Data
from engine.data.table import Task
from engine.exporters import EXPORTERS, Exporter, ends_of, for_path
from engine.files.atomic_write import check_target
from engine.nn.activations import ACTIVATIONS
from engine.nn.layers import LAYERS
from engine.nn.losses import LOSSES, Loss
from engine.optim.gradient_clipping import CLIPS
from engine.optim.optimizers import OPTIMIZERS
from engine.optim.regularizers import PENALTIES
from engine.optim.schedules import SCHEDULES
from engine.optim.stopping import STOPS
from engine.recipe.limits import layers_objection
from engine.recipe.recipe import CLASS_WEIGHTS, Block, Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.short_form import entry_from, layer_text, layers_from
from engine.training.prepare import prepare

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
    exports: tuple[tuple[Exporter, Path], ...]
    as_json: bool
    quiet: bool
    threads: int  # BLAS threads of a large network; 0 is as many as are worth it


class _Parser(HelpfulParser):
    """Says what is wrong in one sentence instead of printing the usage and ending the process."""

    def error(self, message: str) -> NoReturn:
        text = _("{message:big}. `{command} train --help` lists the options.")
        raise ValueError(text.format(message=joined((message,)), command=command()))


def job_from(argv: Sequence[str]) -> Job:
    """Raises ValueError, FileProblem or RecipeProblem with a sentence, and SystemExit after --help."""
    asked = _parser().parse_args(argv)
    dataset = _dataset(asked)
    recipe = Recipe(
        data=dataset,
        standardise=dataset.standardise if asked.standardise is None else asked.standardise,
        optimizer=entry_from(OPTIMIZERS, asked.optimizer),
        schedule=entry_from(SCHEDULES, asked.schedule),
        clip=entry_from(CLIPS, asked.clip),
        penalty=entry_from(PENALTIES, asked.penalty),
        stops=tuple(entry_from(STOPS, text) for text in asked.stop),
        batch=asked.batch,
        shuffle=asked.shuffle,
        carry_over=asked.carry_over,
        output_bias=asked.output_bias,
        class_weights=asked.class_weights,
        train_share=asked.train_share if asked.train_share is not None else dataset.train_share,
        validation_share=asked.validation_share,
        seeds=_seeds(asked),
    )
    if asked.layers is not None:
        recipe = replace(recipe, blocks=tuple(Block(i, layer) for i, layer in enumerate(layers_from(asked.layers), start=1)))
    if asked.inputs is not None:
        recipe = replace(recipe, inputs=checked_inputs(split_list(asked.inputs)))
    if asked.lr is not None:
        recipe = replace(recipe, optimizer=load(OPTIMIZERS, {**dump(recipe.optimizer), "lr": asked.lr}))
    if asked.epochs < 1:
        raise ValueError(_("--epochs must be at least 1, not {value}.").format(value=asked.epochs))
    if not 0 <= asked.threads <= MOST_THREADS:
        text = _("--threads must be from 0 to {most}, not {value}.")
        raise ValueError(text.format(most=MOST_THREADS, value=asked.threads))
    objection = layers_objection(block.layer for block in recipe.blocks)
    if objection:
        raise ValueError(objection)
    check_params(recipe)
    check_params(recipe.optimizer)
    check_params(recipe.seeds)
    exports = tuple((for_path(path), Path(path)) for path in asked.export)
    for _exporter, path in exports:
        if not os.path.isdir(path.parent):
            text = _('There is no folder "{folder}" to export to: make it first.')
            raise ValueError(text.format(folder=path.parent))
        check_target(path)
    if isinstance(dataset, CsvFile):  # late: what is wrong with the arguments comes first
        recipe = replace(recipe, data=dataset.identified())
    data = prepare(recipe)
    loss = _loss_for(data.task) if asked.loss is None else entry_from(LOSSES, asked.loss)
    objection = loss.objection(data.task)
    if objection:
        raise RecipeProblem(objection)
    return Job(replace(recipe, loss=loss), data, asked.epochs, exports, asked.json, asked.quiet, asked.threads)


def _parser() -> argparse.ArgumentParser:
    start, about, each = Recipe(), params_of(Recipe), params_of(Seeds)
    parser = _Parser(
        f"{command()} train",
        description=_(
            "Train a network without a window, print how well it does, and write it to files. "
            "Without options it trains what the window shows at its first start."
        ),
        epilog=_(EXAMPLE).format(command=command()),
        formatter_class=WideHelp,
        allow_abbrev=False,
    )
    add = parser.add_argument_group(_("data")).add_argument
    sets = _("{names}, or the path of your own table: CSV, ARFF, gzip, workbook (%(default)s)").format(
        names=", ".join(_set_names())
    )
    add("--data", default=start.data.kind, metavar=_("NAME|FILE"), help=sets)
    add("--label", metavar=_("COLUMN"), help=_("own file: name or number of the column to learn (the likeliest one)"))
    add("--task", choices=TASKS, help=_("own file: whether that column is a class or a number (auto)"))
    add("--noise", type=_float, metavar=_("SHARE"), help=_("drawn sets: how far points are shaken, 0 to 0.5 (0)"))
    shares = {"of_file": f"{CsvFile.train_share:g}", "of_drawn": f"{Dataset.train_share:g}"}
    share = _help(about["train_share"], _("{of_file} of a file, {of_drawn} of a drawn set").format(**shares))
    add("--train-share", type=_float, metavar=_("SHARE"), help=share)
    share = _help(about["validation_share"], "%(default)s")
    add("--validation-share", type=_float, default=start.validation_share, metavar=_("SHARE"), help=share)
    standardise = _help(about["standardise"], _("yes for files, no for drawn sets"))
    add("--standardise", action=argparse.BooleanOptionalAction, help=standardise)
    describe_table(parser)
    add = parser.add_argument_group(_("network")).add_argument
    others = ", ".join(layer_text(cls) for cls in LAYERS if cls.kind != "dense")
    layers = _("hidden layers, NEURONS:ACTIVATION each, with {names}; also {others}; or none (4:tanh,2:tanh)")
    inputs = _("what the network sees of the columns, as x1,x2,x1*x2,sin(x1); names as [petal width (cm)] (all columns)")
    add("--inputs", metavar=_("LIST"), help=inputs)
    add("--layers", metavar=_("LIST"), help=layers.format(names=_choices(ACTIVATIONS), others=others))
    bias = _help(about["output_bias"], "%(default)s")
    add("--output-bias", type=_float, default=start.output_bias, metavar=_("NUMBER"), help=bias)
    add = parser.add_argument_group(_("training")).add_argument
    losses = _("{names} (the first that suits the data)")
    add("--loss", metavar=_("NAME"), help=losses.format(names=_choices(LOSSES)))
    optimizers = _("{names}; settings as in momentum:beta=0.8 (%(default)s)")
    setting = _("NAME[:SETTING=VALUE]")
    add("--optimizer", default=start.optimizer.kind, metavar=setting, help=optimizers.format(names=_choices(OPTIMIZERS)))
    add("--lr", type=_float, metavar=_("RATE"), help=_("learning rate (the optimizer's own)"))
    for name, family in (("schedule", SCHEDULES), ("clip", CLIPS), ("penalty", PENALTIES)):
        kinds = _("{setting:small}: {names} (%(default)s)").format(setting=_(about[name].label), names=_choices(family))
        add(f"--{name}", default=getattr(start, name).kind, metavar=setting, help=kinds)
    stop = _("end before the last epoch: {names}; as in loss_below:0.1:rows=training; may be repeated")
    add("--stop", action="append", default=[], metavar=setting, help=stop.format(names=_choices(STOPS)))
    add("--batch", type=_whole, default=start.batch, metavar=_("ROWS"), help=_help(about["batch"], "%(default)s"))
    add("--shuffle", action=argparse.BooleanOptionalAction, default=start.shuffle, help=_help(about["shuffle"], _("yes")))
    carries = _help(about["carry_over"], _("no"))
    add("--carry-over", action=argparse.BooleanOptionalAction, default=start.carry_over, help=carries)
    weights = _help(about["class_weights"], "%(default)s")
    add("--class-weights", choices=CLASS_WEIGHTS, default=start.class_weights, help=weights)
    add("--epochs", type=_whole, default=100, metavar="N", help=_("how often every training row is used (%(default)s)"))
    add("--seed", type=_whole, default=start.seeds.data, metavar="N", help=_("all three seeds at once (%(default)s)"))
    for name, one in each.items():
        add(f"--{name}-seed", type=_whole, metavar="N", help=_help(one, _("as --seed")))
    threads = _("BLAS threads of a large network, which decide its last bits; 0: as many as are worth it (%(default)s)")
    add("--threads", type=_whole, default=0, metavar="N", help=threads)
    add = parser.add_argument_group(_("result")).add_argument
    export = _("write the trained network to a file that ends in {ends}, and check it; may be repeated")
    add("--export", action="append", default=[], metavar=_("FILE"), help=export.format(ends=ends_of(EXPORTERS)))
    alone = _("print the result as one JSON object, alone on the last line of standard output")
    add("--json", action="store_true", help=alone)
    describe_language(parser)
    add("--quiet", action="store_true", help=_("no progress on standard error"))
    return parser


def _help(about: Param, default: str) -> str:
    return _("{sentence} ({default})").format(sentence=_(about.help).replace("%", "%%"), default=default)


def _choices(registry: Registry[Any]) -> str:
    """'sgd, momentum (beta), …': what can be chosen, with the settings beside the learning rate."""
    return ", ".join(_with_settings(cls) for cls in registry)


def _with_settings(cls: type[Entry]) -> str:
    names = [name for name in params_of(cls) if name != "lr"]
    return f"{cls.kind} ({', '.join(names)})" if names else cls.kind


def _set_names() -> list[str]:
    """The datasets that need no file."""
    return [cls.kind for cls in in_order() if not {"path", "points"} & {*params_of(cls)}]


def _dataset(asked: argparse.Namespace) -> Dataset:
    of_file = {"label_column": asked.label, "task": asked.task}
    given = {name: value for name, value in of_file.items() if value is not None}
    if asked.data == DrawnPoints.kind:
        text = _("Your own points are drawn in the window: save them there by Save points as CSV, and give that file.")
        raise ValueError(text)
    if asked.data not in _set_names():
        if not Path(asked.data).suffix and not os.path.exists(asked.data):
            text = _("There is no dataset {name}; there are {names}, or the path of a CSV file.")
            raise ValueError(text.format(name=quoted(asked.data), names=", ".join(_set_names())))
        if asked.noise is not None:
            raise ValueError(_("--noise shakes drawn points: leave it out for a file."))
        return load(DATASETS, {"kind": "csv_file", "path": asked.data, "reading": reading_text(asked), **given})
    if given:
        text = _("--label and --task belong to your own CSV file: leave them out for {name}.")
        raise ValueError(text.format(name=asked.data))
    of_table = given_options(asked)
    if of_table:
        text = _("{options} belong to your own file: leave them out for {name}.")
        raise ValueError(text.format(options=", ".join(of_table), name=asked.data))
    if asked.noise is None:
        return DATASETS[asked.data]()
    if "noise" not in params_of(DATASETS[asked.data]):
        raise ValueError(_("--noise shakes drawn points: leave it out for {name}.").format(name=asked.data))
    return load(DATASETS, {"kind": asked.data, "noise": asked.noise})


def _seeds(asked: argparse.Namespace) -> Seeds:
    each = {name: getattr(asked, f"{name}_seed") for name in params_of(Seeds)}
    return Seeds(**{name: asked.seed if value is None else value for name, value in each.items()})


def _loss_for(task: Task) -> Loss:
    """The first loss that can be used for the task."""
    return next(cls() for cls in LOSSES if not cls().objection(task))


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("must be a number, not {value}").format(value=quoted(text))) from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("must be a whole number, not {value}").format(value=quoted(text))) from None
