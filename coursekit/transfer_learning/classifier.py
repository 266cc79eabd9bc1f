"""A new head on a backbone that stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coursekit.network.validation import one_of, whole
from coursekit.transfer_learning.freezing import unfreeze as _unfreeze

if TYPE_CHECKING:
    import keras

__all__ = ["classifier", "head"]


def head(
    input_shape: Sequence[int | None],
    classes: int,
    *,
    pooling: str | None = "average",
    units: Sequence[int] = (256,),
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
) -> keras.Model:
    """Dense layers that make classes out of feature maps, or out of features that are pooled already.

    Pooling, then for each number in `units` a dense layer with ReLU and dropout, then the classifier. Train it by
    itself on what `features` gives, which is fast, then pass it to `classifier` as `head`.

    Args:
        input_shape: of one image's features: `backbone.output_shape[1:]`, or (channels,) if they are pooled already.
        classes: how many.
        pooling: of maps: "average" or "max" over all places, or "flatten": all places side by side, for images of one
            size. None for features that are pooled already.
        units: of the hidden dense layers, () for none.
        dropout: the part of their outputs that is set to 0 while training.
        classifier_activation: of the last layer; None for logits.

    Returns:
        A Keras model called "head".

    Raises:
        ValueError, TypeError: if an argument is impossible, or does not fit the features.
    """
    classes = whole(classes, "classes")
    if isinstance(units, str) or not isinstance(units, Sequence):
        raise TypeError(f"units must be a tuple of whole numbers, such as (256,) or (), not {units!r}.")
    widths = [whole(number, "each number in units") for number in units]
    if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout < 1:
        raise ValueError(f"dropout must be a number from 0 to below 1, not {dropout!r}.")
    shape = tuple(input_shape)
    kind = _checked_pooling(pooling, shape)

    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    pool = {
        "average": keras.layers.GlobalAveragePooling2D,
        "max": keras.layers.GlobalMaxPooling2D,
        "flatten": keras.layers.Flatten,
    }
    x = given = keras.Input(shape, name="features")
    if kind is not None:
        x = pool[kind](data_format="channels_last", name="flatten" if kind == "flatten" else "pool")(x)
    for number, width in enumerate(widths, start=1):
        x = keras.layers.Dense(width, activation="relu", name=f"hidden{number}")(x)
        x = keras.layers.Dropout(dropout, name=f"dropout{number}")(x)
    x = keras.layers.Dense(classes, activation=classifier_activation, name="predictions")(x)
    return keras.Model(given, x, name="head")


def classifier(
    backbone: Any,
    classes: int | None = None,
    *,
    head: Any = "average",
    units: Sequence[int] = (256,),
    dropout: float = 0.5,
    classifier_activation: Any = "softmax",
    unfreeze: str | int | Sequence[str | int] | None = None,
    name: str = "classifier",
) -> keras.Model:
    """A backbone, frozen, with a new head behind it.

    The model has two parts, `get_layer("backbone")` and `get_layer("head")`. The backbone is a copy: nothing that is
    trained here changes the one given. Its batch normalisation runs as at inference even while the head learns: it
    takes the statistics that it has, and updates none. (In Keras a frozen layer of batch normalisation does that. What
    does not is `backbone(image, training=False)`: `fit` overrides it. Dropout inside of a backbone stays active while
    training for that reason; VGG16's convolutions have none.)

    Args:
        backbone: what `backbone` gave, or any Sequential or functional Keras model with one input, whose output are
            feature maps (height, width, channels) or a vector.
        classes: how many; not with a head of your own.
        head: the pooling of a new head, "average", "max" or "flatten" (see `head`), for a backbone with a vector
            None. Or a Keras model, which is copied with its weights: such as one that was trained on `features`.
        units: of the new head's hidden dense layers.
        dropout: in the new head.
        classifier_activation: of the new head's last layer.
        unfreeze: which layers of the backbone learn, as the function `unfreeze` takes it.
        name: of the model.

    Raises:
        TypeError: if the backbone is no such model, or there are both a head and classes.
        ValueError: if an argument is impossible.
    """
    import keras  # noqa: PLC0415 - as above

    base = _copied(backbone, "backbone")
    features = tuple(base.output_shape[1:])
    if isinstance(head, keras.Model):
        if classes is not None:
            raise TypeError("classes are for a new head: a head of your own has its number already. Leave them out.")
        top = _copied(head, "head")
        if len(top.input_shape) != len(features) + 1 or top.input_shape[-1] != features[-1]:
            raise ValueError(
                f"the head takes features of shape {top.input_shape[1:]}, but the backbone gives {features}. If it was "
                "trained on pooled features, put the same pooling at the end of the backbone."
            )
    elif classes is None:
        raise TypeError("classes is missing: how many does the new head tell apart?")
    else:
        top = _new_head(
            features, classes, pooling=head, units=units, dropout=dropout, classifier_activation=classifier_activation
        )
    image = keras.Input(base.input_shape[1:], name="image")
    model = keras.Model(image, top(base(image)), name=name)
    if hasattr(backbone, "origin"):
        model.origin = backbone.origin
    _unfreeze(model, unfreeze)
    return model


_new_head = head  # `classifier` has an argument of this name


def _copied(model: Any, name: str) -> Any:
    """A model with layers of its own and the same weights."""
    import keras  # noqa: PLC0415 - as above

    if not isinstance(model, keras.Sequential) and not type(model).__name__ == "Functional":
        raise TypeError(
            f"the {name} must be a Sequential or functional Keras model, which can be copied, not "
            f"{model!r}. Put layers of your own between keras.Input and keras.Model."
        )
    if not model.built or len(model.inputs) != 1 or len(model.outputs) != 1:
        raise TypeError(f"the {name} must be built and have one input and one output.")
    config = {**model.get_config(), "name": name}
    copy = type(model).from_config(config)
    copy.set_weights(model.get_weights())
    return copy


def _checked_pooling(pooling: Any, shape: tuple[int | None, ...]) -> str | None:
    if len(shape) == 1 and pooling is None:
        return None
    if len(shape) != 3:
        raise ValueError(
            f"features of shape {shape} are {'pooled already: pass pooling=None' if len(shape) == 1 else 'no maps'}"
            " (in classifier: head=None); maps are (height, width, channels)."
        )
    kind = one_of(pooling, "pooling of maps (the head, in classifier)", ("average", "max", "flatten"))
    if kind == "flatten" and None in shape:
        raise ValueError(
            f'"flatten" needs images of one size, but the maps are {shape}: build the backbone with an input_shape, or '
            'take "average".'
        )
    return kind
