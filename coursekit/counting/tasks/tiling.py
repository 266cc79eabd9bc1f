"""The task on tiles that give every output once."""

from __future__ import annotations

from coursekit.checks import Mistake, Task
from coursekit.counting.tasks.forbidden import WINDOWS

__all__ = ["tiles"]

_Tiles = list[tuple[int, int]]


def _total(pixels: int, field: int, stride: int) -> int:
    return (pixels - field) // stride + 1


def _tiles(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    total = _total(pixels, field, stride)
    return [_tile(first, min(outputs, total - first), field, stride) for first in range(0, total, outputs)]


def _tile(first: int, outputs: int, field: int, stride: int) -> tuple[int, int]:
    start = first * stride
    return start, start + (outputs - 1) * stride + field


def _side_by_side(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    """No overlap: the outputs that would see both tiles are lost."""
    length = (outputs - 1) * stride + field
    return [(start, min(start + length, pixels)) for start in range(0, pixels - field + 1, length)]


def _overlap_of_the_field(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    """An overlap of the whole field: an output at each seam comes twice."""
    total = _total(pixels, field, stride)
    step = outputs - 1
    if step < 1:
        return _tiles(pixels, field, stride, outputs)
    firsts = [first for first in range(0, total, step) if first == 0 or first < total - 1]
    return [_tile(first, min(outputs, total - first), field, stride) for first in firsts]


def _overlap_less_one(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    """Right where the stride is 1; otherwise the second tile begins between two patches."""
    length = (outputs - 1) * stride + field
    step = length - (field - 1)
    return [(start, min(start + length, pixels)) for start in range(0, pixels - field + 1, step)]


def _by_strides(pixels: int, _field: int, stride: int, outputs: int) -> _Tiles:
    """A stride of pixels for each output, side by side."""
    length = outputs * stride
    return [(start, min(start + length, pixels)) for start in range(0, pixels, length)]


def _too_long_and_cut(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    step = outputs * stride
    return [(start, min(start + step + field, pixels)) for start in range(0, pixels - field + 1, step)]


def _cut_at_the_border(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    """Right as long as tiles are full; where one would reach beyond the image, it ends with it."""
    step = outputs * stride
    return [(start, min(start + step + field - stride, pixels)) for start in range(0, pixels - field + 1, step)]


def _starts_everywhere(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    """As before, and tiles begin where no field fits any more."""
    step = outputs * stride
    return [(start, min(start + step + field - stride, pixels)) for start in range(0, pixels, step)]


def _to_the_border(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    found = _tiles(pixels, field, stride, outputs)
    return [*found[:-1], (found[-1][0], pixels)]


def _beyond(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    return [_tile(first, outputs, field, stride) for first in range(0, _total(pixels, field, stride), outputs)]


def _rest_dropped(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    total = _total(pixels, field, stride)
    return [_tile(first, outputs, field, stride) for first in range(0, total - outputs + 1, outputs)]


def _last_moved_back(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    total = _total(pixels, field, stride)
    firsts = [max(min(first, total - outputs), 0) for first in range(0, total, outputs)]
    return [_tile(first, min(outputs, total), field, stride) for first in firsts]


def _field_forgotten(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    return [(start, stop - field) for start, stop in _tiles(pixels, field, stride, outputs)]


def _one_step_too_long(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    return [(start, stop + stride) for start, stop in _tiles(pixels, field, stride, outputs)]


def _last_pixel(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    return [(start, stop - 1) for start, stop in _tiles(pixels, field, stride, outputs)]


def _in_outputs(pixels: int, field: int, stride: int, outputs: int) -> _Tiles:
    total = _total(pixels, field, stride)
    return [(first, min(first + outputs, total)) for first in range(0, total, outputs)]


_NO_OVERLAP = (
    "Your tiles do not overlap. A patch that lies across the seam is complete in none of them: its output is lost."
)
_UP_TO_THE_BORDER = "Your last tile goes up to the border. The last patch may end before it: no output sees the rest."


def _too_long(_pixels: int, _field: int, stride: int, _outputs: int) -> str:
    return (
        f"Your tiles are {stride} pixel{'' if stride == 1 else 's'} too long. From the first to the last of 4 outputs "
        "there are 3 steps."
    )


tiles = Task(
    "tiles",
    cases=[
        (12, 3, 1, 5),
        (30, 8, 4, 2),
        (47, 10, 4, 4),
        (100, 16, 8, 6),
        (20, 20, 8, 3),
        (29, 5, 2, 1),
    ],
    reference=_tiles,
    mistakes=[
        Mistake(
            "tiles side by side",
            _side_by_side,
            _NO_OVERLAP,
        ),
        Mistake(
            "side by side, by strides",
            _by_strides,
            _NO_OVERLAP,
        ),
        Mistake(
            "seams counted twice",
            _overlap_of_the_field,
            "Your tiles overlap by a whole field of {field} pixels. Then the last output of a tile is the first of the "
            "next one, and an animal there counts twice.",
        ),
        Mistake(
            "between two patches",
            _overlap_less_one,
            "Your tiles overlap by {field} - 1 pixels. Count in *outputs*: with a stride of {stride} the first patch "
            "of your second tile is none of the image's patches.",
        ),
        Mistake(
            "up to the border",
            _to_the_border,
            _UP_TO_THE_BORDER,
        ),
        Mistake(
            "cut at the border",
            _cut_at_the_border,
            _UP_TO_THE_BORDER,
        ),
        Mistake(
            "tile without an output",
            _starts_everywhere,
            "Your last tile begins where no whole field is left: it gives no output. How many outputs are there?",
        ),
        Mistake(
            "beyond the image",
            _beyond,
            "Your last tile is as long as the others. Are so many outputs left for it?",
        ),
        Mistake(
            "rest dropped",
            _rest_dropped,
            "Your plan has full tiles only. The outputs that are left over at the end need a shorter one.",
        ),
        Mistake(
            "last tile moved back",
            _last_moved_back,
            "You move the last tile back until it is full. Then it gives outputs that the tile before it has given.",
        ),
        Mistake(
            "field forgotten",
            _field_forgotten,
            "Your tiles end where the patch of the last output *begins*, or before. It has {field} pixels.",
        ),
        Mistake(
            "one step too long",
            _one_step_too_long,
            _too_long,
        ),
        Mistake(
            "one step too long, and cut",
            _too_long_and_cut,
            _too_long,
        ),
        Mistake(
            "last pixel included",
            _last_pixel,
            "The second number of a pair is the pixel *behind* the tile, as in a slice.",
        ),
        Mistake(
            "outputs for pixels",
            _in_outputs,
            "Your numbers count outputs. Which *pixels* do they see?",
        ),
    ],
    forbidden=WINDOWS,
    instead="Plan in outputs: which is the first of each tile, and how many are left for it?",
)
