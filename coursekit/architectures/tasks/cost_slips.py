"""Known wrong ways to find the layer that costs most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from coursekit.architectures.tasks.costs import Description, Shape, costs, trace

__all__ = [
    "answer",
    "compared_with",
    "cost_itself",
    "last_of_several",
    "of_its_kind",
    "outputs",
    "weights",
    "where",
    "with_image",
    "with_other_cost",
]

Found = tuple[str, float]
Change = Callable[[Description, Shape, Shape, int], int]


def _largest(found: dict[str, int]) -> Found:
    """The first of the layers that cost most, and its share."""
    name = max(found, key=lambda name: found[name])
    return name, found[name] / (sum(found.values()) or 1)


def answer(input_shape: Shape, layers: Sequence[Description], what: str) -> Found:
    """The right one."""
    return _largest(costs(input_shape, layers, what))


def with_other_cost(kind: str, change: Change) -> Callable[..., Found]:
    """The answer if one of the three costs is worked out in another way.

    Args:
        kind: the cost that is, "parameters", "operations" or "activations".
        change: takes a layer, its shapes before and behind, and the right cost; gives the wrong one.
    """

    def wrong(input_shape: Shape, layers: Sequence[Description], what: str) -> Found:
        found = costs(input_shape, layers, what)
        if what == kind:
            for layer, _, before, behind in trace(layers, input_shape):
                found[layer["name"]] = change(layer, before, behind, found[layer["name"]])
        return _largest(found)

    return wrong


def outputs(layer: Description, behind: Shape) -> int:
    """Filters or units of a layer that learns; 0 for one that does not."""
    return behind[-1] if layer["layer"] in ("Conv", "Dense") else 0


def weights(layer: Description, before: Shape) -> int:
    """Weights of a layer, without biases."""
    if layer["layer"] == "Conv":
        return int(layer["kernel_size"] ** 2 * before[-1] * layer["filters"])
    return before[-1] * int(layer["units"]) if layer["layer"] == "Dense" else 0


def where(kind: str, right: int, wrong: int, layer: Description) -> int:
    """`wrong` for layers of a kind, `right` for all others."""
    return wrong if layer["layer"] == kind else right


def last_of_several(*case: Any) -> Found:
    """The last of the layers that cost most."""
    return _largest(dict(reversed(costs(*case).items())))


def compared_with(others: Callable[..., int]) -> Callable[..., Any]:
    """The right layer, with its cost divided by something else than that of all layers.

    Args:
        others: takes the costs, the layer's name and the arguments of the task; gives what is divided by.
    """

    def wrong(*case: Any) -> tuple[str, float]:
        found = costs(*case)
        name, _ = _largest(found)
        whole = others(found, name, *case)
        return name, found[name] / whole if whole else 0.0

    return wrong


def of_its_kind(found: dict[str, int], name: str, _: Shape, layers: Sequence[Description], __: str) -> int:
    """The cost of all layers of the same kind; for `compared_with`."""
    kinds = {layer["name"]: layer["layer"] for layer in layers}
    return sum(cost for other, cost in found.items() if kinds[other] == kinds[name])


def cost_itself(*case: Any) -> tuple[str, int]:
    """The right layer, with its cost in place of a share."""
    found = costs(*case)
    name, _ = _largest(found)
    return name, found[name]


def with_image(found: dict[str, int], _: str, input_shape: Shape, __: Any, what: str) -> int:
    """The cost of all layers, with the image among the activations; for `compared_with`."""
    return sum(found.values()) + (prod(input_shape) if what == "activations" else 0)
