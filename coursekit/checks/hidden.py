"""The inputs of hidden tests, drawn: others for each submission, for a submission always the same.

A hidden test that always tries the same inputs can be passed by whoever knows them. So it draws them:

    from coursekit.checks import hidden

    def sizes(rng):
        return [tuple(hidden.distinct_integers(rng, 2, 9, 2)) for _ in range(3)]

    tasks.area.check(area, cases=hidden.cases("area_hidden", tasks.area, sizes))

While the judge runs a test, a seed is set that belongs to the submission (see `coursekit.grading.secret`); the process
that runs the student's code never has it. Without one, as in `nbgrader autograde` and when the author builds the
course, the inputs depend on the name of the test alone.
"""

from __future__ import annotations

import copy
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from coursekit.checks.comparing import compare
from coursekit.checks.task import Case, Task

__all__ = ["cases", "distinct_integers", "generator", "seeded"]

_MOST_DRAWS = 1000

_seed: ContextVar[str] = ContextVar("_seed", default="")


@contextmanager
def seeded(seed: str) -> Iterator[None]:
    """Draw hidden inputs from this seed inside the `with` block; an empty one is none."""
    token = _seed.set(seed)
    try:
        yield
    finally:
        _seed.reset(token)


def generator(test: str) -> np.random.Generator:
    """The random numbers that a hidden test draws its inputs from.

    NumPy's PCG64, started with HMAC-SHA256 of the test's name, whose key is the seed: who knows the numbers of one
    test knows nothing about those of another. The same seed and name give the same numbers as long as NumPy's own
    methods do, which the course's lock sees to.

    Args:
        test: name of the test cell (`"convolve_hidden"`), so that no two tests draw the same.
    """
    return np.random.default_rng(int.from_bytes(hmac.digest(_seed.get().encode(), test.encode(), "sha256")))


def cases(
    test: str,
    task: Task,
    draw: Callable[[np.random.Generator], Iterable[Any]],
    *,
    catches: str = "",
    passes: str = "",
) -> list[Any]:
    """Draw the cases of a hidden test, and again where a known mistake would not earn what it earns on others.

    Chance may draw inputs on which a wrong answer is right, such as two sides of the same length for an answer that
    confuses them. Points must not depend on that: a mistake is caught on the cases of every student, or of none.

    Args:
        test: name of the test cell.
        task: whose mistakes are tried on the cases; with a reference.
        draw: returns cases, as `Task.check` takes them, made of random numbers of the generator that it is given.
        catches: names of the mistakes that the test catches, with "; " between them, if it is about these only; all
            others pass it.
        passes: names of the mistakes that the test is not about and that pass it, where it catches all others.

    Raises:
        ValueError: if the task knows no such mistake, or has no reference.
        RuntimeError: if in a thousand draws no cases do so; the author's error.
    """
    if task.reference is None:
        raise ValueError(f"Task {task.name!r} has no reference to draw cases for.")
    known = {mistake.name for mistake in task.mistakes}
    passing, caught = (set(names.split("; ")) - {""} for names in (passes, catches))
    if strange := (passing | caught) - known:
        raise ValueError(f"Task {task.name!r} knows no mistake {sorted(strange)}.")
    caught = caught or known - passing
    rng = generator(test)
    for _ in range(_MOST_DRAWS):
        drawn = list(draw(rng))
        right = [_called(task.reference, case) for case in drawn]
        if all(_caught(task, mistake.wrong, drawn, right) == (mistake.name in caught) for mistake in task.mistakes):
            return drawn
    raise RuntimeError(f"{test}: in {_MOST_DRAWS} draws no cases catch what they should of {task.name}, and no more.")


def distinct_integers(rng: np.random.Generator, low: int, high: int, count: int) -> list[int]:
    """Different whole numbers from `low` to `high`, both included, in random order: sizes that nobody can confuse."""
    return [int(number) for number in rng.permutation(np.arange(low, high + 1))[:count]]


def _caught(task: Task, answer: Callable[..., Any], cases: Sequence[Any], right: Sequence[Any]) -> bool:
    """Whether an answer is wrong in one of the cases."""
    values = (_called(answer, case) for case in cases)
    return any(
        not compare(value, expected, task.tolerance).agrees for value, expected in zip(values, right, strict=True)
    )


def _called(function: Callable[..., Any], spec: Any) -> Any:
    """What a function makes of a case, which stays as it is."""
    case = Case.of(spec)
    return function(*copy.deepcopy(case.arguments), **copy.deepcopy(dict(case.keywords)))
