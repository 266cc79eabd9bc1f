"""The fixed codes of LeNet-5's ten classes: little pictures of the digits, 7 pixels wide and 12 high."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["digit_codes"]

# Drawn for this course; the paper shows its own in figure 3. A row of pixels is a word, from the top of the digit down.
_PICTURES = """
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
..###.. ...#... ..###.. .#####. ....##. ####### ..####. ####### .#####. ..###..
.#...#. ..##... .#...#. #.....# ...#.#. #...... .#..... ......# #.....# .#...#.
#.....# .#.#... #.....# ......# ...#.#. #...... #...... .....#. #.....# #.....#
#.....# ...#... ......# ......# ..#..#. ######. #...... .....#. .#...#. #.....#
#.....# ...#... .....#. ..####. ..#..#. ......# #.###.. ....#.. ..###.. .#...##
#.....# ...#... ....#.. ......# .#...#. ......# ##...#. ....#.. .#...#. ..###.#
#.....# ...#... ...#... ......# ####### ......# #.....# ...#... #.....# ......#
#.....# ...#... ..#.... ......# .....#. ......# #.....# ...#... #.....# ......#
.#...#. ...#... .#..... #.....# .....#. #.....# .#...#. ..#.... #.....# .....#.
..###.. .#####. ####### .#####. .....#. .#####. ..###.. ..#.... .#####. .####..
....... ....... ....... ....... ....... ....... ....... ....... ....... .......
"""


def digit_codes() -> NDArray[np.float32]:
    """The codes of the digits 0 to 9, 1 for ink and -1 for paper: shape (10, 84), rows of the pictures one by one.

    1 and -1 are what LeNet-5's squashing function gives for 1 and -1, so that F6 is never driven into saturation.
    Pictures rather than one unit for each class, because what looks alike gets codes that are alike, and because a
    pattern that is no digit is far from all of them (LeCun et al., 1998, section II.B).
    """
    import numpy as np  # noqa: PLC0415 - counting and importing do not need it

    rows = [line.split() for line in _PICTURES.split("\n") if line]
    pictures = [["".join(row[digit]) for row in rows] for digit in range(10)]
    return np.array([[1 if pixel == "#" else -1 for pixel in "".join(p)] for p in pictures], dtype=np.float32)
