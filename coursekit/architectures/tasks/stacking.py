"""The open task: a stack of 3x3 convolutions that takes the place of one with a large kernel, and costs no more."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from coursekit import network
from coursekit.architectures.tasks.building import own_layer
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.checks import Condition, Task
from coursekit.checks.models import layers_of, parameters_of, unknown_layer
from coursekit.checks.plain import is_model

__all__ = ["stack_network"]

_LEAST_SHARE = 0.8
_Shape = tuple[int, int, int]
_RECTIFIERS = {"Activation", "ELU", "LeakyReLU", "PReLU", "ReLU"}
# Keras has classes of its own for functions such as `keras.activations.relu(x)`; here their names in small letters.
_FUNCTIONS = {"elu", "gelu", "leakyrelu", "relu", "relu6", "selu", "sigmoid", "silu", "softplus", "tanh"}


def _convolutions(model: Any) -> list[Any]:
    return [layer for layer in layers_of(model) if type(layer).__name__ == "Conv2D"]


def _not_stock(model: Any) -> str:
    """Class name of what is none of Keras' own layers, models or activation functions; empty if there is none."""
    name = own_layer(model) or unknown_layer(model)
    return "" if name.lower() in _FUNCTIONS else name


def _strange(model: Any) -> str:
    """Kind of the first layer that is neither a convolution nor an activation; empty if there is none."""
    kinds = (type(layer).__name__ for layer in layers_of(model))
    return next((kind for kind in kinds if kind not in {"Conv2D", *_RECTIFIERS} and kind.lower() not in _FUNCTIONS), "")


def _used_twice(model: Any) -> bool:
    return any(node.shared_with is not None and node.variables for node in network.read(model))


def _other_kernel(model: Any) -> str:
    """The first convolution that is no plain 3x3 one, in words; empty if there is none."""
    for layer in _convolutions(model):
        if layer.kernel_size != (3, 3):
            return f"has a kernel of {layer.kernel_size[0]}×{layer.kernel_size[1]}"
        if layer.strides != (1, 1):
            return f"has a stride of {max(layer.strides)}"
        if layer.dilation_rate != (1, 1):
            return f"has a dilation of {max(layer.dilation_rate)}: between its weights are pixels that it does not see"
        if layer.groups != 1:
            return f"has {layer.groups} groups, so that each filter sees a part of the channels only"
    return ""


def _bends(layer: Any) -> bool:
    """Whether a layer does something that is not linear."""
    name = str(getattr(getattr(layer, "activation", None), "__name__", ""))
    kind = type(layer).__name__
    return name not in ("", "linear") or kind in _RECTIFIERS - {"Activation"} or kind.lower() in _FUNCTIONS


def _linear(model: Any) -> bool:
    """Whether a convolution is followed by nothing that bends, before the next one or the end."""
    # Call by call: an activation layer may follow several convolutions.
    known = {layer.name: layer for layer in layers_of(model)}
    layers = [known[node.layer.name] for node in network.read(model) if not node.is_input]
    places = [place for place, layer in enumerate(layers) if type(layer).__name__ == "Conv2D"]
    return any(not any(_bends(layer) for layer in layers[one:two]) for one, two in pairwise([*places, len(layers)]))


def _sees(model: Any) -> int:
    return 1 + 2 * len(_convolutions(model))


def _budget(input_shape: _Shape, kernel_size: int, filters: int) -> int:
    return (kernel_size * kernel_size * input_shape[2] + 1) * filters


