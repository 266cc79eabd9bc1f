"""Judging a function on the cases of a task, and finding the words for what came out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from coursekit.checks import describe
from coursekit.checks.calling import Attempt, outside, perform
from coursekit.checks.comparing import Finding, compare
from coursekit.checks.containers import compare_sequence
from coursekit.checks.outcome import Outcome, Report
from coursekit.checks.task import Case, Condition, Mistake, Task

__all__ = ["judge"]


@dataclass(frozen=True)
class _Trial:
    """One case, what the function made of it, and what is to be said about that.

    Args:
        number: its place among the cases.
        case: what the function was called with.
        attempt: what it made of that.
        finding: what is to be said.
        condition: the one that does not hold; None if all do.
        spoilt: whether the value is right, and only a changed argument makes it wrong.
    """

    number: int
    case: Case
    attempt: Attempt
    finding: Finding
    condition: Condition | None = None
    spoilt: bool = False

    @property
    def right(self) -> bool:
        return self.finding.agrees


def judge(task: Task, function: Any, cases: Sequence[Case], *, hidden: bool) -> Report:
    """Call the function on each case and compare; see `Task.evaluate`."""
    if not callable(function):
        if function is None or function is Ellipsis:
            return Report(Outcome.NOT_ATTEMPTED, _not_attempted(task, None), cases=len(cases))
        message = f"Wrong: the check needs the function {task.name} itself, not what it returns."
        return Report(Outcome.WRONG, message, cases=len(cases))
    for case in cases:
        task.named(case)  # a case that does not fit is the author's mistake and must not look like the student's
    trials: list[_Trial] = []
    for number, case in enumerate(cases):
        attempt = perform(function, case.arguments, case.keywords, task.forbidden, task.allowed)
        if attempt.refused:
            return Report(Outcome.REFUSED, _refused(task, attempt.refused), cases=len(cases))
        trials.append(_trial(task, number, case, attempt))
    right = sum(trial.right for trial in trials)
    if all(trial.attempt.missing for trial in trials):
        return Report(Outcome.NOT_ATTEMPTED, _not_attempted(task, trials[0].attempt), cases=len(cases))
    if right < len(trials):
        text, mistake = _wrong(task, function, trials, hidden=hidden)
        return Report(Outcome.WRONG, text, mistake, right=right, cases=len(cases))
    remarks = tuple(dict.fromkeys(remark for trial in trials for remark in trial.finding.remarks))
    message = f"Right ({len(cases)} case{'' if len(cases) == 1 else 's'})."
    return Report(Outcome.RIGHT, message, remarks=remarks, right=right, cases=len(cases))


def _trial(task: Task, number: int, case: Case, attempt: Attempt) -> _Trial:
    if attempt.failure is not None or attempt.missing:
        return _Trial(number, case, attempt, Finding("It gave no value."))
    condition = None
    if task.reference is None:
        named = task.named(case)
        condition = next((c for c in task.conditions if not _holds(c, attempt.value, named)), None)
        finding = Finding() if condition is None else Finding(_missing(condition, named, attempt.value))
    else:
        finding = _compared(task, attempt.value, task.reference(*case.arguments, **case.keywords))
        if finding.problem and (whose := _given_back(task.named(case), attempt.value)):
            finding = Finding(f"That is `{whose}`, as it was given to your function.")
    if finding.agrees:
        remarks = [*finding.remarks, *attempt.notes]
        if attempt.changed:
            changed = ", ".join(_names(task, case, attempt.changed))
            text = (
                f"your function changes its argument {changed}; whoever called it may still need that. Copy it first."
            )
            if task.keeps_arguments:
                return _Trial(number, case, attempt, Finding(text[0].upper() + text[1:]), spoilt=True)
            remarks.append(text)
        if attempt.seconds > task.slow:
            remarks.append(f"one call took {attempt.seconds:.0f} s; there is a faster way.")
        finding = Finding(remarks=remarks)
    return _Trial(number, case, attempt, finding, condition)


def _compared(task: Task, value: Any, expected: Any) -> Finding:
    if task.parts and type(expected) in (list, tuple):
        return compare_sequence(value, expected, task.tolerance, task.parts)
    return compare(value, expected, task.tolerance)


def _wrong(task: Task, function: Any, trials: Sequence[_Trial], *, hidden: bool) -> tuple[str, str]:
    """The message for a wrong answer, and the name of the mistake that explains it."""
    wrong = [trial for trial in trials if not trial.right]
    valued = [trial for trial in wrong if trial.attempt.failure is None and not trial.attempt.missing]
    mistake = _explaining(task, trials, valued) if valued else None
    trial = valued[0] if mistake else wrong[0]
    call, abbreviated = describe.call(
        task.name, trial.case.arguments, trial.case.keywords, [*task.signature.parameters]
    )
    if task.titles and not hidden:
        call = f"{task.titles[trial.number]}, {call}"
    failure, value = trial.attempt.failure, trial.attempt.value
    lines = []
    if failure is not None:
        said = f": {failure.message}" if failure.message else ""
        lines.append(f"Wrong: {call} stopped with {failure.kind}{said}")
        if failure.line:
            inside = f" (it calls {failure.inside}, which stops)" if failure.inside else ""
            lines.append(f"Line {failure.number} of your code{inside}:  {failure.line}")
        elif failure.kind == "TypeError" and not failure.number:
            lines.append(f"Keep the signature as it was given: {task.name}{task.signature}.")
    elif trial.attempt.missing:
        lines.append(f"Wrong: {call} returned {describe.value(value)}. Is there a `return` on every way through it?")
    else:
        lines.append(f"Wrong: {call} returned {describe.value(value)}.")
        told = _told(mistake.message, task.named(trial.case), value) if mistake else trial.finding.problem
        lines.append(told)
        if mistake is None and not trial.spoilt and (others := outside(function)):
            names = " and ".join(f"`{name}`" for name in others[:2])
            lines.append(
                f"Your function uses {names} from another cell, which is none of its arguments. Is that meant?"
            )
    if all(trial.right or trial.spoilt for trial in trials):
        lines.append("(What it returned is right.)")
    elif len(trials) > 1:
        right = sum(trial.right for trial in trials)
        lines.append(f"({right or 'None'} of {len(trials)} cases {'is' if right < 2 else 'are'} right.)")
    if abbreviated and not hidden:
        lines.append(f"To look at this case: tasks.{task.name}.cases[{trial.number}]")
    name = mistake.name if mistake else trial.condition.name if trial.condition else ""
    return "\n".join(lines), name


def _explaining(task: Task, trials: Sequence[_Trial], wrong: Sequence[_Trial]) -> Mistake | None:
    """The first declared mistake that gives what came back; calls that gave no value stand against none.

    One that leaves a case unexplained is not the one that was made, and its advice would be false. That holds for the
    right cases too: whoever makes the mistake would have missed those on which it gives something else.
    """
    if all(trial.spoilt for trial in wrong):
        return None  # a mistake that happens to give the right values here was not made for that
    right = [trial for trial in trials if trial.right]
    # Wrong cases first: they decide sooner.
    made = (m for m in task.mistakes if all(_is_made(task, m, trial) for trial in (*wrong, *right)))
    first = wrong[0]
    alone = (m for m in task.mistakes if m.of_one_case and not first.spoilt and _is_made(task, m, first))
    return next(chain(made, alone), None)


def _is_made(task: Task, mistake: Mistake, trial: _Trial) -> bool:
    wrong = mistake.wrong(*trial.case.arguments, **trial.case.keywords)
    return compare(trial.attempt.value, wrong, task.tolerance).agrees


def _told(message: str | Callable[..., str], named: dict[str, Any], value: Any, *, first: bool = False) -> str:
    """The message of a mistake or condition, with the numbers of the case."""
    if not callable(message):
        return message.format(**named, got=describe.value(value))
    return message(value, *named.values()) if first else message(*named.values())


def _holds(condition: Condition, value: Any, named: dict[str, Any]) -> bool:
    """Whether a result has it. One that the condition cannot even be asked about, such as a text's shape, has not."""
    try:
        return bool(condition.holds(value, *named.values()))
    except Exception:  # a result may be anything, and so may what it does to the author's expression
        return False


