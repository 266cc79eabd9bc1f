"""Parameter groups: parts of a classifier with learning rates of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from coursekit.transfer_learning.freezing import backbone_of, chosen

if TYPE_CHECKING:
    import keras

__all__ = ["grouped_optimizer"]


def grouped_optimizer(model: Any, learning_rates: Mapping[str, float], optimizer: Any = "adam") -> keras.Optimizer:
    """An optimizer for `compile` that gives each part of a classifier a learning rate of its own.

    It is Keras' `MultiOptimizer`, one optimizer of the same kind for each part. Multiplying the gradients by a factor
    would not do: Adam divides by their size, so that the factor cancels.

    Args:
        model: what `classifier` gave. Unfreeze first: what is frozen has no learning rate.
        learning_rates: by part: "head", "backbone" (what learns in it and has no name here), or a layer or block of the
            backbone, as `unfreeze` takes names.
        optimizer: name of an optimizer in Keras, or one whose settings are taken, but for its learning rate.

    Raises:
        ValueError: if something that learns has no learning rate or two, or a part that is named does not learn.
        TypeError: if a learning rate is no positive number, or the model is no classifier.

    Callbacks that change the learning rate find none in it; give the learning rates as numbers.
    """
    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who trains pays for it

    kind = keras.optimizers.get(optimizer)
    parts = _parts(model, learning_rates)
    optimizers: dict[str, Any] = {}
    for part, paths in parts.items():
        config = {**kind.get_config(), "learning_rate": _rate(learning_rates[part], part), "name": _plain(part)}
        # One pattern for all paths of a group: the map is then saved and loaded with one optimizer a group.
        optimizers["|".join(re.escape(path) for path in paths)] = type(kind).from_config(config)
    # What no pattern matches would go to the default, but `_parts` has seen to it that there is no such variable.
    first = next(iter(optimizers.values()))
    return keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap(first, optimizers), name="groups")


def _parts(model: Any, learning_rates: Mapping[str, float]) -> dict[str, list[str]]:
    """The paths of the variables in each part, each variable in one."""
    base = backbone_of(model)
    of_layer = {layer.name: [v.path for v in layer.trainable_variables] for layer in base.layers}
    parts: dict[str, list[str]] = {}
    owner: dict[str, str] = {}
    for part in learning_rates:
        if part in ("head", "backbone"):
            continue
        for name in chosen(base, part):
            if name in owner:
                raise ValueError(f"{name} is in {owner[name]!r} and in {part!r}: leave it in one of them.")
            owner[name] = part
            parts.setdefault(part, []).extend(of_layer[name])
    rest = [path for name, paths in of_layer.items() if name not in owner for path in paths]
    base_ids = {id(v) for v in base.trainable_variables}
    top = [v.path for v in model.trainable_variables if id(v) not in base_ids]
    for part, paths in (("backbone", rest), ("head", top)):
        if part in learning_rates:
            parts[part] = paths
        elif paths:
            raise ValueError(f"{part} has no learning rate, but learns: {', '.join(paths[:3])}...")
    for part, paths in parts.items():
        if not paths:
            raise ValueError(f"nothing learns in {part!r}: unfreeze it first, or leave it out.")
    every = [path for paths in parts.values() for path in paths]
    twice = sorted({path for path in every if every.count(path) > 1})
    if twice:
        raise ValueError(
            f"two variables are called {twice[0]}, and Keras tells them apart by name: name your layers differently."
        )
    return parts


def _rate(value: Any, part: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise TypeError(f"the learning rate of {part!r} must be a positive number, not {value!r}.")
    return float(value)


def _plain(part: str) -> str:
    return re.sub(r"\W", "_", part)
