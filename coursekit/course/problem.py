"""One thing that `coursekit build --check` found wrong."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Problem"]


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be.

    Attributes:
        where: the file, relative to the course.
        what: what is wrong with it.
        remedy: what to do about it.
        diff: the difference, if that is what is wrong.
    """

    where: str
    what: str
    remedy: str = ""
    diff: str = ""

    def __str__(self) -> str:
        """As it is printed: the problem, its remedy, and the diff below them."""
        # What another part of the course says about a file is a sentence that names it already.
        what = self.what.rstrip().removesuffix(".")
        said = f"{what}." if what.startswith(self.where) else f"{self.where}: {what}."
        if self.remedy:
            said += f"\n  {self.remedy}"
        return f"{said}\n{self.diff}" if self.diff else said
