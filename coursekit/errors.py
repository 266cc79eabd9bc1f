"""The one exception that the command line shows as a sentence instead of a traceback."""

from __future__ import annotations


class CourseError(Exception):
    """Something the person at the keyboard can put right.

    Args:
        problem: what is wrong, as a sentence.
        remedy: what to do about it, as a sentence; empty if the problem says it already.

    `coursekit` prints both and exits with code 1. Anything that is a mistake of ours rather than
    of the reader must not be a `CourseError`: it deserves its traceback.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem if not remedy else f"{problem}\n{remedy}")
        self.problem = problem
        self.remedy = remedy
