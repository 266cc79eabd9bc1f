"""What of a classifier learns: which layers of its backbone are frozen, and which are not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["backbone_of", "chosen", "unfreeze"]


def unfreeze(model: Any, what: str | int | Sequence[str | int] | None) -> list[str]:
    """Let some layers of a classifier's backbone learn, and freeze all others of it; the head always learns.

    Batch normalisation in the backbone stays frozen whatever is asked for: its statistics are those of the images that
    the backbone has learnt from, and a few batches of one's own would overwrite them.

    Keras asks for `compile` after this; `fit_two_phases` does it.

    Args:
        model: what `classifier` gave; it is changed.
        what: None: nothing. "all": every layer. The name of a layer, such as "block5_conv3". The beginning of several
            names up to an underscore: "block5" is block5_conv1, block5_conv2 and so on. A whole number n: the layers
            `backbone.layers[n:]`, as in Keras; -4 are the last four. Or several of these.

    Returns:
        The names of the layers that learn now, from the input to the output.

    Raises:
        ValueError: if there is no such layer, or it has nothing to learn; the message lists those that have.
        TypeError: for another kind of choice, or a model that `classifier` has not made.
    """
    base = backbone_of(model)
    learning = [] if what is None else chosen(base, what)
    base.trainable = bool(learning)  # of all layers in it; a frozen model lists nothing to train, whatever is in it
    for layer in base.layers:
        layer.trainable = layer.name in learning
        _freeze_normalisation(layer)
    return learning


def backbone_of(model: Any) -> Any:
    """The model inside of a classifier that `classifier` has named "backbone".

    Raises:
        TypeError: if there is none.
    """
    for layer in getattr(model, "layers", ()):
        if layer.name == "backbone":
            return layer
    raise TypeError(f"{model!r} has no part that is called backbone: pass what transfer_learning.classifier gave.")


def chosen(base: Any, what: Any) -> list[str]:
    """Names of the layers that a choice, as `unfreeze` takes it, stands for; in the network's order."""
    choices = what if isinstance(what, Sequence) and not isinstance(what, str) else (what,)
    names = {name for choice in choices for name in _names(base, choice)}
    return [layer.name for layer in base.layers if layer.name in names]


def _names(base: Any, choice: Any) -> list[str]:
    able = [layer.name for layer in base.layers if _can_learn(layer)]
    options = f"These can learn: {', '.join(able)}."
    if isinstance(choice, str):
        if choice == "all":
            return able
        exact = [layer.name for layer in base.layers if layer.name == choice]
        found = exact or [layer.name for layer in base.layers if layer.name.startswith(f"{choice}_")]
        if not found:
            raise ValueError(f"there is no layer or block {choice!r} in the backbone. {options}")
    elif isinstance(choice, int) and not isinstance(choice, bool):
        if not -len(base.layers) <= choice < len(base.layers):
            raise ValueError(f"the backbone has {len(base.layers)} layers, so that there is no layer {choice}.")
        found = [layer.name for layer in base.layers[choice:]]
    else:
        raise TypeError(f'layers are chosen by name, block, whole number or "all", not by {choice!r}.')
    learning = [name for name in found if name in able]
    if not learning:
        raise ValueError(f"{choice!r} has nothing to learn (batch normalisation stays frozen). {options}")
    return learning


def _can_learn(layer: Any) -> bool:
    inner = getattr(layer, "layers", None)
    if inner is not None:
        return any(_can_learn(each) for each in inner)
    return bool(layer.weights) and not _normalises(layer)


def _freeze_normalisation(layer: Any) -> None:
    if _normalises(layer):
        layer.trainable = False
    for inner in getattr(layer, "layers", ()):
        _freeze_normalisation(inner)


def _normalises(layer: Any) -> bool:
    import keras  # noqa: PLC0415 - importing it takes seconds; here it is there already

    return isinstance(layer, keras.layers.BatchNormalization)
