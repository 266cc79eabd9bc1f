"""Regions between BEGIN and END lines, as nbgrader cuts them out of what students get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["HIDDEN_TESTS", "SOLUTION", "MarkerError", "Region", "holds_marker", "outside", "regions"]

# nbgrader looks for these words anywhere in a line (the defaults of ClearSolutions and ClearHiddenTests).
SOLUTION = "SOLUTION"
HIDDEN_TESTS = "HIDDEN TESTS"


class MarkerError(ValueError):
    """A BEGIN without its END, or the other way round.

    Args:
        line: index (from 0) of the line to blame.
        problem: what is wrong with it.
    """

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Region:
    """Lines `begin` (the BEGIN marker) to `end` (the END marker), both indices from 0 and included."""

    begin: int
    end: int

    def body(self, lines: Sequence[str]) -> list[str]:
        """The lines between the two markers."""
        return list(lines[self.begin + 1 : self.end])


def regions(lines: Sequence[str], kind: str) -> list[Region]:
    """Find the regions of one kind.

    Args:
        lines: the source of one cell.
        kind: `SOLUTION` or `HIDDEN_TESTS`.

    Raises:
        MarkerError: if markers are nested or one lacks its partner.
    """
    found: list[Region] = []
    begin: int | None = None
    for index, line in enumerate(lines):
        if f"BEGIN {kind}" in line:
            if begin is not None:
                raise MarkerError(index, f"BEGIN {kind} inside another one: the END {kind} before it is missing")
            begin = index
        elif f"END {kind}" in line:
            if begin is None:
                raise MarkerError(index, f"END {kind} without a BEGIN {kind} above it in the same cell")
            found.append(Region(begin, index))
            begin = None
    if begin is not None:
        raise MarkerError(begin, f"BEGIN {kind} without an END {kind} below it in the same cell")
    return found


def outside(lines: Sequence[str], cut: Sequence[Region]) -> list[str]:
    """The lines that remain when the regions, markers included, are cut out."""
    hidden = {index for region in cut for index in range(region.begin, region.end + 1)}
    return [line for index, line in enumerate(lines) if index not in hidden]


def holds_marker(line: str) -> bool:
    """Whether the line opens or closes a region that no student may see."""
    return any(f"{edge} {kind}" in line for edge in ("BEGIN", "END") for kind in (SOLUTION, HIDDEN_TESTS))
