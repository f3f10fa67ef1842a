"""`python main.py predict MODEL TABLE`: what a trained network in a file says of the rows of a table, as CSV."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from engine.cli.language_option import describe_language
from engine.cli.output import NOT_PRINTED, HelpfulParser, exit_code_of, print_aside, print_result
from engine.cli.parser_words import WideHelp
from engine.core.translation import N_, _
from engine.core.version import command
from engine.exporters.trained_model import TrainedModel
from engine.files.file_problem import FileProblem
from engine.importers import IMPORTERS, for_path, model_of
from engine.prediction.answers import Answers, answers
from engine.prediction.new_rows import NewRows, read_new_rows
from engine.prediction.predicted_file import judged, predictions_text, save_predictions
from engine.recipe.recipe_problem import RecipeProblem

PREDICTED, NOT_WRITTEN = 0, 1
EXAMPLE = N_("""\
example:
  {command} predict iris.npz flowers.csv > out.csv
  {command} predict iris.npz flowers.csv --output out.csv

The table has the columns that the network was trained with, by their names; other columns stay as they are. Behind them come
the predicted class or number, and the probability of each class. Notes and, where the right answers are there, how many are
predicted rightly, go to standard error.

exit codes: 0 predicted; 1 the file could not be written; 2 bad input; 3 standard output could not be written; 130 stopped.
""")


def main(argv: Sequence[str]) -> int:
    """Run with the arguments that follow `predict`; returns the exit code."""
    return exit_code_of(lambda: _predict(_parser().parse_args(argv)), (FileProblem, RecipeProblem))


def _predict(asked: argparse.Namespace) -> int:
    model, rows, found = _predicted(asked.model, asked.table)
    for sentence in (*rows.notes, judged(rows, found)):
        if sentence and not asked.quiet:
            print_aside(sentence)
    if asked.output is None:
        return PREDICTED if print_result(predictions_text(rows, found, model.target_name).rstrip("\n")) else NOT_PRINTED
    try:
        save_predictions(asked.output, rows, found, model.target_name)
    except FileProblem as problem:
        print_aside(str(problem))
        return NOT_WRITTEN
    return PREDICTED


def _predicted(model_path: str, table: str) -> tuple[TrainedModel, NewRows, Answers]:
    """Raises FileProblem or RecipeProblem with a sentence."""
    model = model_of(for_path(model_path).read(Path(model_path)))
    rows = read_new_rows(table, model)
    return model, rows, answers(model, rows.inputs)


def _parser() -> HelpfulParser:
    parser = HelpfulParser(
        f"{command()} predict",
        description=_("Predict the rows of a table with a trained network that was exported to a file."),
        epilog=_(EXAMPLE).format(command=command()),
        formatter_class=WideHelp,
        allow_abbrev=False,
    )
    ends = ", ".join(suffix for cls in IMPORTERS for suffix in cls.suffixes)
    parser.add_argument("model", metavar=_("MODEL"), help=_("file of a trained network: {ends}").format(ends=ends))
    parser.add_argument("table", metavar=_("TABLE"), help=_("file with the rows: CSV, ARFF, gzip or workbook"))
    parser.add_argument("--output", metavar=_("FILE"), help=_("write the CSV to a file instead of standard output"))
    parser.add_argument("--quiet", action="store_true", help=_("no notes on standard error"))
    describe_language(parser)
    return parser
