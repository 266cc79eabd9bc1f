"""Inverted dropout, for whole arrays at once."""

from __future__ import annotations

from coursekit.backprop.gradients import Array, Mask
from coursekit.backprop.validation import checked

__all__ = ["dropout", "dropout_backward"]


@checked
def dropout(inputs: Array, mask: Mask, rate: float) -> Array:
    """What the mask keeps, divided by 1 - rate; arguments and errors as `plain.dropout`."""
    return inputs * mask / (1 - rate)


@checked
def dropout_backward(gradient: Array, mask: Mask, rate: float) -> Array:
    """The same for the gradient; arguments and errors as `plain.dropout_backward`."""
    return gradient * mask / (1 - rate)
