"""A task as data: what is asked, on which cases, which mistakes are known, what is not allowed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coursekit.checks.comparing import Tolerance
from coursekit.checks.outcome import Report

__all__ = ["Case", "Condition", "Mistake", "Task"]


@dataclass(frozen=True)
class Case:
    """One call of the student's function: its arguments, by position and by keyword."""

    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, spec: Any) -> Case:
        """Read a case as tasks and test cells write it: a tuple of arguments or a dict of keywords.

        Raises:
            TypeError: if it is neither; a single argument is a tuple of one, `(argument,)`.
        """
        if isinstance(spec, Case):
            return spec
        if isinstance(spec, tuple):
            return cls(arguments=spec)
        if isinstance(spec, dict):
            return cls(keywords=spec)
        raise TypeError(
            f"A case is a tuple of arguments or a dict of keywords, not {spec!r}. One argument: (argument,)."
        )


@dataclass(frozen=True)
class Mistake:
    """A known wrong way to do a task.

    Args:
        name: what is wrong, in three or four words; for authors and reports.
        wrong: does the task in that wrong way; takes what the reference takes.
        message: what to tell the student, naming the mistake and never the answer. Either a format text, with the
            names of the arguments and `got` for the value that came back (`"{got} = {kernel_size}·{kernel_size}."`),
            or a function of the arguments that returns the text.
        of_one_case: whether the message is about the case that it shows and no other, as where a draft is repaired
            line by line. It is then given as soon as the mistake explains the first wrong case, whatever came out of
            the others, if no mistake explains them all.
    """

    name: str
    wrong: Callable[..., Any]
    message: str | Callable[..., str]
    of_one_case: bool = False


@dataclass(frozen=True)
class Condition:
    """Something that a result must have, in a task with more than one right answer.

    Args:
        name: what is missing where it does not hold, in a few words.
        holds: takes the result and then the arguments; whether the result has it. Conditions are asked in order, and
            the first that does not hold ends the questions, so that later ones may rely on earlier ones.
        message: as in `Mistake`; a function takes the result first.
    """

    name: str
    holds: Callable[..., bool]
    message: str | Callable[..., str]


@dataclass(frozen=True)
class Task:
    """One task of an exercise, judged by calling the student's function on cases.

    Either `reference` computes the right value, or `conditions` say what a right value has.

    Args:
        name: name of the function that the student writes.
        cases: the visible cases; each a tuple of arguments or a dict of keywords.
        reference: computes the right value from the same arguments. None if there are conditions.
        mistakes: known mistakes, the likelier first. One is named if it gives what came back in every case, the right
            ones too: see `Mistake.of_one_case` for the exception.
            Each must differ from the right answer and from every other mistake in at least one case.
        conditions: asked in order; for open tasks.
        arguments: names of the arguments, needed where there is no reference to read them from.
        forbidden: full dotted names of calls that would give the answer away. All of coursekit is forbidden besides.
        allowed: dotted prefixes inside coursekit that are not.
        instead: what to do instead of a forbidden call, as a sentence.
        tolerance: for floats.
        keeps_arguments: whether changing an argument is wrong; otherwise it is a remark on a right answer.
        slow: from how many seconds a call on earns a remark.
        parts: names of the items, if a right value is a tuple of different things (`"weights"`, `"bias"`).
        titles: what the exercise calls the visible cases, if it has names for them (`"network A"`).

    Example:
        >>> double = Task("double", cases=[(1,), (21,)], reference=lambda number: 2 * number)
        >>> double.check(lambda number: number + number)
        Right (2 cases).
    """

    name: str
    cases: Sequence[Any]
    reference: Callable[..., Any] | None = None
    mistakes: Sequence[Mistake] = ()
    conditions: Sequence[Condition] = ()
    arguments: Sequence[str] = ()
    forbidden: Sequence[str] = ()
    allowed: Sequence[str] = ()
    instead: str = ""
    tolerance: Tolerance = field(default_factory=Tolerance)
    keeps_arguments: bool = False
    slow: float = 5.0
    parts: Sequence[str] = ()
    titles: Sequence[str] = ()

    def __post_init__(self) -> None:
        if (self.reference is None) == (not self.conditions):
            raise ValueError(f"Task {self.name!r} needs either a reference or conditions.")
        if self.conditions and not self.arguments:
            raise ValueError(f"Task {self.name!r} has conditions: name its arguments.")
        if not self.cases:
            raise ValueError(f"Task {self.name!r} has no cases.")
        for case in self.cases:
            self.named(Case.of(case))

    @cached_property
    def signature(self) -> inspect.Signature:
        """How the student's function is called."""
        if self.reference is not None:
            return inspect.signature(self.reference)
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature([inspect.Parameter(name, kind) for name in self.arguments])

    def named(self, case: Case) -> dict[str, Any]:
        """The arguments of a case by name.

        Raises:
            TypeError: if the case does not fit the task.
        """
        bound = self.signature.bind(*case.arguments, **case.keywords)
        bound.apply_defaults()
        return dict(bound.arguments)

    def evaluate(self, function: Any, cases: Iterable[Any] | None = None) -> Report:
        """Judge a function and say what was found, without printing or raising.

        Args:
            function: the student's function, or something that stands for it (see `performed_by`).
            cases: other cases than the visible ones, such as hidden ones.
        """
        from coursekit.checks.judging import judge  # noqa: PLC0415 - judging imports this module

        hidden = cases is not None
        return judge(
            self, function, [Case.of(case) for case in (self.cases if cases is None else cases)], hidden=hidden
        )

    def check(self, function: Any, cases: Iterable[Any] | None = None) -> None:
        """Judge a function; print a line if it is right.

        Args:
            function: the student's function.
            cases: other cases than the visible ones.

        Raises:
            NotAttempted: if the stub is still there.
            Wrong: if a case comes out wrong; the message names the likely mistake.
            Refused: if the answer came from a forbidden call.
        """
        report = self.evaluate(function, cases)
        report.raise_if_failed()
        lines = [report.message, *(f"Note: {remark}" for remark in report.remarks)]
        print("\n".join(lines))  # noqa: T201 - standard output is where a check cell speaks
