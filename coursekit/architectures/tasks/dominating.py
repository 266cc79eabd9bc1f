"""Which layer of a network costs most, and how much of the whole."""

from __future__ import annotations

from math import prod

from coursekit.architectures.tasks.cost_slips import (
    answer,
    compared_with,
    cost_itself,
    last_of_several,
    of_its_kind,
    outputs,
    weights,
    where,
    with_image,
    with_other_cost,
)
from coursekit.architectures.tasks.costs import ALEXNET, POOLED_FIRST, VGG16, WITHOUT_CONVOLUTION
from coursekit.architectures.tasks.forbidden import COUNTS
from coursekit.checks import Mistake, Task

__all__ = ["dominating_layer"]

dominating_layer = Task(
    "dominating_layer",
    # The smallest first: in a large network many mistakes give nearly the same share.
    cases=[
        ((16, 12, 2), POOLED_FIRST, "parameters"),
        ((16, 12, 2), POOLED_FIRST, "operations"),
        ((16, 12, 2), POOLED_FIRST, "activations"),
        ((224, 224, 3), VGG16, "parameters"),
        ((224, 224, 3), VGG16, "operations"),
        ((224, 224, 3), VGG16, "activations"),
        ((227, 227, 3), ALEXNET, "parameters"),
        ((227, 227, 3), ALEXNET, "operations"),
        ((227, 227, 3), ALEXNET, "activations"),
        ((5, 4, 1), WITHOUT_CONVOLUTION, "activations"),
    ],
    parts=("name", "share"),
    reference=answer,
    mistakes=[
        Mistake(
            "per cent",
            lambda *case: (answer(*case)[0], 100 * answer(*case)[1]),
            "The layer is right, and the share is in per cent. A share goes from 0 to 1.",
        ),
        Mistake(
            "the cost itself",
            cost_itself,
            "That is what the layer costs, not its share of the whole.",
        ),
        Mistake(
            "share of the rest",
            compared_with(lambda found, name, *_: sum(found.values()) - found[name]),
            "You compare the layer with all *other* layers. Its share is measured against all layers, itself included.",
        ),
        Mistake(
            "share of its kind",
            compared_with(of_its_kind),
            "You compare the layer with those of its kind. Its share is measured against all layers.",
        ),
        Mistake(
            "last of several",
            last_of_several,
            "Several layers cost the same, and you name the last of them. The first was asked for.",
        ),
        Mistake(
            "parameters whatever is asked",
            lambda input_shape, layers, what: answer(input_shape, layers, "parameters"),
            "That is the answer for parameters. What says the argument `what`?",
        ),
        Mistake(
            "image counted",
            compared_with(with_image),
            "Your activations add up to too much: the image is among them. It is no layer's output.",
            of_one_case=True,
        ),
        Mistake(
            "flatten counted",
            with_other_cost("activations", lambda layer, before, behind, cost: prod(behind)),
            "Flatten makes no new values: it hands on those of the layer in front in a row.",
            of_one_case=True,
        ),
        Mistake(
            "pooling makes no activations",
            with_other_cost("activations", lambda layer, before, behind, cost: where("MaxPool", cost, 0, layer)),
            "You left pooling out. It learns nothing, and still gives values that have to be kept somewhere.",
            of_one_case=True,
        ),
        Mistake(
            "inputs instead of outputs",
            with_other_cost(
                "activations", lambda layer, before, behind, cost: 0 if layer["layer"] == "Flatten" else prod(before)
            ),
            "Those are the values that a layer *gets*. Count those that it gives.",
            of_one_case=True,
        ),
        Mistake(
            "convolutions alone make activations",
            with_other_cost("activations", lambda layer, before, behind, cost: cost if layer["layer"] == "Conv" else 0),
            "You count what convolutions give. Pooling and dense layers give values as well.",
            of_one_case=True,
        ),
        Mistake(
            "dense layers make no activations",
            with_other_cost("activations", lambda layer, before, behind, cost: where("Dense", cost, 0, layer)),
            "You left the dense layers out. They give a value for each unit.",
            of_one_case=True,
        ),
        Mistake(
            "dense layers make no products",
            with_other_cost("operations", lambda layer, before, behind, cost: where("Dense", cost, 0, layer)),
            "You left the dense layers out. They use each of their weights once.",
            of_one_case=True,
        ),
        Mistake(
            "pre-activations counted",
            with_other_cost(
                "activations",
                lambda layer, before, behind, cost: cost * (2 if layer["layer"] in ("Conv", "Dense") else 1),
            ),
            "You count the values in front of ReLU and those behind it. Here ReLU writes over what came in: each layer "
            "gives its values once.",
            of_one_case=True,
        ),
        Mistake(
            "channels forgotten in activations",
            with_other_cost(
                "activations",
                lambda layer, before, behind, cost: prod(behind[:-1]) if len(behind) > 1 else cost,
            ),
            "You count height times width. How many maps of that size are there?",
            of_one_case=True,
        ),
        Mistake(
            "bias forgotten",
            with_other_cost("parameters", lambda layer, before, behind, cost: cost - outputs(layer, behind)),
            "You count weights only. Each filter and each unit has a bias besides: a parameter as well.",
            of_one_case=True,
        ),
        Mistake(
            "one bias a layer",
            with_other_cost(
                "parameters",
                lambda layer, before, behind, cost: cost - max(outputs(layer, behind) - 1, 0),
            ),
            "You give each layer one bias. How many filters or units does a layer have, and does each of them add the "
            "same number?",
            of_one_case=True,
        ),
        Mistake(
            "pooling has parameters",
            with_other_cost(
                "parameters",
                lambda layer, before, behind, cost: where(
                    "MaxPool", cost, layer.get("pool_size", 0) ** 2 * behind[-1], layer
                ),
            ),
            "You give parameters to pooling. What could it learn: which value is the largest?",
            of_one_case=True,
        ),
        Mistake(
            "input channels forgotten",
            with_other_cost(
                "parameters",
                lambda layer, before, behind, cost: where(
                    "Conv", cost, layer.get("kernel_size", 0) ** 2 * behind[-1] + behind[-1], layer
                ),
            ),
            "In your convolutions each filter has weights for one channel. How many channels does it see?",
            of_one_case=True,
        ),
        Mistake(
            "parameters at every place",
            with_other_cost(
                "parameters",
                lambda layer, before, behind, cost: where("Conv", cost, cost * prod(behind[:-1]), layer),
            ),
            "In your convolutions every place of the map has parameters of its own. Which of them are shared?",
            of_one_case=True,
        ),
        Mistake(
            "weights taken for operations",
            with_other_cost("operations", lambda layer, before, behind, cost: weights(layer, before)),
            "You count each weight once. In a convolution it is used again and again: at how many places?",
            of_one_case=True,
        ),
        Mistake(
            "parameters taken for operations",
            with_other_cost(
                "operations", lambda layer, before, behind, cost: weights(layer, before) + outputs(layer, behind)
            ),
            "Those are the parameters, biases included. At how many places of a map is each weight used, and is a bias "
            "multiplied with anything?",
            of_one_case=True,
        ),
        Mistake(
            "bias among the operations",
            with_other_cost(
                "operations",
                lambda layer, before, behind, cost: (
                    cost + outputs(layer, behind) * (prod(behind[:-1]) if len(behind) > 1 else 1)
                ),
            ),
            "You count a product for each bias. It is only added.",
            of_one_case=True,
        ),
        Mistake(
            "operations at every input",
            with_other_cost(
                "operations",
                lambda layer, before, behind, cost: where(
                    "Conv", cost, weights(layer, before) * prod(before[:-1]), layer
                ),
            ),
            "You let each filter work at every place of the map *in front of* the convolution. With a stride, or "
            "without padding, it works at fewer: at how many?",
            of_one_case=True,
        ),
        Mistake(
            "operations for each output once",
            with_other_cost("operations", lambda layer, before, behind, cost: prod(behind) if cost else 0),
            "You count one product for each value that comes out. How many weights go into each of them?",
            of_one_case=True,
        ),
        Mistake(
            "channels forgotten in operations",
            with_other_cost(
                "operations", lambda layer, before, behind, cost: where("Conv", cost, cost // before[-1], layer)
            ),
            "In your convolutions each output is made from one channel. How many does a filter see?",
            of_one_case=True,
        ),
        Mistake(
            "filters forgotten in operations",
            with_other_cost(
                "operations",
                lambda layer, before, behind, cost: where("Conv", cost, cost // max(behind[-1], 1), layer),
            ),
            "You count the products of a single filter. How many filters does a convolution have?",
            of_one_case=True,
        ),
        Mistake(
            "pooling counts products",
            with_other_cost(
                "operations",
                lambda layer, before, behind, cost: where(
                    "MaxPool", cost, layer.get("pool_size", 0) ** 2 * prod(behind), layer
                ),
            ),
            "You give operations to pooling. It compares, and multiplies nothing.",
            of_one_case=True,
        ),
    ],
    forbidden=COUNTS,
    instead="Work out for each layer what it costs, from its settings and the two shapes.",
)
