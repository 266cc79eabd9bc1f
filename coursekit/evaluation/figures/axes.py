"""What several figures of this topic draw: the ROC plane, and names as people read them."""

from __future__ import annotations

from typing import Any

from coursekit.figures import BLUE, GREY, ORANGE, PALE, SKY, VERMILION

__all__ = ["LOOKS", "check_count", "named", "roc_plane", "unit_axis"]

LOOKS: tuple[tuple[str, Any, str], ...] = (
    (BLUE, "-", "o"),
    (ORANGE, (0, (6, 1.5)), "s"),
    (VERMILION, (0, (2, 1.2)), "D"),
    (SKY, (0, (6, 1.5, 1.5, 1.5)), "^"),
)
"""Colour, line and mark of the first curve, the second and so on: in grey the lines still differ."""

_TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)


def named(name: object) -> str:
    """A class as it is read: `adult_males` is "adult males"."""
    return str(name).replace("_", " ")


def check_count(count: int, what: str, most: int = len(LOOKS)) -> None:
    """Refuse what there is no room for.

    Raises:
        ValueError: for none, or more than `most`.
    """
    if not 1 <= count <= most:
        raise ValueError(f"There is room for 1 to {most} {what}, not for {count}.")


def unit_axis(plot: Any, across: str, up: str) -> None:
    """A square from 0 to 1 both ways, with a little room so that nothing is cut off."""
    plot.set_aspect("equal")
    plot.set_xlim(-0.02, 1.02)
    plot.set_ylim(-0.02, 1.02)
    plot.set_xticks(_TICKS)
    plot.set_yticks(_TICKS)
    plot.grid(color=PALE)
    plot.set_xlabel(across)
    plot.set_ylabel(up)


def roc_plane(plot: Any) -> None:
    """FPR to the right, TPR up, and the diagonal of scores that know nothing."""
    unit_axis(plot, "false positive rate (FPR)", "true positive rate (TPR)")
    plot.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, zorder=1)
