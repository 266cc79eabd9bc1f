"""The task on the box of one unit, in an image that ends somewhere."""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import BY_HAND, CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary, map_sizes, pixels

__all__ = ["unit_box"]

_Shape = tuple[int, int]
_Box = tuple[int, int, int, int]


def _box(layers: Sequence[Layer], image_shape: _Shape, row: int, column: int) -> _Box:
    down, across = (pixels(layers, size, unit) for size, unit in zip(image_shape, (row, column), strict=True))
    return down[0], across[0], down[-1] + 1, across[-1] + 1


def _edges(
    layers: Sequence[Layer],
    image_shape: _Shape,
    row: int,
    column: int,
    *,
    front: bool = True,
    back: bool = True,
    padding: bool = True,
    enlarged: bool = False,
    jump: bool = True,
) -> _Box:
    """The box with one thing done wrong, and clipped at the image only; each keyword is a mistake."""
    ends = []
    for size, unit in zip(image_shape, (row, column), strict=True):
        bare = [(kernel, stride, pad if padding else 0, rate) for kernel, stride, pad, rate in layers]
        low, high = boundary(bare, unit)
        if not jump:
            low, high = (edge + unit for edge in boundary(bare))
        if enlarged:
            high -= 2 * boundary([(1, stride, pad, 1) for _, stride, pad, _ in layers])[0]
        ends.append((max(low, 0) if front else low, min(high, size - 1) if back else high))
    (top, bottom), (left, right) = ends
    return top, left, bottom + 1, right + 1


def _backwards(
    layers: Sequence[Layer], image_shape: _Shape, row: int, column: int, *, front: bool = True, behind: bool = False
) -> _Box:
    """The box by going back through the layers, with one thing done wrong.

    Args:
        layers: the layers, the first one first.
        image_shape: height and width.
        row: row of the unit.
        column: its column.
        front: whether what lies in front of a map is cut off, too.
        behind: whether the place behind the last one is carried through the layers as if it were the last.
    """
    ends = []
    for axis, at in enumerate((row, column)):
        low, high = at, at + behind
        for (kernel, stride, padding, _), size in zip(
            reversed(layers), reversed(map_sizes(layers, image_shape[axis])[:-1]), strict=True
        ):
            low = low * stride - padding
            high = high * stride - padding + kernel - (not behind)
            low = max(low, 0) if front else low
            high = min(high, size - (not behind))
        ends.append((low, high if behind else high + 1))
    (top, bottom), (left, right) = ends
    return top, left, bottom, right


def _unordered(layers: Sequence[Layer], image_shape: _Shape, row: int, column: int) -> _Box:
    """The layers in the order of the list, each cut off at the map in front of it."""
    ends = []
    for axis, at in enumerate((row, column)):
        low = high = at
        for (kernel, stride, padding, _), size in zip(layers, map_sizes(layers, image_shape[axis])[:-1], strict=True):
            low = max(low * stride - padding, 0)
            high = min(high * stride - padding + kernel, size) - 1
        ends.append((low, high + 1))
    (top, bottom), (left, right) = ends
    return top, left, bottom, right


def _with_extent(layers: Sequence[Layer], image_shape: _Shape, row: int, column: int) -> _Box:
    top, left, bottom, right = _box(layers, image_shape, row, column)
    return top, left, bottom - top, right - left


_SAME, _HALF, _SMALLER = (3, 1, 1, 1), (2, 2, 0, 1), (3, 2, 1, 1)

