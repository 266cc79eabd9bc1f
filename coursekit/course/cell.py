"""One cell of a text, with what the course's shorthand says about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["ROLES", "SHORTHAND", "Cell", "Role"]

Role = Literal["solution", "test", "written", "locked"]

ROLES: tuple[Role, ...] = ("solution", "test", "written", "locked")
SHORTHAND = (*ROLES, "points", "tags")
"""The words that may stand behind a cell's marker."""


@dataclass(frozen=True)
class Cell:
    """One cell of a text.

    Attributes:
        kind: `code` or `markdown`.
        source: what stands in the cell, without blank lines around it.
        marker: line number (from 1) of the cell's `# %%`.
        first: line number of the first line of `source`.
        role: what nbgrader makes of it; None for a cell that is only read or run.
        name: nbgrader's grade id; empty without a role.
        points: what a test or a written answer is worth; None for other cells.
        tags: Jupyter's cell tags.
        id: the id that the cell has in the notebook.
    """

    kind: Literal["code", "markdown"]
    source: str
    marker: int
    first: int
    role: Role | None = None
    name: str = ""
    points: float | None = None
    tags: tuple[str, ...] = ()
    id: str = ""

    @property
    def lines(self) -> list[str]:
        """The source line by line; line `k` of it stands in line `first + k` of the text."""
        return self.source.split("\n")
