"""The task on laying a cut-out target onto a background."""

from __future__ import annotations

import numpy as np

from coursekit.augmentation.tasks.mixing import pasted
from coursekit.augmentation.tasks.pixels import Array, numbers
from coursekit.checks import Mistake, Task

__all__ = ["paste"]


def _paste(background: Array, target: Array, mask: Array, row: int, column: int) -> Array:
    return pasted(background, target, mask, row, column)


_MASK = np.array([[0.0, 0.25, 0.5], [0.75, 1.0, 0.0]])
_TALL = np.array([[0.0, 0.5], [0.25, 1.0], [0.75, 1.0], [0.5, 0.0]])

paste = Task(
    "paste",
    cases=[
        (numbers(5, 6, 3, seed=81), numbers(2, 3, 3, seed=82), _MASK, 2, 1),
        (numbers(5, 6, 3, seed=83), numbers(4, 2, 3, seed=84), _TALL, 3, 5),
        (numbers(5, 6, 3, seed=85), numbers(4, 2, 3, seed=86), _TALL, -1, -1),
        (numbers(5, 6, 1, seed=87), numbers(2, 3, 1, seed=88), _MASK, -1, 4),
        (numbers(5, 6, 3, seed=89), numbers(2, 3, 3, seed=90), _MASK, 1, 7),
    ],
    reference=_paste,
    mistakes=[
        Mistake(
            "mask inverted",
            lambda *case: pasted(*case, alpha="inverted"),
            "Target and background have changed parts: where the mask is 1 you show the background. Which of the two "
            "should be seen there?",
        ),
        Mistake(
            "mask ignored",
            lambda *case: pasted(*case, alpha="all"),
            "You paste the whole rectangle, with the ground on which the target lay when it was cut out. What is the "
            "mask for?",
        ),
        Mistake(
            "all where the mask is not 0",
            lambda *case: pasted(*case, alpha="any"),
            "Where the mask is 0.25 you show the target alone. How much of the background should be seen there?",
        ),
        Mistake(
            "mask made hard",
            lambda *case: pasted(*case, alpha="half"),
            "You use the mask as yes or no. At 0.25 some of both should be seen: how much of each?",
        ),
        Mistake(
            "mask made hard above the half",
            lambda *case: pasted(*case, alpha="more"),
            "You use the mask as yes or no. At 0.25 some of both should be seen: how much of each?",
        ),
        Mistake(
            "columns taken for channels",
            lambda *case: pasted(*case, alpha="by channel"),
            "In picture A your mask has as many columns as the image has channels, and NumPy takes the one for the "
            "other without complaint. Where should the mask's new axis stand?",
        ),
        Mistake(
            "half and half",
            lambda *case: pasted(*case, alpha="even"),
            "You mix half and half everywhere. How much target a pixel shows stands in the mask.",
        ),
        Mistake(
            "added",
            lambda *case: pasted(*case, mixed="added"),
            "Your pixels get too bright: the target is added, and the background keeps all of its light. How much of "
            "the background is covered where the mask is 1?",
        ),
        Mistake(
            "added and cut off",
            lambda *case: pasted(*case, mixed="clipped"),
            "The target is added to the full background, and what exceeds 1 is cut off. How much of the background "
            "is covered where the mask is 1?",
        ),
        Mistake(
            "background missing under the edge",
            lambda *case: pasted(*case, mixed="alone"),
            "Around the target there is a dark seam: where the mask is below 1 the background is missing. Which share "
            "of a pixel belongs to it?",
        ),
        Mistake(
            "target in full",
            lambda *case: pasted(*case, mixed="full"),
            "Your pixels get too bright: the background is dimmed where the target covers it, and the target is added "
            "in full even where it is hardly seen.",
        ),
        Mistake(
            "brackets missing",
            lambda *case: pasted(*case, mixed="no brackets"),
            "Your pixels get far too bright, also where the mask is 0. Python multiplies before it subtracts: does the "
            "formula lack brackets?",
        ),
        Mistake(
            "mask used twice",
            lambda *case: pasted(*case, mixed="twice"),
            "The target is too dark at its edge: it is multiplied by the mask twice. Once is enough.",
        ),
        Mistake(
            "background lost elsewhere",
            lambda *case: pasted(*case, elsewhere="black"),
            "Beside the target your picture is black. What did you begin with: zeros, or a copy of the background?",
        ),
        Mistake(
            "row and column exchanged",
            lambda *case: pasted(*case, exchanged=True),
            "The target lies in the wrong place: row and column have changed places. The first axis of an array goes "
            "down.",
        ),
        Mistake(
            "centre instead of corner",
            lambda *case: pasted(*case, centred=True),
            "The target lies too far up and to the left: you put its middle onto row {row}, column {column}. Which of "
            "its pixels should come to lie there?",
        ),
        Mistake(
            "moved inside",
            lambda *case: pasted(*case, above="move", below="move"),
            "You push the target inside until it fits. It should stay in its place, and lose what sticks out.",
        ),
        Mistake(
            "left out where it sticks out",
            lambda *case: pasted(*case, above="skip", below="skip"),
            "A target that sticks out is left out altogether. What of it lies on the image should be seen.",
        ),
        Mistake(
            "comes in again on the other side",
            lambda *case: pasted(*case, above="wrap", below="wrap"),
            "What sticks out comes in again on the other side. It should be lost.",
            of_one_case=True,
        ),
        Mistake(
            "negative index",
            lambda *case: pasted(*case, above="wrap"),
            "What sticks out at the top or on the left comes in again on the other side: to NumPy, -1 is the last row. "
            "Which rows of the target lie on the image?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the wrong ends",
            lambda *case: pasted(*case, above="other end", below="other end"),
            "As much of the target is seen as should be, but the wrong part of it, cut at the wrong end. Which of its "
            "rows and columns lie outside?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the end where the beginning sticks out",
            lambda *case: pasted(*case, above="other end"),
            "This target begins above the image or to the left of it, and as much of it is seen as should be, but "
            "the wrong part. Which of its rows and columns lie outside: the first ones or the last ones?",
            of_one_case=True,
        ),
        Mistake(
            "cut at the beginning where the end sticks out",
            lambda *case: pasted(*case, below="other end"),
            "This target ends below the image or to the right of it, and as much of it is seen as should be, but the "
            "wrong part. Which of its rows and columns lie outside: the first ones or the last ones?",
            of_one_case=True,
        ),
        Mistake(
            "columns cut at the wrong end",
            lambda *case: pasted(*case, above_across="other end"),
            "The rows of the target are the right ones. Its columns are cut at the wrong end where it begins to the "
            "left of the image.",
            of_one_case=True,
        ),
        Mistake(
            "rows cut at the wrong end",
            lambda *case: pasted(*case, above="other end", above_across="cut"),
            "The columns of the target are the right ones. Its rows are cut at the wrong end where it begins above the "
            "image.",
            of_one_case=True,
        ),
        Mistake(
            "mask cut at the wrong end",
            lambda *case: pasted(*case, mask_above="other end"),
            "The right part of the target is seen, mixed in by the wrong part of the mask. Do you cut both alike?",
            of_one_case=True,
        ),
    ],
    forbidden=(
        "PIL.Image.Image.alpha_composite",
        "PIL.Image.Image.paste",
        "PIL.Image.alpha_composite",
        "PIL.Image.composite",
        "cv2.seamlessClone",
    ),
    instead="Mix the pixels yourself: that is the task.",
    keeps_arguments=True,
    titles=[f"picture {letter}" for letter in "ABCDE"],
)
