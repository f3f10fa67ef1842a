"""The options that `train` and `search` share: the data, the network and its training; and the recipe that they make."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from engine.cli.language_option import describe_language
from engine.cli.output import HelpfulParser
from engine.cli.table_options import describe_table, given_options, reading_text
from engine.core.params import Param, check_params, params_of
from engine.core.quoting import quoted
from engine.core.registry import Entry, Registry, dump, load
from engine.core.translation import _, joined
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
from engine.recipe.limits import layers_objection
from engine.recipe.recipe import CLASS_WEIGHTS, Block, Recipe, Seeds
from engine.recipe.recipe_problem import RecipeProblem
from engine.recipe.short_form import entry_from, layer_text, layers_from
from engine.training.prepare import prepare

Exports = tuple[tuple[Exporter, Path], ...]


class OptionParser(HelpfulParser):
    """Says what is wrong in one sentence instead of printing the usage and ending the process."""

    def error(self, message: str) -> NoReturn:
        text = _("{message:big}. `{program} --help` lists the options.")
        raise ValueError(text.format(message=joined((message,)), program=self.prog))


def describe_base(parser: argparse.ArgumentParser) -> Any:
    """Add the groups data, network and training; returns the last one, for options of one command alone."""
    start, about, each = Recipe(), params_of(Recipe), params_of(Seeds)
    add = parser.add_argument_group(_("data")).add_argument
    sets = _("{names}, or the path of your own table: CSV, ARFF, gzip, workbook (%(default)s)").format(
        names=", ".join(_set_names())
    )
    add("--data", default=start.data.kind, metavar=_("NAME|FILE"), help=sets)
    add("--label", metavar=_("COLUMN"), help=_("own file: name or number of the column to learn (the likeliest one)"))
    add("--task", choices=TASKS, help=_("own file: whether that column is a class or a number (auto)"))
    add("--noise", type=float_from, metavar=_("SHARE"), help=_("drawn sets: how far points are shaken, 0 to 0.5 (0)"))
    shares = {"of_file": f"{CsvFile.train_share:g}", "of_drawn": f"{Dataset.train_share:g}"}
    share = help_of(about["train_share"], _("{of_file} of a file, {of_drawn} of a drawn set").format(**shares))
    add("--train-share", type=float_from, metavar=_("SHARE"), help=share)
    share = help_of(about["validation_share"], "%(default)s")
    add("--validation-share", type=float_from, default=start.validation_share, metavar=_("SHARE"), help=share)
    standardise = help_of(about["standardise"], _("yes for files, no for drawn sets"))
    add("--standardise", action=argparse.BooleanOptionalAction, help=standardise)
    describe_table(parser)
    add = parser.add_argument_group(_("network")).add_argument
    others = ", ".join(layer_text(cls) for cls in LAYERS if cls.kind != "dense")
    layers = _("hidden layers, NEURONS:ACTIVATION each, with {names}; also {others}; or none (4:tanh,2:tanh)")
    inputs = _("what the network sees of the columns, as x1,x2,x1*x2,sin(x1); names as [petal width (cm)] (all columns)")
    add("--inputs", metavar=_("LIST"), help=inputs)
    add("--layers", metavar=_("LIST"), help=layers.format(names=choices_of(ACTIVATIONS), others=others))
    bias = help_of(about["output_bias"], "%(default)s")
    add("--output-bias", type=float_from, default=start.output_bias, metavar=_("NUMBER"), help=bias)
    training = parser.add_argument_group(_("training"))
    add = training.add_argument
    losses = _("{names} (the first that suits the data)")
    add("--loss", metavar=_("NAME"), help=losses.format(names=choices_of(LOSSES)))
    optimizers = _("{names}; settings as in momentum:beta=0.8 (%(default)s)")
    setting = _("NAME[:SETTING=VALUE]")
    add("--optimizer", default=start.optimizer.kind, metavar=setting, help=optimizers.format(names=choices_of(OPTIMIZERS)))
    add("--lr", type=float_from, metavar=_("RATE"), help=_("learning rate (the optimizer's own)"))
    for name, family in (("schedule", SCHEDULES), ("clip", CLIPS), ("penalty", PENALTIES)):
        kinds = _("{setting:small}: {names} (%(default)s)").format(setting=_(about[name].label), names=choices_of(family))
        add(f"--{name}", default=getattr(start, name).kind, metavar=setting, help=kinds)
    add("--batch", type=whole_from, default=start.batch, metavar=_("ROWS"), help=help_of(about["batch"], "%(default)s"))
    add("--shuffle", action=argparse.BooleanOptionalAction, default=start.shuffle, help=help_of(about["shuffle"], _("yes")))
    carries = help_of(about["carry_over"], _("no"))
    add("--carry-over", action=argparse.BooleanOptionalAction, default=start.carry_over, help=carries)
    weights = help_of(about["class_weights"], "%(default)s")
    add("--class-weights", choices=CLASS_WEIGHTS, default=start.class_weights, help=weights)
    add("--epochs", type=whole_from, default=100, metavar="N", help=_("how often every training row is used (%(default)s)"))
    add("--seed", type=whole_from, default=start.seeds.data, metavar="N", help=_("all three seeds at once (%(default)s)"))
    for name, one in each.items():
        add(f"--{name}-seed", type=whole_from, metavar="N", help=help_of(one, _("as --seed")))
    return training


def describe_result(parser: argparse.ArgumentParser) -> Any:
    """Add the group of what is done with the result; returns it, for options of one command alone."""
    result = parser.add_argument_group(_("result"))
    add = result.add_argument
    export = _("write the trained network to a file that ends in {ends}, and check it; may be repeated")
    add("--export", action="append", default=[], metavar=_("FILE"), help=export.format(ends=ends_of(EXPORTERS)))
    alone = _("print the result as one JSON object, alone on the last line of standard output")
    add("--json", action="store_true", help=alone)
    describe_language(parser)
    add("--quiet", action="store_true", help=_("no progress on standard error"))
    return result


def recipe_from(asked: argparse.Namespace) -> Recipe:
    """The recipe of these options, with everything checked that can be checked without reading a file; its loss is still open.

    Raises ValueError or RecipeProblem with a sentence.
    """
    dataset = _dataset(asked)
    recipe = Recipe(
        data=dataset,
        standardise=dataset.standardise if asked.standardise is None else asked.standardise,
        optimizer=entry_from(OPTIMIZERS, asked.optimizer),
        schedule=entry_from(SCHEDULES, asked.schedule),
        clip=entry_from(CLIPS, asked.clip),
        penalty=entry_from(PENALTIES, asked.penalty),
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
    objection = layers_objection(block.layer for block in recipe.blocks)
    if objection:
        raise ValueError(objection)
    check_params(recipe)
    check_params(recipe.optimizer)
    check_params(recipe.seeds)
    return recipe


def with_data(recipe: Recipe, loss_text: str | None) -> tuple[Recipe, Data]:
    """The recipe with its data, read and prepared, and with the loss that was asked for, or the first that suits them.

    Raises ValueError, FileProblem or RecipeProblem with a sentence.
    """
    if isinstance(recipe.data, CsvFile):
        recipe = replace(recipe, data=recipe.data.identified())
    data = prepare(recipe)
    loss = _loss_for(data.task) if loss_text is None else entry_from(LOSSES, loss_text)
    objection = loss.objection(data.task)
    if objection:
        raise RecipeProblem(objection)
    return replace(recipe, loss=loss), data


def exports_from(paths: list[str]) -> Exports:
    """Raises ValueError or FileProblem with a sentence when one of them is not to be written."""
    exports = tuple((for_path(path), Path(path)) for path in paths)
    for _exporter, path in exports:
        if not os.path.isdir(path.parent):
            text = _('There is no folder "{folder}" to export to: make it first.')
            raise ValueError(text.format(folder=path.parent))
        check_target(path)
    return exports


def help_of(about: Param, default: str) -> str:
    """The help of an option that is a setting: its own sentence, and its default."""
    return _("{sentence} ({default})").format(sentence=_(about.help).replace("%", "%%"), default=default)


def choices_of(registry: Registry[Any]) -> str:
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


def float_from(text: str) -> float:
    """For argparse: a number, or what is wrong with the text."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("must be a number, not {value}").format(value=quoted(text))) from None


def whole_from(text: str) -> int:
    """For argparse: a whole number, or what is wrong with the text."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("must be a whole number, not {value}").format(value=quoted(text))) from None
