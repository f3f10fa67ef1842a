"""`python main.py export PROJECT --to FORMATS`: the trained weights of a project as files, each of them proven."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.cli.language_option import describe_language
from engine.cli.output import NOT_PRINTED, HelpfulParser, exit_code_of, print_aside, print_result
from engine.cli.parser_words import WideHelp
from engine.core.translation import N_, _
from engine.core.version import command
from engine.exporters import EXPORTERS, Exporter
from engine.exporters.moments import BEST, LEAST, NOW, Moment, moments_of, with_metadata
from engine.exporters.verification import Proof, export
from engine.files.file_problem import FileProblem
from engine.recipe.recipe_problem import RecipeProblem
from engine.training.session import Session
from gui.model.storage.project_file import open_project

EXPORTED, FAILED = 0, 1
EXAMPLE = N_("""\
example:
  {command} export flowers.npp --to onnx,numpy
  {command} export flowers.npp --to npz --output weights/flowers --weights best

formats:
{formats}

Each file is run, by the program that it is made for where that is installed, before it replaces one that is there.

exit codes: 0 all written; 1 a file could not be written or failed its check; 2 bad input; 3 standard output could not be
written; 130 stopped.
""")


def main(argv: Sequence[str]) -> int:
    """Run with the arguments that follow `export`; returns the exit code."""
    return exit_code_of(lambda: _export_project(_parser().parse_args(argv)), (FileProblem, RecipeProblem, ValueError))


def _export_project(asked: argparse.Namespace) -> int:
    project, formats = Path(asked.project), formats_from(asked.to)
    with np.errstate(all="ignore"):
        moment = moment_in(project, asked.weights)
        model = with_metadata(moment.model, data_name=not asked.without_data_name, scores=not asked.without_scores)
        proofs, problems = _export(Moment(moment.kind, model, moment.x_raw), formats, _stem(project, asked.output))
    for sentence in problems:
        print_aside(sentence)
    printed = not proofs or print_result(_as_json(proofs) if asked.json else "\n".join(map(str, proofs)))
    return FAILED if problems else EXPORTED if printed else NOT_PRINTED


def formats_from(text: str) -> list[Exporter]:
    """The formats of a list like 'onnx,c'. Raises ValueError with a sentence."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValueError(_("--to needs at least one format: {names}.").format(names=", ".join(EXPORTERS.names())))
    return [EXPORTERS[name]() for name in dict.fromkeys(names)]


def moment_in(project: Path, weights: str) -> Moment:
    """The trained weights in a project file; what is to be known of its rows is printed. Raises FileProblem, RecipeProblem."""
    located = open_project(project).located(project)
    for notice in located.notices:
        print_aside(notice)
    if located.checkpoint is None:
        text = _('"{name}" was saved without training, so there are no weights to export: train it in the window, and save it.')
        raise FileProblem(text.format(name=project.name))
    recipe = located.trained or located.project.recipe
    session = Session(recipe)
    session.restore(recipe, located.checkpoint)
    found = {moment.kind: moment for moment in moments_of(session)}
    if weights not in found:
        text = _(
            '"{name}" keeps no weights of a best epoch: they are kept where a stop rule puts them back. '
            "Leave out --weights best to export those of now."
        )
        if weights == LEAST:
            text = _('No kept moment of "{name}" has a lower test loss than now: leave out --weights least.')
        raise FileProblem(text.format(name=project.name))
    return found[weights]


def _stem(project: Path, output: str | None) -> Path:
    """What the names of the files begin with: the project's name in the present folder, unless another is given."""
    stem = Path(project.stem) if output is None else Path(output)
    if output is not None and (not stem.name or output.endswith(("/", os.sep))):
        text = _('"{path}" is not what the names of files can begin with: end it with a name, as in weights/flowers.')
        raise FileProblem(text.format(path=output))
    if not stem.parent.is_dir():
        text = _('There is no folder "{folder}" to export to: make it first.')
        raise FileProblem(text.format(folder=stem.parent))
    return stem


def _export(moment: Moment, formats: Sequence[Exporter], stem: Path) -> tuple[list[Proof], list[str]]:
    proofs, problems = [], []
    for one in formats:
        try:
            proofs.append(export(moment.model, one, stem.with_name(stem.name + one.suffix), moment.x_raw))
        except FileProblem as problem:
            problems.append(str(problem))
    return proofs, problems


def _as_json(proofs: Sequence[Proof]) -> str:
    return json.dumps([proof.document() for proof in proofs], allow_nan=False)


def _parser() -> HelpfulParser:
    which = _("those of now, of the best epoch, or of the kept moment with the least test loss (%(default)s)")
    several = _("one format or several: {names}").format(names=",".join(EXPORTERS.names()))
    width = max(map(len, EXPORTERS.names()))
    formats = "\n".join(f"  {cls.kind:<{width}}  {_(cls.about)}" for cls in EXPORTERS)
    parser = HelpfulParser(
        f"{command()} export",
        description=_("Write the trained weights of a project to files that other programs run."),
        epilog=_(EXAMPLE).format(command=command(), formats=formats),
        formatter_class=WideHelp,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("project", metavar=_("PROJECT"), help=_("project file (.npp) that was saved with its training"))
    add(
        "--to",
        required=True,
        metavar=_("FORMATS"),
        help=several,
    )
    add("--weights", choices=(NOW, BEST, LEAST), default=NOW, help=which)
    add("--output", metavar=_("NAME"), help=_("what the names of the files begin with (the project's name, in this folder)"))
    add("--without-data-name", action="store_true", help=_("do not write into the files what the data are called"))
    add("--without-scores", action="store_true", help=_("do not write into the files how well the network does"))
    add("--json", action="store_true", help=_("print the checks as one JSON list"))
    describe_language(parser)
    return parser
