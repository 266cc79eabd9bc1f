"""The open task: from class maps to a count for each class, judged by the count error on mosaics."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from math import isfinite
from statistics import mean
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.checks import Condition, Outcome, Report, Task
from coursekit.counting.tasks.mosaics import Drawn, Mosaic, Mosaics, truth_of
from coursekit.data.sealion_classes import ANIMALS

__all__ = ["count"]

_Array = npt.NDArray[Any]

_GIVEN: tuple[Mosaic, ...] = (
    ((28015710, 256, 256), (68707214, 896, 128), (91925383, 512, 1408), (93071737, 256, 1536)),
    ((73140, 0, 384), (19031420, 384, 1536), (34090597, 256, 1408), (18065232, 0, 896)),
    ((32473041, 896, 0), (86145723, 512, 128), (88912471, 256, 128), (12169593, 512, 128)),
)
"""The visible mosaics: two with all kinds of animals, and one with a few females."""

_JUDGED = tuple(name for name in ANIMALS if name != "pups")
"""The example classifier does not find pups, it guesses them (`benchmarks/results/counting_example.csv`)."""

_MOST = 0.6
_ABOUT = 0.1  # as a share: so near to the true number is about that number
_PATCHES = 6  # times the animals that are there: so many are no animals any more


def _count_error(found: dict[str, float], truth: dict[str, int]) -> float:
    """How much the counts of the classes are off, added up without sign, as a share of all animals but pups."""
    return sum(abs(float(found[name]) - truth[name]) for name in _JUDGED) / _total(truth)


def _names_problem(found: dict[Any, Any]) -> str:
    missing = [name for name in _JUDGED if name not in found]
    strange = [str(name) for name in found if name not in ANIMALS]
    if missing:
        return f"Your result has no count for {', '.join(missing)}. A class that is not there has a count of 0."
    return f"Your result has a count for {', '.join(strange)}. Only the kinds of animals were asked for."


def _number(value: Any) -> bool:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]  # as good as the number in it
    kinds = (int, float, np.integer, np.floating)
    return type(value) is not bool and isinstance(value, kinds) and isfinite(value) and bool(value >= 0)


def _total(found: Mapping[str, float]) -> float:
    """All animals but pups."""
    return sum(float(found[name]) for name in _JUDGED)


def _kept(error: float, most: float) -> bool:
    """Whether a bound is kept; as precisely as errors are printed: none that looks like the bound is refused."""
    return round(error, 3) <= most


def _far_off(found: dict[str, float], maps: _Array, most: float) -> str:
    truth = truth_of(maps)
    return (
        f"The count error is {_count_error(found, truth):.1%} of the animals that are there, pups left out, and at "
        f"most {most:.0%} is allowed here. {_direction(_total(found) / _total(truth))}"
    )


def _direction(share: float) -> str:
    """What to look for.

    Args:
        share: animals found for each one that is there.
    """
    if abs(share - 1) < _ABOUT:
        return (
            "You find about as many as there are. So classes are confused, or too many of one stand for too few of "
            "another."
        )
    if share > 1:
        return (
            "You find too many. Is an animal counted twice, or background taken for animals? Look where your points "
            "lie."
        )
    return "You find too few. Are weak scores thrown away, or neighbours taken for one animal?"


def _counts_at_all() -> list[Condition]:
    """That a result is counts, whether good ones or not."""
    return [
        Condition(
            "no dictionary",
            lambda found, *_: type(found) is dict,
            "That is no dictionary. It should be one such as {{'adult_males': 3, ...}}, with a number for each class.",
        ),
        Condition(
            "other names",
            lambda found, *_: set(_JUDGED) <= set(found) <= set(ANIMALS),
            lambda found, *_: _names_problem(found),
        ),
        Condition(
            "no counts",
            lambda found, *_: all(map(_number, found.values())),
            "One of your counts is no number from 0 on.",
        ),
        Condition(
            "nothing found",
            lambda found, *_: _total(found) > 0,
            "You find no animal at all.",
        ),
        Condition(
            "patches counted",
            lambda found, maps, *_: _total(found) <= _PATCHES * _total(truth_of(maps)),
            lambda found, maps, *_: (
                f"You find {_total(found):,.0f} animals, more than {_PATCHES} times as many as there are. An animal is "
                "seen by all the patches around it: of these only one should count."
            ),
        ),
    ]


def _conditions(most: float) -> list[Condition]:
    return [
        *_counts_at_all(),
        Condition(
            "count error",
            lambda found, maps, *_: _kept(_count_error(found, truth_of(maps)), most),
            lambda found, maps, *_: _far_off(found, maps, most),
        ),
    ]


class CountTask(Task):
    """A task whose cases are drawn when they are needed: they cost seconds, and need Keras."""

    def __post_init__(self) -> None:
        """Take the cases as they are, undrawn; `Mosaics` makes nothing that would not fit."""

    def within(self, most: float) -> CountTask:
        """The same task with another bound on the count error of each mosaic, as a share of the animals there."""
        return dataclasses.replace(self, conditions=_conditions(most))

    def on_average(self, most: float) -> MeanCountTask:
        """The same task with a bound on the mean of the count errors: one unlucky mosaic does not decide."""
        fields = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return MeanCountTask(**fields | {"conditions": _counts_at_all()}, most=most)

    def of(self, *mosaics: Mosaic) -> Mosaics:
        """Cases for `check`, of four pieces of simulated scenes each: (seed, top, left)."""
        return Mosaics(mosaics)

    def given(self) -> list[tuple[Drawn, dict[str, int]]]:
        """The visible mosaics, and how many animals of each class are in them."""
        return [(case, truth_of(case.maps)) for case in self.cases]


@dataclasses.dataclass(frozen=True)
class MeanCountTask(CountTask):
    """A task that judges counts by the mean of the count errors of all cases.

    Args:
        most: bound on that mean, as a share of the animals that are there.
    """

    most: float = 0.0

    def evaluate(self, function: Any, cases: Iterable[Any] | None = None) -> Report:
        """Judge a function case by case, and then by all that it found; see `Task.evaluate`."""
        errors: list[float] = []
        shares: list[float] = []

        def note(found: dict[str, float], maps: _Array, *_: Any) -> bool:
            truth = truth_of(maps)
            errors.append(_count_error(found, truth))
            shares.append(_total(found) / _total(truth))
            return True

        noting = dataclasses.replace(self, conditions=[*self.conditions, Condition("noted", note, "")])
        report = Task.evaluate(noting, function, cases)
        if not report.passed or _kept(mean(errors), self.most):
            return report
        told = ", ".join(f"{error:.1%}" for error in errors)
        message = (
            f"Wrong: the count errors are {told} of the animals that are there, pups left out. That is "
            f"{mean(errors):.1%} on average, and at most {self.most:.0%} is allowed here. {_direction(mean(shares))}"
        )
        right = sum(_kept(error, self.most) for error in errors)
        return Report(Outcome.WRONG, message, "mean count error", right=right, cases=len(errors))


count = CountTask(
    "count",
    cases=Mosaics(_GIVEN),
    arguments=("maps", "stride", "offset", "patch", "classes"),
    conditions=_conditions(_MOST),
    instead="You have written all that it takes: smooth, threshold, suppress, count.",
    slow=10.0,
)