stack_network = Task(
    "stack_network",
    cases=[((12, 10, 3), 7, 64), ((9, 9, 16), 5, 16), ((16, 16, 8), 9, 12), ((8, 8, 4), 3, 6)],
    arguments=("input_shape", "kernel_size", "filters"),
    conditions=[
        Condition("not a Keras model", lambda model, *_: is_model(model), "That is no Keras model."),
        Condition(
            "not stock layers",
            lambda model, *_: not _not_stock(model),
            lambda model, *_: (
                f"{_not_stock(model)} is not one of Keras' own layers or models. This check looks at the layers one by "
                "one: write the stack as a Sequential or a functional model of `keras.layers`."
            ),
        ),
        Condition(
            "another input",
            lambda model, input_shape, *_: getattr(model, "input_shape", None) == (None, *input_shape),
            "The model should take images of shape {input_shape}. Begin with `keras.Input(input_shape)`.",
        ),
        Condition(
            "other layers",
            lambda model, *_: not _strange(model),
            lambda model, *_: (
                f"There is a {_strange(model)} in your model. A convolution is to be replaced: 3×3 convolutions and "
                "activations are all that is needed."
            ),
        ),
        Condition(
            "a layer used twice",
            lambda model, *_: not _used_twice(model),
            "A convolution of your model is used twice: it learns one kernel for both places. Take a new one each "
            "time.",
        ),
        Condition(
            "no 3x3",
            lambda model, *_: not _other_kernel(model),
            lambda model, *_: f"A convolution of your model {_other_kernel(model)}. Plain ones of 3×3 are wanted.",
        ),
        Condition(
            "too few layers",
            lambda model, input_shape, kernel_size, filters: _sees(model) >= kernel_size,
            lambda model, input_shape, kernel_size, filters: (
                f"A unit of your last layer sees {_sees(model)}×{_sees(model)} pixels, and with a kernel of "
                f"{kernel_size} it saw {kernel_size}×{kernel_size}. How many pixels does another layer add?"
            ),
        ),
        Condition(
            "too many layers",
            lambda model, input_shape, kernel_size, filters: _sees(model) <= kernel_size,
            lambda model, input_shape, kernel_size, filters: (
                f"A unit of your last layer sees {_sees(model)}×{_sees(model)} pixels: more than the {kernel_size}×"
                f"{kernel_size} that were asked for. Which layer is one too many?"
            ),
        ),
        Condition(
            "another number of maps",
            lambda model, input_shape, kernel_size, filters: model.output_shape[-1] == filters,
            lambda model, input_shape, kernel_size, filters: (
                f"Your model gives {model.output_shape[-1]} maps. What comes behind it expects {filters}, as many as "
                "the large filters gave."
            ),
        ),
        Condition(
            "maps shrink",
            lambda model, input_shape, *_: model.output_shape[1:3] == tuple(input_shape[:2]),
            lambda model, input_shape, *_: (
                f"Your maps have {model.output_shape[1]}×{model.output_shape[2]} pixels, the image has "
                f"{input_shape[0]}×{input_shape[1]}. What keeps a convolution from taking something off the edges?"
            ),
        ),
        Condition(
            "linear",
            lambda model, *_: not _linear(model),
            "One of your convolutions has no activation. Without any in between, the stack would be no more than one "
            "large convolution; and the one that it replaces ended in a ReLU as well.",
        ),
        Condition(
            "over budget",
            lambda model, *case: parameters_of(model) <= _budget(*case),
            lambda model, input_shape, kernel_size, filters: (
                f"Your model has {parameters_of(model):,} parameters; the convolution that it replaces has "
                f"{_budget(input_shape, kernel_size, filters):,}. How many channels does it see, and how many do your "
                "layers hand to one another?"
            ),
        ),
        Condition(
            "budget not used",
            lambda model, *case: parameters_of(model) >= _LEAST_SHARE * _budget(*case),
            lambda model, input_shape, kernel_size, filters: (
                f"Your model has {parameters_of(model):,} parameters: less than 80 % of the "
                f"{_budget(input_shape, kernel_size, filters):,} that it may have. How many filters can your layers "
                "afford?"
            ),
        ),
    ],
    forbidden=(*MODELS, "keras.Model.count_params", "keras.Model.summary"),
    instead="Work out the size before you build: that is the task.",
)
