"""Networks as the exercise writes them, and what each of their layers costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

from coursekit import network
from coursekit.network import Conv, Flatten, Layer

__all__ = ["ALEXNET", "POOLED_FIRST", "VGG16", "WITHOUT_CONVOLUTION", "Description", "Shape", "costs", "trace"]

Shape = tuple[int, ...]
Description = dict[str, Any]


def _conv(name: str, filters: int, kernel_size: int = 3, strides: int = 1, padding: str = "same") -> Description:
    return {
        "name": name,
        "layer": "Conv",
        "filters": filters,
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
    }


def _pool(name: str, pool_size: int = 2, strides: int = 2) -> Description:
    return {"name": name, "layer": "MaxPool", "pool_size": pool_size, "strides": strides}


def _dense(*units: int) -> list[Description]:
    layers: list[Description] = [{"name": "flatten", "layer": "Flatten"}]
    return layers + [{"name": f"fc{i}", "layer": "Dense", "units": count} for i, count in enumerate(units, start=1)]


def _vgg(blocks: Sequence[tuple[int, int]]) -> list[Description]:
    layers = []
    for block, (count, filters) in enumerate(blocks, start=1):
        layers += [_conv(f"conv{block}_{number}", filters) for number in range(1, count + 1)]
        layers.append(_pool(f"pool{block}"))
    return layers


VGG16 = [*_vgg([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]), *_dense(4096, 4096, 1000)]
ALEXNET = [
    _conv("conv1", 96, 11, 4, "valid"),
    _pool("pool1", 3),
    _conv("conv2", 256, 5),
    _pool("pool2", 3),
    _conv("conv3", 384),
    _conv("conv4", 384),
    _conv("conv5", 256),
    _pool("pool3", 3),
    *_dense(4096, 4096, 1000),
]
WITHOUT_CONVOLUTION = _dense(30, 10)
# Here a pooling gives the most values; and each cost is largest in another layer.
POOLED_FIRST = [_pool("pool1", 2, 1), _conv("conv1", 4, 3, 2), _conv("conv2", 3, 3, 1, "valid"), *_dense(2)]


def trace(layers: Sequence[Description], input_shape: Shape) -> Iterator[tuple[Description, Layer, Shape, Shape]]:
    """Each layer of a network as it is written and as the course describes it, with its shapes before and behind."""
    shape: Any = tuple(input_shape)
    for settings in layers:
        arguments = {key: value for key, value in settings.items() if key not in ("layer", "name")}
        layer = getattr(network, settings["layer"])(**arguments)
        before, shape = shape, layer.output_shape(shape)
        yield settings, layer, before, shape


def costs(input_shape: Shape, layers: Sequence[Description], what: str) -> dict[str, int]:
    """What each layer costs: "parameters", "operations" (products for one image) or "activations" (values it gives)."""
    return {
        settings["name"]: _cost(layer, before, behind, what)
        for settings, layer, before, behind in trace(layers, input_shape)
    }


def _cost(layer: Layer, before: Shape, behind: Shape, what: str) -> int:
    variables = layer.variables(before)
    if what == "parameters":
        return sum(variable.size for variable in variables)
    if what == "operations":
        # Each weight is used once at every place of the map.
        places = prod(behind[:-1]) if isinstance(layer, Conv) else 1
        return places * sum(variable.size for variable in variables if variable.role == "weight")
    return 0 if isinstance(layer, Flatten) else prod(behind)
