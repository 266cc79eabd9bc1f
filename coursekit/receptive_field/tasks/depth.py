"""The inverse question: how many convolutions does it take to see enough?"""

from __future__ import annotations

import math
from itertools import count

from coursekit.checks import Mistake, Task
from coursekit.receptive_field.tasks.forbidden import CALCULATOR, DESCRIPTIONS
from coursekit.receptive_field.tasks.tracing import Layer, boundary

__all__ = ["convolutions_needed"]

# Not 2×2: that stack reads the same from both ends, and doubling the size at each pooling would give the right numbers.
_POOL: Layer = (3, 2, 0, 1)


def _seen(convolutions: int, kernel_size: int, pooling: bool) -> int:
    """What a unit of the last convolution sees."""
    stack: list[Layer] = [(kernel_size, 1, 0, 1), _POOL] * convolutions
    low, high = boundary(stack[: 2 * convolutions - 1] if pooling else stack[::2])
    return high - low + 1


def _needed(size: int, kernel_size: int, pooling: bool) -> int:
    return next(number for number in count(1) if _seen(number, kernel_size, pooling) >= size)


def _wrongly(
    size: int,
    kernel_size: int,
    pooling: bool,
    *,
    edges: int = 1,
    window: bool = True,
    pool_first: bool = False,
    pool_is_enough: bool = False,
) -> int:
    """The number with one thing done wrong; each keyword is a mistake."""
    reach, step, number = 1, 1, 0
    while reach < size:
        if pooling and (number or pool_first):
            reach += 2 * step if window else 0
            step *= 2
            if pool_is_enough and reach >= size:
                break
        reach += (kernel_size - edges) * step
        number += 1
    return number


def _doubled(size: int, kernel_size: int, pooling: bool) -> int:
    reach, number = kernel_size, 1
    while reach < size:
        reach = (2 * reach if pooling else reach) + kernel_size - 1
        number += 1
    return number


def _doubled_early(size: int, kernel_size: int, pooling: bool) -> int:
    reach, step, number = 1, 1, 0
    while reach < size:
        step *= 2 if pooling else 1
        reach += (kernel_size - 1) * step
        number += 1
    return number


convolutions_needed = Task(
    "convolutions_needed",
    cases=[
        (7, 3, False),
        (30, 5, False),
        (8, 3, False),
        (9, 3, True),
        (12, 3, True),
        (7, 3, True),
        (16, 3, True),
        (45, 3, True),
        (4, 3, True),
        (24, 5, True),
    ],
    reference=_needed,
    mistakes=[
        Mistake(
            "stopped behind a pooling",
            lambda size, kernel_size, pooling: _wrongly(size, kernel_size, pooling, pool_is_enough=True),
            "A pooling behind convolution number {got} does see {size} pixels. The question is about a unit of the "
            "last convolution.",
        ),
        Mistake(
            "one too many",
            lambda size, kernel_size, pooling: next(
                number for number in count(1) if _seen(number, kernel_size, pooling) > size
            ),
            "That is more than it takes. What does a unit see before there is any layer, nothing or a pixel? And is a "
            "unit that sees exactly {size} pixels good enough?",
        ),
        Mistake(
            "pooling ignored",
            lambda size, kernel_size, pooling: _needed(size, kernel_size, False),
            "{got} is right without pooling. Here there is one between any two convolutions: what is a step of the "
            "second convolution worth?",
        ),
        Mistake(
            "a step for every unit",
            lambda size, kernel_size, pooling: _wrongly(size, kernel_size, pooling, edges=0),
            "{got} is what comes out if every convolution adds its whole kernel. How many steps does a kernel of "
            "{kernel_size} make from its first unit to its last?",
        ),
        Mistake(
            "pooling only steps",
            lambda size, kernel_size, pooling: _wrongly(size, kernel_size, pooling, window=False),
            "{got} is what comes out if pooling widens the jump and nothing else. A pooling unit looks at three "
            "units: it sees a bit more than one of them.",
        ),
        Mistake(
            "pooling doubles the field",
            _doubled,
            "{got} is what comes out if pooling doubles what a unit sees, and a convolution adds its kernel minus 1. "
            "Neighbours overlap, so that is too much for a pooling; and what one step of a convolution is worth in "
            "pixels changes behind it.",
        ),
        Mistake(
            "size divided by kernel",
            lambda size, kernel_size, pooling: (
                _needed(size, kernel_size, True) if pooling else math.ceil(size / kernel_size)
            ),
            "{got} is {size}/{kernel_size}, rounded up. The first convolution brings {kernel_size} pixels; how many "
            "does each further one add?",
            of_one_case=True,
        ),
        Mistake(
            "rounded down without pooling",
            lambda size, kernel_size, pooling: (
                _needed(size, kernel_size, True) if pooling else (size - 1) // (kernel_size - 1)
            ),
            "With {got} of them a unit does not see {size} pixels yet. `//` rounds down: is the number enough where "
            "the division leaves a rest?",
            of_one_case=True,
        ),
        Mistake(
            "jump doubled too early",
            _doubled_early,
            "{got} is what comes out if the jump doubles in front of every convolution, the first one too, and a "
            "pooling adds nothing itself. What is the jump under the first kernel?",
        ),
        Mistake(
            "a pooling in front",
            lambda size, kernel_size, pooling: _wrongly(size, kernel_size, pooling, pool_first=True),
            "{got} is what comes out if the stack begins with a pooling. It stands between two convolutions, so how "
            "many are there for 3 convolutions?",
        ),
        Mistake(
            "rounded down",
            lambda size, kernel_size, pooling: next(
                number for number in count(1) if _seen(number + 1, kernel_size, pooling) > size
            ),
            "With {got} of them a unit does not see {size} pixels yet. What is asked for is a number that is enough.",
        ),
        Mistake(
            "poolings counted",
            lambda size, kernel_size, pooling: _needed(size, kernel_size, pooling) * (2 if pooling else 1) - pooling,
            "{got} counts the poolings as well. How many of these layers are convolutions?",
        ),
        Mistake(
            "kernels multiplied",
            lambda size, kernel_size, pooling: next(number for number in count(1) if kernel_size**number >= size),
            "{got} is what comes out if every convolution multiplies what a unit sees by {kernel_size}. Neighbours "
            "overlap: how much does the second convolution really add?",
        ),
    ],
    forbidden=CALCULATOR,
    allowed=DESCRIPTIONS,
    instead="Add layer by layer until it is enough: what you need is in task 3.",
)
