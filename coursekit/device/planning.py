"""From a network to a plan for training it on this machine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from coursekit.device.choosing import MOST, choose
from coursekit.device.finding import facts
from coursekit.device.memory import demand
from coursekit.device.plans import Plan
from coursekit.network.validation import whole

__all__ = ["plan"]


def plan(
    model: Any,
    *,
    optimizer: Any = "adam",
    memory: int | None = None,
    at_most: int = MOST,
    measure: bool = False,
) -> Plan:
    """Pick batch size, precision, compilation and place for training a network on this machine, and say why.

    The weights are never allocated for it. Keras is started if it is not yet.

    Args:
        model: a Keras model; or a list of layers from `coursekit.network`; or a function without arguments that builds
            a model, such as `architectures.vgg16`.
        optimizer: a Keras optimizer or its name, for what it keeps for each weight.
        memory: bytes to plan with, instead of those that are free.
        at_most: the largest batch that is wanted.
        measure: whether to find out by trying if bfloat16 is faster here; takes a few seconds.

    Returns:
        The plan; `print(plan)` shows it as a table with the reasons.

    Raises:
        CourseError: if not even one image fits into the memory.
        ValueError, TypeError: if an argument is impossible, the model cannot be read, or its image size is open.
    """
    given = None if memory is None else whole(memory, "memory")
    known = facts(measure=measure)
    if given is not None:
        known = replace(known, memory=given, memory_source="that you allow")
    return choose(known, demand(model, optimizer), at_most=at_most)
