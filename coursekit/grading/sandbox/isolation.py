"""The rungs of the ladder, and what is known about them on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Isolation", "Rung"]


class Rung(StrEnum):
    """How a student's code is kept away from everything else, the best first.

    `BUBBLEWRAP`: bubblewrap shows the fork server nothing but the Python environment, and each child has
    namespaces of its own inside: no network, no other process, throw-away folders of limited size.

    `CONTAINER`: the course is graded in a container that has no network. The students' code runs as users of their
    own, each child as another, who can read neither the course nor what other students' code has left.

    `PROCESS`: ordinary processes with limits on what they use; with users of their own if root starts them. The
    students' code can reach the network, and read what these users can read. Not isolated.
    """

    BUBBLEWRAP = "bubblewrap"
    CONTAINER = "container"
    PROCESS = "plain process"


@dataclass(frozen=True)
class Isolation:
    """The rung that is used, and why no better one.

    Args:
        rung: the rung.
        refused: each better rung with the reason, in words, why it cannot be used here.
    """

    rung: Rung
    refused: tuple[tuple[Rung, str], ...] = ()

    @property
    def isolated(self) -> bool:
        """Whether a student's code is kept from the course, the network and other students' work."""
        return self.rung is not Rung.PROCESS

    def __str__(self) -> str:
        """One line for a report: the rung, or that there is none, and what was in the way of the better ones."""
        text = str(self.rung) if self.isolated else f"not isolated ({self.rung})"
        return "; ".join([text, *(f"no {rung}: {reason}" for rung, reason in self.refused)])
