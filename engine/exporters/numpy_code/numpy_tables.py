"""The code that every file has: reading rows and tables, making inputs of them, and the check of itself."""

from __future__ import annotations

PREDICT = '''
def predict(rows):
    """Predictions, (rows, outputs), of rows of `names`, or of one row: numbers, texts, None where a value is missing.

    Where a value is missing that nothing stands for, the prediction is NaN. A text that is no level counts as missing.
    """
    with np.errstate(all="ignore"):
        return network(inputs_of(rows))
'''
CLASSIFY = '''
def classify(rows):
    """The class of each row, by name; None where there is no prediction."""
    found = of_each_class(predict(rows))
    there = np.isfinite(found).all(axis=1)
    return [classes[i] if known else None for i, known in zip(np.nan_to_num(found).argmax(axis=1), there)]


def of_each_class(predictions):
    """A column for each class. Of two classes `predict` gives one, about the second."""
    if len(outputs) > 1:
        return predictions
    first = 1 - predictions if link == "sigmoid" else -predictions
    return np.concatenate([first, predictions], axis=1)
'''
ENCODING = '''
def inputs_of(rows):
    """The network's inputs, (rows, inputs), of rows of the table."""
    rows = rows if isinstance(rows, np.ndarray) else np.array(rows, dtype=object)
    if rows.ndim == 1:
        rows = rows.reshape((-1, 1) if len(names) == 1 else (min(rows.size, 1), -1 if rows.size else len(names)))
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise ValueError(f"A row has {len(names)} values: {', '.join(names)}.")
    inputs = []
    for (kind, levels, fill, is_input), cells in zip(columns, rows.T):
        codes = {text: code for code, text in enumerate(levels)}
        values = np.array([number(cell) if kind == "number" else code_of(cell, codes) for cell in cells], dtype=float)
        gone = np.isnan(values)
        if fill is not None:
            values = np.where(gone, fill, values)
        if kind == "category" and len(levels) != 2:
            inputs += [np.where(np.isnan(values), np.nan, values == code) for code in range(len(levels))]
        else:
            inputs += [values, gone] if is_input else [values]
    return np.stack(inputs, axis=1).astype(float)


def number(cell):
    """A number, or the text of one, as a float; NaN where it is missing."""
    if cell is None or (isinstance(cell, str) and cell.strip().lower() in MISSING):
        return math.nan
    return float(cell)


def code_of(cell, codes):
    """The index of a level, from 0; NaN for what is missing or no level. The number 3.0 is the level '3'."""
    text = " ".join(str(cell).split())
    if text not in codes and isinstance(cell, (float, np.floating)) and math.isfinite(cell) and cell == int(cell):
        text = str(int(cell))
    return codes.get(text, math.nan)


def array_of(bits, shape, text):
    """The numbers of a text as an array; all computing is done in 64 bits."""
    return np.array(text.split(), dtype=f"float{bits}").reshape(shape).astype(float)


MISSING = {"", "-", "?", "na", "n/a", "n.a.", "nan", "-nan", "<na>", "#n/a", "#na", "nil", "none", "null"}
'''
MAIN = '''
def check():
    """The largest difference between what this file predicts and what the trained network said, as a share of it above 1."""
    if not golden:
        return 0.0
    said = np.array([predictions for _, predictions in golden])
    return float(np.max(np.abs(predict([row for row, _ in golden]) - said) / np.maximum(1, np.abs(said))))


def main(arguments):
    """Check this file; or read a table, predict its rows and print it with these columns added."""
    if not arguments:
        difference = check()
        print(f"{len(golden)} rows: largest difference {difference:.1e}")
        return 0 if difference < 1e-6 else 1
    try:
        with open(arguments[0], newline="", encoding="utf-8-sig") as file:
            text = file.read()
        mark = max(",;\\t|", key=text.partition("\\n")[0].count)
        head, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark) if any(row)] or [[]]
        added = predicted_cells(head, rows, mark)
    except (OSError, ValueError, csv.Error) as error:
        print(f"{arguments[0]}: {error}", file=sys.stderr)
        return 2
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    writer = csv.writer(sys.stdout, delimiter=mark, lineterminator="\\n")
    writer.writerow(head + added_names())
    writer.writerows(row + cells for row, cells in zip(rows, added))
    return 0


def predicted_cells(head, rows, mark):
    """What is predicted for each row of a table, as texts; empty where there is no prediction."""
    head = [" ".join(name.split()) for name in head]
    for name in names:
        if name not in head:
            raise ValueError(f"There is no column {name!r}, an input of the network.")
    if not rows:
        return []
    places = [head.index(name) for name in names]
    cells = [[row[place] if place < len(row) else "" for place in places] for row in rows]
    if mark != ",":  # then a comma may be a decimal one
        numbers = [kind == "number" for kind, *_ in columns]
        cells = [[cell.replace(",", ".") if one else cell for cell, one in zip(row, numbers)] for row in cells]
    return [[*answer, *("" if math.isnan(value) else repr(value) for value in found)] for answer, found in answers(cells)]
'''
OF_CLASSES = '''
def answers(rows):
    """For each row its class, in a list, and the values of all classes."""
    return [([name or ""], values.tolist()) for name, values in zip(classify(rows), of_each_class(predict(rows)))]


def added_names():
    """The names of the columns that a table gets."""
    return [f"predicted {target}", *(f"{'probability' if PROBABILITIES else 'score'} of {name}" for name in classes)]


PROBABILITIES = link in ("sigmoid", "softmax")
'''
OF_NUMBERS = '''
def answers(rows):
    """For each row an empty list and the number."""
    return [([], values.tolist()) for values in predict(rows)]


def added_names():
    """The name of the column that a table gets."""
    return [f"predicted {target}"]
'''


def code_around(is_regression: bool) -> tuple[str, str]:
    """The code before that of the network, and the code behind it."""
    before = PREDICT if is_regression else PREDICT + "\n" + CLASSIFY
    return before, "\n".join((ENCODING, MAIN, OF_NUMBERS if is_regression else OF_CLASSES))
