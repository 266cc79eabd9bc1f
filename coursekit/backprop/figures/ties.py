"""Where the gradient of a maximum goes when several values share it: what was measured with several libraries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.backprop.figures.paper import Place, arrow, cells, tint
from coursekit.figures import VERMILION, WIDTH, described, sheet, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["pooling_ties"]

Array = npt.NDArray[Any]

CASES: Mapping[str, tuple[str, npt.ArrayLike]] = {
    "all four equal": ("max pooling\nof 2×2", [[1, 1], [1, 1]]),
    "a rising diagonal": ("max pooling\nof 3×3", [[0, 0, 1], [0, 1, 0], [1, 0, 0]]),
    "global: all four equal": ("maximum of\nall (global)", [[1, 1], [1, 1]]),
}
"""Cases of `benchmarks/pooling_ties.py` that are shown unless others are asked for: what is computed, and of what."""
_SIDE = 0.36
_FIRST = 2.9  # where the first answer begins
_LETTER = 0.081  # width of a letter of a name, on average


@styled
def pooling_ties(
    table: DataFrame, cases: Mapping[str, tuple[str, npt.ArrayLike]] = CASES, asked: list[str] | None = None
) -> Figure:
    """For each case the values, and each gradient that some library gave, with the names of those that gave it.

    Args:
        table: what `benchmarks/pooling_ties.py` has measured, with columns "case", "asked", "gradient" and "when".
        cases: what is computed and of which values, by the name of the case; up to five.
        asked: whose answers to show, by the names in the table; all by default.

    Raises:
        ValueError: if a column or a case is missing, or an answer has another shape than its values.
    """
    missing = [column for column in ("case", "asked", "gradient", "when") if column not in table]
    if missing:
        raise ValueError(f"The table has no column {missing[0]!r}: give what benchmarks/pooling_ties.py writes.")
    rows = table.to_dict("records")
    if not 1 <= len(cases) <= 5:
        raise ValueError(f"There is room for 1 to 5 cases, not for {len(cases)}.")
    found = {}
    for case, (_, values) in cases.items():
        shape = np.asarray(values).shape
        answers: dict[str, list[str]] = {}
        for row in rows:
            if row["case"] == case and (asked is None or row["asked"] in asked):
                when = "" if row["when"] == "always" else f" ({row['when']})"
                answers.setdefault(str(row["gradient"]), []).append(f"{row['asked']}{when}")
        if not answers:
            raise ValueError(f"The table has no answer for the case {case!r}.")
        if any(_map(gradient).shape != shape for gradient in answers):
            raise ValueError(f"{case!r}: an answer has another shape than the values, {shape}.")
        found[case] = answers
    heights = [_height(np.asarray(values).shape, found[case]) for case, (_, values) in cases.items()]
    drawn, plot = sheet(sum(heights) + 0.35)
    plot.text(1.5, 0.12, "values", ha="left", va="center", fontsize=11)
    plot.text(_FIRST, 0.12, "gradient, and who gives it", va="center", fontsize=11)
    top, told = 0.35, []
    for (case, (title, values)), height in zip(cases.items(), heights, strict=True):
        _row(plot, top + height / 2, title, np.asarray(values, dtype=float), found[case])
        top += height
        answers_told = [f"{gradient}: {', '.join(names)}" for gradient, names in found[case].items()]
        told.append(f"{case}: {'; '.join(answers_told)}.")
    return described(drawn, f"Where the gradient of a maximum goes at a tie, row by row. {' '.join(told)}")


def _row(plot: Any, middle: float, title: str, values: Array, answers: Mapping[str, list[str]]) -> None:
    rows, columns = values.shape
    place = Place(1.5, middle - rows * _SIDE / 2, (rows, columns), _SIDE)
    plot.text(0.1, middle, title, va="center", fontsize=10.5)
    cells(plot, place, values, "values", windows=rows)
    arrow(plot, (_FIRST - 0.08, middle), (place.right + 0.07, middle), VERMILION, (0, (4, 1.5)))
    room, letters = (WIDTH - _FIRST) / len(answers), _letters(values.shape, len(answers))
    for at, (text, names) in enumerate(answers.items()):
        gradient = _map(text)
        here = Place(_FIRST + at * room, middle - rows * _SIDE / 2, (rows, columns), _SIDE)
        cells(plot, here, gradient, f"answer {at}", fills=tint(gradient), pale=gradient == 0)
        plot.text(here.right + 0.12, middle, "\n".join(_lines(names, letters)), va="center", fontsize=10)


def _map(text: str) -> Array:
    """A map from its line in the table, rows between bars."""
    return np.array([[float(value) for value in row.split()] for row in text.split("|")])


def _height(shape: tuple[int, ...], answers: Mapping[str, list[str]]) -> float:
    """Of one case, in inches: as its map or the names need."""
    lines = max(len(_lines(names, _letters(shape, len(answers)))) for names in answers.values())
    return max(shape[0] * _SIDE, 0.21 * lines) + 0.36


def _letters(shape: tuple[int, ...], answers: int) -> int:
    """How many letters have room beside each of several maps."""
    return int(((WIDTH - _FIRST) / answers - shape[1] * _SIDE - 0.3) / _LETTER)


def _lines(names: list[str], letters: int) -> list[str]:
    """Names, as many in a line as there is room for."""
    lines = [""]
    for name in names:
        if lines[-1] and len(lines[-1]) + len(name) + 3 > letters:
            lines.append(name)
        else:
            lines[-1] = f"{lines[-1]}, {name}".removeprefix(", ")
    return [f"{line}," for line in lines[:-1]] + lines[-1:]
