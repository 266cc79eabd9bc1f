"""What is wrong with the files of a dataset: named, counted, and shown at once."""

from __future__ import annotations

import html
import inspect
import os
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from coursekit.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DataWarning", "OnProblem", "Problem", "Report", "check_on_problem", "plain"]

OnProblem = Literal["repair", "skip", "raise"]

_NAMES_A_KIND = 5  # enough to recognise a pattern; the report's table has them all


class DataWarning(UserWarning):
    """Files of a dataset were left out or changed while reading; the message names them."""


class Problem(NamedTuple):
    """One thing that is not as it should be."""

    where: str
    """The file, folder or row."""
    kind: str
    """What is wrong, in words that group it with others: "damaged", "CMYK colour", ..."""
    detail: str
    """What exactly is wrong with this one."""
    action: str
    """What was done: "left out", "converted" or "ignored"."""


@dataclass(frozen=True, repr=False, eq=False)
class Report:
    """What was found in a folder: counts of what was read, and every problem by name.

    Args:
        place: what was looked at: a folder, or whatever else things were read from.
        summary: what came out, in a few words.
        counts: how many images (or annotations) were read, a row per class and a column per part, sums last.
        found: every problem, in the order of the files.

    Prints as text, and shows as two tables in a notebook. `problems` has all of them as a DataFrame.
    """

    place: str
    summary: str
    counts: pd.DataFrame
    found: tuple[Problem, ...]

    @property
    def problems(self) -> pd.DataFrame:
        """Every problem: columns where, kind, detail, action."""
        import pandas as pd  # noqa: PLC0415 (`import coursekit.data` stays light)

        return pd.DataFrame(self.found, columns=list(Problem._fields))

    @property
    def title(self) -> str:
        """Place and summary: the heading of what is printed."""
        return f"{self.place}: {self.summary}"

    @property
    def serious(self) -> tuple[Problem, ...]:
        """The problems that change what is read: without those that are only ignored, such as hidden files."""
        return tuple(problem for problem in self.found if problem.action != "ignored")

    @property
    def ok(self) -> bool:
        """Whether nothing was left out or converted."""
        return not self.serious

    def sentences(self) -> list[str]:
        """A line per kind of problem, with the count, what was done, and the first few names."""
        kinds = Counter((problem.kind, problem.action) for problem in self.found)
        lines = []
        for (kind, action), count in sorted(kinds.items(), key=lambda item: (item[0][1] == "ignored", -item[1])):
            same = [problem for problem in self.found if (problem.kind, problem.action) == (kind, action)]
            details = {problem.detail for problem in same}
            common = f" ({same[0].detail})" if len(details) == 1 and count > 1 and same[0].detail else ""
            names = ", ".join(
                f"{problem.where} ({problem.detail})" if problem.detail and not common else problem.where
                for problem in same[:_NAMES_A_KIND]
            )
            rest = f" and {count - _NAMES_A_KIND:,} more" if count > _NAMES_A_KIND else ""
            lines.append(f"{count:,} {kind}{common}, {action}: {names}{rest}")
        return lines

    def __str__(self) -> str:
        lines = [f"  {sentence}" for sentence in self.sentences()] or ["  No problems."]
        return "\n".join([self.title, self.counts.to_string(), *lines])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The same for a notebook: names of files are text there, never markup."""
        items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self.sentences())
        below = f"<ul>{items}</ul>" if items else "<p>No problems.</p>"
        return f"<p><strong>{html.escape(self.title)}</strong></p>{self.counts.to_html()}{below}"

    def act(self, on_problem: OnProblem) -> None:
        """Raise or warn, as was asked for.

        Raises:
            CourseError: if `on_problem` is "raise" and there is a serious problem; all of them are named.
        """
        if self.ok:
            return
        serious = replace(self, found=self.serious)
        listed = "\n".join(f"  {sentence}" for sentence in serious.sentences())
        count = len(self.serious)
        if on_problem == "raise":
            raise CourseError(
                f"{self.place}: {count:,} {'problem' if count == 1 else 'problems'}, so nothing was read.\n{listed}",
                'Put them right, or read what can be read with on_problem="repair".',
            )
        message = f"{self.title}\n{listed}\n  All of them: .report.problems"
        warnings.warn(message, DataWarning, stacklevel=_outside_of_here())


def _outside_of_here() -> int:
    """How many calls up the first line outside of this package is: there the reader can do something."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and str(frame.f_globals.get("__name__", "")).startswith("coursekit.data"):
        frame, level = frame.f_back, level + 1
    # `warn` counts from its own caller, which lies one below where the counting began.
    return max(level, 1)


def check_on_problem(value: object) -> None:
    """Refuse what is none of the three words.

    Raises:
        ValueError: if `value` is not "repair", "skip" or "raise".
    """
    if value not in get_args(OnProblem):
        raise ValueError(
            'on_problem must be "repair" (convert what can be, leave out the rest), "skip" (leave out all that is '
            f'not as it should be) or "raise" (read nothing), not {value!r}.'
        )


def plain(path: str | os.PathLike[str]) -> str:
    """A path that can be printed everywhere, even where its name is no valid text."""
    text = os.fsencode(path).decode("utf-8", "replace").replace(os.sep, "/")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
