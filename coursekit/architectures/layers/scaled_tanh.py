"""The squashing function of LeNet-5."""

from __future__ import annotations

from typing import Any

import keras

__all__ = ["scaled_tanh"]

AMPLITUDE, SLOPE = 1.7159, 2 / 3


@keras.saving.register_keras_serializable(package="coursekit")  # type: ignore[untyped-decorator] # Keras publishes no types
def scaled_tanh(x: Any) -> Any:
    """1.7159 tanh(2x/3), value by value: f(1) is 1 and f(-1) is -1, to four digits.

    The two numbers put the targets -1 and 1 where the curve bends most, well inside of what it can reach
    (Y. LeCun et al., Proc. IEEE 86(11), 1998, section II.B).

    Args:
        x: tensor of any shape.
    """
    return AMPLITUDE * keras.ops.tanh(SLOPE * x)
