"""Point annotations from a CSV file, each row checked."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.data.problems import Problem, plain
from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "read_annotations"]

COLUMNS = ("tid", "cls", "row", "col", "class_name")


def read_annotations(
    path: Path,
    sizes: Mapping[int, tuple[int, int]],
    classes: Sequence[str],
    rename: Callable[[str], str],
    problems: list[Problem],
) -> pd.DataFrame:
    """Read `tid,cls,row,col,class_name`; rows that cannot be right are left out and named.

    Args:
        path: the CSV file. One of `cls` and `class_name` is enough.
        sizes: height and width of each scene by its number.
        classes: the name of each class, in the order of `cls`.
        rename: from a name in the file to a name in `classes`.
        problems: where the left-out rows are noted, as `annotations.csv:LINE`.

    Returns:
        The right rows, columns as `COLUMNS`; `tid`, `cls`, `row` and `col` are whole numbers, counted from 0.

    Raises:
        CourseError: if the file is missing, is empty or no CSV file, or lacks a column.
    """
    import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

    columns, lines = _table(path)
    rows: list[tuple[int, int, int, int, str]] = []
    seen: set[tuple[int, int, int, int, str]] = set()
    for line, values in lines:
        if len(values) == len(columns):
            row, kind, detail = _row(dict(zip(columns, values, strict=True)), sizes, classes, rename)
        else:
            row, kind, detail = None, "wrong number of values", f"{len(values)} values for {len(columns)} columns"
        if row is not None and row in seen:
            row, kind, detail = None, "annotation given twice", ",".join(values)
        if row is None:
            problems.append(Problem(f"{path.name}:{line}", kind, detail, "left out"))
        else:
            seen.add(row)
            rows.append(row)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"tid": "int64", "cls": "int64", "row": "int64", "col": "int64"})


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The columns' names, and the values of each line that is not empty, with its number.

    By Python's `csv` and not by pandas: where one row has a value too many, pandas takes the first column of the whole
    table for an index, or reads nothing at all.

    Raises:
        CourseError: if there is no such file, it is no CSV file, or a column is missing.
    """
    needs = f"It needs the columns {','.join(COLUMNS)}, with commas between the values."
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file, strict=True)
            # The number of the line is that of a row's last one: values with line breaks span several.
            table = [(reader.line_num, [value.strip() for value in values]) for values in reader]
    except FileNotFoundError:
        raise CourseError(f"There is no {plain(path)}.", needs) from None
    except (OSError, ValueError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CourseError(f"{plain(path)} cannot be read: {why}.", needs) from None
    table = [(line, values) for line, values in table if any(values)]  # many editors leave an empty line at the end
    if not table:
        raise CourseError(f"{plain(path)} is empty.", needs)
    columns = table[0][1]
    missing = [name for name in ("tid", "row", "col") if name not in columns]
    if not {"cls", "class_name"} & set(columns):
        missing.append("cls or class_name")
    if missing:
        raise CourseError(f"{plain(path)} lacks {', '.join(missing)}; it has {', '.join(columns)}.", needs)
    return columns, table[1:]


_Row = tuple[int, int, int, int, str]


def _row(
    values: Mapping[str, str],
    sizes: Mapping[int, tuple[int, int]],
    classes: Sequence[str],
    rename: Callable[[str], str],
) -> tuple[_Row | None, str, str]:
    """One row, or None with what is wrong and the detail."""
    numbers: dict[str, int] = {}
    for name in ("tid", "row", "col"):
        try:
            number = float(values[name])
            numbers[name] = int(number)
        except (ValueError, OverflowError):
            return None, "no number", f"{name} is {values[name]!r}"
        if number != numbers[name]:
            return None, "no whole number", f"{name} is {values[name]}"
    tid, row, col = numbers["tid"], numbers["row"], numbers["col"]

    given, name = values.get("cls", ""), rename(values.get("class_name", ""))
    if given and not (given.isdecimal() and int(given) < len(classes)):
        return None, "unknown class", f"cls is {given!r}, known are 0 to {len(classes) - 1}"
    if name and name not in classes:
        return None, "unknown class", f"class_name is {name!r}"
    if not given and not name:
        return None, "no class", f"tid {tid}, row {row}, col {col}"
    cls = int(given) if given else classes.index(name)
    if name and classes[cls] != name:
        return None, "contradiction", f"cls {cls} is {classes[cls]}, class_name says {name}"

    if tid not in sizes:
        return None, "no such scene", f"tid {tid}"
    height, width = sizes[tid]
    if not (0 <= row < height and 0 <= col < width):
        return None, "outside of the image", f"row {row}, col {col} in {height}×{width}"
    return (tid, cls, row, col, classes[cls]), "", ""
