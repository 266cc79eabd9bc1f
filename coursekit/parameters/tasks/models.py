"""The open task: a small Keras model that fits a budget of parameters."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from coursekit.checks import Condition, Task
from coursekit.checks.models import layers_of, parameters_of, unknown_layer
from coursekit.checks.plain import is_model

__all__ = ["build_classifier"]

_LEAST_SHARE = 0.8
_LEAST_FILTERS = 4


def _activation(layer: Any) -> str:
    """Name of the function that a layer applies to its result; empty if it has none."""
    if type(layer).__name__ == "Softmax":
        return "softmax"
    return str(getattr(getattr(layer, "activation", None), "__name__", ""))


def _convolutions(model: Any) -> list[int]:
    """Places of the Conv2D layers in the list of layers."""
    return [place for place, layer in enumerate(layers_of(model)) if type(layer).__name__ == "Conv2D"]


def _fewest_filters(model: Any) -> int:
    layers = layers_of(model)
    return min(int(layers[place].filters) for place in _convolutions(model))


def _bends(layer: Any) -> bool:
    """Whether a layer does something that is not linear."""
    return _activation(layer) not in ("", "linear") or type(layer).__name__ in {
        "ELU",
        "LeakyReLU",
        "MaxPooling2D",
        "PReLU",
        "ReLU",
    }


def _linear_between(model: Any) -> bool:
    """Whether two convolutions follow each other with nothing but linear maps between them."""
    layers, places = layers_of(model), _convolutions(model)
    return any(not any(_bends(layer) for layer in layers[one:two]) for one, two in pairwise(places))


def _output(model: Any) -> Any:
    return getattr(model, "output_shape", None)


build_classifier = Task(
    "build_classifier",
    cases=[((8, 8, 1), 10, 1_500), ((28, 28, 1), 10, 20_000), ((64, 64, 3), 5, 6_000)],
    arguments=("input_shape", "classes", "budget"),
    conditions=[
        Condition("not a Keras model", lambda model, *_: is_model(model), "That is no Keras model."),
        Condition(
            "not stock layers",
            lambda model, *_: not unknown_layer(model),
            lambda model, *_: (
                f"{unknown_layer(model)} is not one of Keras' own layers or models. Use layers, not operations or "
                "classes of your own: `keras.layers.ReLU()`, for example, and not `keras.ops.relu`."
            ),
        ),
        Condition(
            "another input",
            lambda model, input_shape, *_: getattr(model, "input_shape", None) == (None, *input_shape),
            "The model should take images of shape {input_shape}. Begin with `keras.Input(input_shape)`.",
        ),
        Condition(
            "another output",
            lambda model, input_shape, classes, budget: _output(model) == (None, classes),
            lambda model, input_shape, classes, budget: (
                f"For one image the model gives the shape {_output(model)[1:]}; "
                f"{classes} numbers, one per class, are wanted. What turns maps into a vector?"
            ),
        ),
        Condition(
            "no softmax",
            lambda model, *_: _activation(layers_of(model)[-1]) == "softmax",
            "The numbers at the end are not probabilities yet: which activation makes them positive, with sum 1?",
        ),
        Condition(
            "too few convolutions",
            lambda model, *_: len(_convolutions(model)) >= 2,
            lambda model, *_: f"Conv2D layers in the model: {len(_convolutions(model))}. Two at least are wanted.",
        ),
        Condition(
            "too few filters",
            lambda model, *_: _fewest_filters(model) >= _LEAST_FILTERS,
            lambda model, *_: (
                f"Filters in the smallest of your Conv2D layers: {_fewest_filters(model)}. Each should have at least "
                f"{_LEAST_FILTERS}. What else could give up some of the budget?"
            ),
        ),
        Condition(
            "linear between convolutions",
            lambda model, *_: not _linear_between(model),
            "Two convolutions follow each other with nothing but linear maps between them: together they are no more "
            "than one convolution. What has to stand between them?",
        ),
        Condition(
            "over budget",
            lambda model, input_shape, classes, budget: parameters_of(model) <= budget,
            lambda model, input_shape, classes, budget: (
                f"The model has {parameters_of(model):,} parameters, and the budget is {budget:,}. "
                "Which layer costs most? Do not forget what Flatten hands to a dense layer."
            ),
        ),
        Condition(
            "budget not used",
            lambda model, input_shape, classes, budget: parameters_of(model) >= _LEAST_SHARE * budget,
            lambda model, input_shape, classes, budget: (
                f"The model has {parameters_of(model):,} parameters: that is less than 80 % of {budget:,}. "
                "Work out how many filters you can afford."
            ),
        ),
    ],
    forbidden=(
        "coursekit.parameters.table",
        "coursekit.network.read",
        "keras.Model.count_params",
        "keras.Model.summary",
    ),
    instead="Predict the size before you build: you have written functions for it.",
)
