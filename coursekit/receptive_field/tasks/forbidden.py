"""Calls that would do a task of this topic for the student. All of coursekit is forbidden without being named."""

from __future__ import annotations

__all__ = ["BY_HAND", "CALCULATOR", "DESCRIPTIONS"]

CALCULATOR = (
    "coursekit.receptive_field.of",
    "coursekit.receptive_field.stacks",
    "coursekit.receptive_field.table",
)

# Writing a network down tells nothing yet; so the message names the call that does.
DESCRIPTIONS = ("coursekit.network",)

BY_HAND = "Work it out with loops and sums of your own: that is the task."