def _missing(condition: Condition, named: dict[str, Any], value: Any) -> str:
    """The message of a condition that does not hold; its name, where the message cannot deal with the result either."""
    try:
        return _told(condition.message, named, value, first=True)
    except Exception:  # as above
        return f"That is {describe.value(value)}: {condition.name}."


def _given_back(named: dict[str, Any], value: Any) -> str:
    """Name of the array that came back untouched, if that is what happened."""
    if type(value) is not np.ndarray:
        return ""
    same = (name for name, given in named.items() if type(given) is np.ndarray and np.array_equal(given, value))
    return next(same, "")


def _names(task: Task, case: Case, changed: Sequence[int | str]) -> list[str]:
    names = list(task.named(case))
    return [f"`{names[where] if isinstance(where, int) else where}`" for where in changed]


def _not_attempted(task: Task, attempt: Attempt | None) -> str:
    if attempt is None or attempt.failure is not None or attempt.value is Ellipsis:
        return (
            f"Not attempted yet: {task.name}.\n"
            "Replace each `raise NotImplementedError` by your code, run that cell, then run this one again."
        )
    return f"Not attempted yet: {task.name} returns nothing.\nIf you did write it: does it end with `return ...`?"


def _refused(task: Task, name: str) -> str:
    if name == "sys.setprofile":
        return f"Refused: {task.name} switches off what the check watches calls with (sys.setprofile)."
    instead = task.instead or "Work it out in your own code: that is the task."
    return f"Refused: {task.name} calls {name}, which gives the answer away.\n{instead}"
