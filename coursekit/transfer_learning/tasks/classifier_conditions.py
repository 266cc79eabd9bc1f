"""Conditions for a classifier on a small backbone, those that are easily seen first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from coursekit.checks import Condition
from coursekit.checks.plain import is_model
from coursekit.transfer_learning.tasks.classifiers import (
    computes,
    convolutions_of,
    head_problem,
    is_rebuilt,
    learning_base,
    learning_head,
    missing_weights,
    model_shape,
    normalises,
    own_layer,
    same_in_training,
    sigmoid,
    softmax,
    wanted_convolutions,
)

__all__ = ["classifier_conditions"]


def _never(name: str, message: str, **way: Any) -> Condition:
    """The condition that a model does not compute what comes out of a slip."""
    return Condition(name, lambda model, *case: computes(model, case) or not computes(model, case, **way), message)


def classifier_conditions(blocks: Callable[..., int] | None = None) -> list[Condition]:
    """What a classifier on a small backbone must have to be right; those that are easily seen first.

    Args:
        blocks: how many of the last blocks of the backbone should learn, from the arguments of the task, of which the
            first three are input_shape, filters and classes. None for none; then known slips of the head are named.
    """
    return [
        Condition("not a Keras model", lambda model, *_: is_model(model), "That is no Keras model."),
        Condition(
            "not stock layers",
            lambda model, *_: not own_layer(model),
            lambda model, *_: (
                f"{own_layer(model)} is not one of Keras' own layers. Build the model of layers of `keras.layers`."
            ),
        ),
        Condition(
            "another input",
            lambda model, input_shape, *_: model_shape(model, "input_shape") == (None, *input_shape),
            lambda model, input_shape, *_: (
                f"The model should take images of shape {input_shape}. Begin with `keras.Input(input_shape)` or with "
                "the base's own input."
            ),
        ),
        Condition(
            "maps come out",
            lambda model, *_: len(model_shape(model, "output_shape")) == 2,
            lambda model, *_: (
                f"For each image the model gives the shape {model_shape(model, 'output_shape')[1:]}. What turns maps "
                "into features?"
            ),
        ),
        Condition(
            "another number of classes",
            lambda model, input_shape, filters, classes, *_: model_shape(model, "output_shape")[1] == classes,
            lambda model, input_shape, filters, classes, *_: (
                f"For each image the model gives {model_shape(model, 'output_shape')[1]} numbers; there are {classes} "
                "classes."
            ),
        ),
        Condition(
            "other weights in the base",
            lambda model, *case: not missing_weights(model, *case),
            _missing,
        ),
        Condition(
            "head does not learn",
            lambda model, *case: bool(learning_head(model, *case)),
            "The new head does not learn. Freeze the base, not the whole model.",
        ),
        *_conditions_on_learning(blocks),
        Condition(
            "another head",
            lambda model, *case: not head_problem(model, *case),
            head_problem,
        ),
        *(_slips() if blocks is None else ()),
        Condition(
            "another function",
            lambda model, *case: computes(model, case),
            "Base and head are there, but the model computes something else: base, global average pooling, dense "
            "layer, softmax, and nothing besides.",
        ),
        Condition(
            "other than described in training",
            lambda model, input_shape, *_: same_in_training(model, input_shape),
            "In training the model computes something else than at inference. Is there a layer in your head that was "
            "not asked for, such as dropout?",
        ),
    ]


def _missing(model: Any, *case: Any) -> str:
    """What has become of the first weight of the base that is not there."""
    first = missing_weights(model, *case)[0]
    if is_rebuilt(first, model, *case):
        return (
            f"The weights of {first.layer} are not those of `small_backbone`. Use the model that it gives, or copy its "
            "weights: one that is built anew, or cloned, begins with random ones."
        )
    return f"{first.layer} of the base is missing. Your images should go through all of `small_backbone`."


def _slips() -> list[Condition]:
    """Known ways to build another head."""
    return [
        _never(
            "no softmax",
            "The numbers at the end are logits: they do not add up to 1. What makes probabilities of them?",
            end=lambda logits: logits,
        ),
        _never(
            "sigmoid",
            "Each class has a probability of its own (sigmoid). An image belongs to one class: what makes the "
            "probabilities add up to 1?",
            end=sigmoid,
        ),
        _never(
            "softmax twice",
            "There are two softmax behind each other.",
            end=lambda logits: softmax(softmax(logits)),
        ),
        _never(
            "maximum of the maps",
            "You take the largest value of each map. The mean was asked for.",
            pool=lambda maps: maps.max(axis=(1, 2)),
        ),
        _never(
            "sum of the maps",
            "You add each map up. The mean was asked for.",
            pool=lambda maps: maps.sum(axis=(1, 2)),
        ),
        _never(
            "images scaled",
            "You divide the images by 255 before they go into the base. It takes them as they are.",
            scale=1 / 255,
        ),
    ]


def _conditions_on_learning(blocks: Callable[..., int] | None) -> list[Condition]:
    """What of the base may learn."""

    def many(case: Sequence[Any]) -> int:
        return 0 if blocks is None else blocks(*case)

    def all_learn(_: Any, *case: Any) -> str:
        told = "Every convolution of the base learns. "
        if blocks is None:
            return told + "A new head is random: what it sends back at first would undo what they have learnt."
        those = "that of the last block" if many(case) == 1 else f"those of the last {many(case)} blocks"
        return f"{told}Only {those} should."

    def others_learn(model: Any, *case: Any) -> str:
        told = f"Of the base these convolutions learn: {', '.join(convolutions_of(learning_base(model, *case)))}. "
        if blocks is None:
            return told + "Nothing of it should."
        return told + "Which ones were asked for? The last block stands next to the head."

    none = Condition(
        "none of the base learns",
        lambda model, *case: bool(convolutions_of(learning_base(model, *case))),
        "No convolution of the base learns. Print `name` and `trainable` of each layer in `base.layers`: which block "
        "is the last one, and does a later line, such as `base.trainable = False`, freeze it again?",
    )
    return [
        Condition(
            "all of the base learns",
            lambda model, *case: (
                many(case) == len(case[1]) or len(convolutions_of(learning_base(model, *case))) < len(case[1])
            ),
            all_learn,
        ),
        *([] if blocks is None else [none]),
        Condition(
            "other blocks learn",
            lambda model, *case: (
                convolutions_of(learning_base(model, *case)) == wanted_convolutions(case[1], many(case))
            ),
            others_learn,
        ),
        Condition(
            "batch normalisation learns",
            lambda model, *case: not normalises(learning_base(model, *case)),
            "Scale and shift of a batch normalisation in the base learn, and in training it takes mean and variance "
            "of your small batches. `training=False` in the call does not keep it from that: `fit` overrides it.",
        ),
    ]