unit_box = Task(
    "unit_box",
    cases=[
        ([_SAME, _HALF, _SAME], (20, 30), 4, 9),
        ([_SAME, _HALF, _SAME], (20, 30), 0, 14),
        ([(5, 1, 0, 1), _HALF, (3, 1, 0, 1)], (32, 24), 2, 0),
        ([(3, 2, 0, 1), _SAME], (30, 22), 13, 5),
        ([_HALF, (5, 1, 2, 1)], (13, 33), 5, 15),
        ([(3, 1, 0, 1), (3, 2, 1, 1), _HALF], (40, 40), 4, 2),
    ],
    reference=_box,
    mistakes=[
        Mistake(
            "not clipped",
            lambda layers, image_shape, row, column: _edges(layers, image_shape, row, column, front=False, back=False),
            "That box sticks out of the image of {image_shape[0]}×{image_shape[1]} pixels. What lies outside is "
            "padding: cut it off.",
        ),
        Mistake(
            "clipped at one end only",
            lambda layers, image_shape, row, column: _edges(layers, image_shape, row, column, back=False),
            "You cut the box off above and on the left. It may also stick out below and on the right.",
        ),
        Mistake(
            "clipped at the far end only",
            lambda layers, image_shape, row, column: _backwards(layers, image_shape, row, column, front=False),
            "You cut the box off below and on the right. It may also stick out above and on the left, on every map.",
        ),
        Mistake(
            "place behind the last one carried through",
            lambda layers, image_shape, row, column: _backwards(layers, image_shape, row, column, behind=True),
            "Your bottom and right are too large. Did you carry the place *behind* the last unit through the layers? "
            "The kernel lies on the last unit itself; make it the place behind at the very end.",
        ),
        Mistake(
            "clipped at the image only",
            _edges,
            "You cut the box off at the border of the image. On the way back it hangs over the end of a map before "
            "that: what lies there is padding too, although the image has pixels below it. Cut off at the end of that "
            "map; behind a stride it is shorter than the image.",
        ),
        Mistake(
            "last pixel instead of the one behind",
            lambda layers, image_shape, row, column: tuple(
                edge - (place > 1) for place, edge in enumerate(_box(layers, image_shape, row, column))
            ),
            "Your bottom and right are the last row and column that the unit sees. As in a slice, the first ones that "
            "it does not see are asked for: `image[top:bottom, left:right]`.",
        ),
        Mistake(
            "rows and columns swapped",
            lambda layers, image_shape, row, column: tuple(
                _box(layers, image_shape, row, column)[place] for place in (1, 0, 3, 2)
            ),
            "Rows and columns are swapped. The order is top, left, bottom, right.",
        ),
        Mistake(
            "height and width swapped",
            lambda layers, image_shape, row, column: _backwards(layers, image_shape[::-1], row, column),
            "That is the box in an image of {image_shape[1]}×{image_shape[0]} pixels. The height comes first in "
            "`image_shape`, as `row` comes in front of `column`.",
        ),
        Mistake(
            "height and width instead of bottom and right",
            _with_extent,
            "Your last two numbers are height and width of the box. The row and the column behind it are asked for.",
        ),
        Mistake(
            "layers forwards",
            _unordered,
            "You went through the list from its beginning. The unit belongs to the last layer: which one does it look "
            "at first?",
        ),
        Mistake(
            "top and bottom first",
            lambda layers, image_shape, row, column: tuple(
                _box(layers, image_shape, row, column)[place] for place in (0, 2, 1, 3)
            ),
            "The four numbers are right and stand in another order. Asked for are top, left, bottom, right: the one "
            "corner, then the other.",
        ),
        Mistake(
            "units a pixel apart",
            lambda layers, image_shape, row, column: _edges(layers, image_shape, row, column, jump=False),
            "You moved the box of unit (0, 0) by {row} rows and {column} columns of pixels. Neighbouring units are "
            "a jump apart.",
        ),
        Mistake(
            "padding ignored",
            lambda layers, image_shape, row, column: _edges(layers, image_shape, row, column, padding=False),
            "You left padding out. It moves what a unit sees: unit (0, 0) begins in front of the image.",
        ),
        Mistake(
            "padding enlarges",
            lambda layers, image_shape, row, column: _edges(layers, image_shape, row, column, enlarged=True),
            "Your box is as large as if padding made kernels larger. It only moves what they see.",
        ),
        Mistake(
            "unit (0, 0)",
            lambda layers, image_shape, row, column: _box(layers, image_shape, 0, 0),
            "That is the box of unit (0, 0). The one of unit ({row}, {column}) is asked for.",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead=BY_HAND,
)
