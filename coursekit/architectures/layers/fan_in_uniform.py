"""How LeNet-5's weights begin."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import keras

__all__ = ["FanInUniform"]


@keras.saving.register_keras_serializable(package="coursekit")
class FanInUniform(keras.initializers.RandomUniform):  # type: ignore[misc] # Keras publishes no types
    """Uniform from -2.4/F to 2.4/F, F being how many inputs the unit has (LeCun et al., 1998).

    Not the later rule of `keras.initializers.LecunUniform`, which divides by the root of F.

    Args:
        fan_in: F; a sequence gives one for each entry of the last axis; None takes the product of all axes but the
            last, as of a convolution's kernel (height, width, channels, filters) or a dense layer's.
        seed: of the random numbers, as in Keras' own initialisers.

    Raises:
        ValueError: when called, if `fan_in` has another length than the last axis.
    """

    def __init__(self, fan_in: float | Sequence[float] | None = None, seed: int | None = None) -> None:
        super().__init__(-1.0, 1.0, seed)
        self.fan_in = list(fan_in) if isinstance(fan_in, Sequence) else fan_in

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        """A tensor of `shape`."""
        fan_in = prod(shape[:-1]) if self.fan_in is None else self.fan_in
        if isinstance(fan_in, list) and len(fan_in) != shape[-1]:
            raise ValueError(f"fan_in has {len(fan_in)} numbers, but the last axis of {tuple(shape)} has {shape[-1]}.")
        uniform = super().__call__(shape, dtype=dtype)
        return uniform * (2.4 / keras.ops.convert_to_tensor(fan_in, dtype=uniform.dtype))

    def get_config(self) -> dict[str, Any]:
        """What Keras saves with a model."""
        return {"fan_in": self.fan_in, "seed": super().get_config()["seed"]}
