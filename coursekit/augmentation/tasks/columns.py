"""The task on where a column goes when an image is mirrored."""

from __future__ import annotations

from coursekit.augmentation.tasks.forbidden import BY_PLACES, GEOMETRY
from coursekit.checks import Mistake, Task

__all__ = ["mirrored_column"]


def _mirrored_column(column: float, width: int) -> float:
    left_edge, right_edge = -0.5, width - 0.5
    return right_edge - (column - left_edge)


_MIDDLE = (
    "{got} is what comes out if the middle of {width} columns lies at {width} / 2. The columns are counted from 0, and "
    "the last one is {width} - 1: what is halfway between these two?"
)
_PULLED = (
    "You pull places beyond the outermost centres onto them. The image reaches half a pixel further, and a place there "
    "stays there."
)

mirrored_column = Task(
    "mirrored_column",
    cases=[(0, 4), (1, 5), (3.25, 6), (-0.5, 3), (2, 5), (3.5, 4)],
    reference=_mirrored_column,
    mistakes=[
        Mistake("middle at half the width", lambda column, width: float(width - column), _MIDDLE),
        Mistake(
            "middle at half the width, rounded down",
            lambda column, width: float(2 * (width // 2) - column),
            "{got} is what comes out if the middle lies at {width} // 2. `//` rounds down: with 4 columns, 0 to 3, is "
            "the middle on a column?",
        ),
        Mistake(
            "middle rounded down",
            lambda column, width: float(2 * ((width - 1) // 2) - column),
            "{got} is what comes out if the middle is rounded down to a whole column. With 4 columns, 0 to 3, it lies "
            "between two of them.",
        ),
        Mistake(
            "middle one half too far left",
            lambda column, width: float(width - 2 - column),
            "{got} lies one column too far left. Try it with the leftmost column: where does it go?",
        ),
        Mistake(
            "middle counted from 1",
            lambda column, width: float(width + 1 - column),
            "{got} is what comes out if the middle lies at ({width} + 1) / 2, as if the columns were counted from 1. "
            "They are counted from 0: which number has the last one?",
        ),
        Mistake(
            "half a column off",
            lambda column, width: width - 0.5 - column,
            "{got} lies half a column too far right. The middle is halfway between the first *centre* and the last, "
            "and the distance is counted from that middle: do both of your lines mean the same one?",
        ),
        Mistake(
            "brackets missing",
            lambda column, width: float(2 * width - 1 - column),
            "{got} is what comes out if the middle lies near the right edge. `{width} - 1 / 2` takes away one half, as "
            "division comes first: does it need brackets?",
        ),
        Mistake(
            "not moved",
            lambda column, width: float(column),
            "{got} is the column as it came. What was to the right of the middle has to lie to the left of it: is the "
            "distance of a place on the right positive, and is it added or taken away?",
        ),
        Mistake(
            "distance only",
            lambda column, width: column - (width - 1) / 2,
            "{got} tells how far right of the middle the column lies. The column that it goes to is asked for.",
        ),
        Mistake(
            "distance on the other side",
            lambda column, width: (width - 1) / 2 - column,
            "{got} is a distance from the middle, on the right side. Counted from column 0, where is that?",
        ),
        Mistake(
            "sign turned",
            lambda column, width: float(-column),
            "{got} is the column with its sign turned: mirrored at column 0. The image is mirrored at its middle.",
        ),
        Mistake(
            "index from behind",
            lambda column, width: float(-column - 1),
            "{got} finds the right pixel, as Python counts from behind. As a place it lies to the left of the image.",
        ),
        Mistake(
            "distance without its sign",
            lambda column, width: (width - 1) / 2 - abs(column - (width - 1) / 2),
            "Your function puts both halves of the image on its left side. The distance from the middle has a sign.",
        ),
        Mistake(
            "distance the wrong way round",
            lambda column, width: (width - 1) / 2 + abs(column - (width - 1) / 2),
            "Your function puts both halves of the image on its right side. The distance from the middle has a sign.",
        ),
        Mistake(
            "column rounded",
            lambda column, width: float(width - 1 - int(column)),
            "A place may lie between the centres of two pixels, and so may the one that it goes to. Something in your "
            "function leaves whole numbers only.",
        ),
        Mistake(
            "result rounded",
            lambda column, width: float(int(width - 1 - column)),
            "A place may lie between the centres of two pixels, and so may the one that it goes to. Your result has "
            "lost what is after the decimal point.",
        ),
        Mistake(
            "pulled to the first column",
            lambda column, width: max(width - 1.0 - column, 0.0),
            _PULLED,
        ),
        Mistake(
            "pulled between the outermost columns",
            lambda column, width: min(max(width - 1.0 - column, 0.0), width - 1.0),
            _PULLED,
        ),
        Mistake(
            "counted around",
            lambda column, width: float((-column - 1) % width),
            "`%` brings back on the right what lies to the left of the first centre. A place half a pixel to the left "
            "of it is still on the image: leave it there.",
        ),
    ],
    forbidden=GEOMETRY,
    instead=BY_PLACES,
)
