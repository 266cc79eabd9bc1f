"""The inverse question: which stacks of layers reach a receptive field, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from coursekit.network.validation import one_of, whole

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["stacks"]

_SORTED_BY = ("parameters", "multiply-accumulates", "layers")
_POOL = 0
"""Stands for a 2x2 pooling among kernel sizes."""


@dataclass(frozen=True)
class _Stack:
    """Kernel sizes in order, 0 for a pooling, with what comes of them."""

    layers: tuple[int, ...] = ()
    size: int = 1
    stride: int = 1

    def then(self, kernel: int) -> _Stack:
        """One layer more: r + (k-1)·j, and a pooling doubles j."""
        if kernel == _POOL:
            return _Stack((*self.layers, _POOL), self.size + self.stride, 2 * self.stride)
        return _Stack((*self.layers, kernel), self.size + (kernel - 1) * self.stride, self.stride)


def stacks(
    size: int,
    channels: int = 64,
    kernel_sizes: Sequence[int] = (3, 5, 7),
    poolings: int = 0,
    most_layers: int = 10,
    sort: Literal["parameters", "multiply-accumulates", "layers"] = "parameters",
) -> DataFrame:
    """Stacks of convolutions whose units see at least `size` pixels, the cheapest first.

    All convolutions have stride 1, `channels` input and output channels and a bias; poolings are 2x2 with stride 2.
    Every stack is listed that falls short of `size` as soon as any of its convolutions is left out, or a smaller
    kernel of the list is taken for it. Convolutions between the same poolings are written in ascending order, as
    their order changes nothing.

    Args:
        size: the receptive field that is needed, in pixels along one axis; the same for the other axis.
        channels: channels of every map.
        kernel_sizes: kernels to choose from, in pixels along one axis.
        poolings: how many 2x2 poolings the stack has, each between two convolutions.
        most_layers: stacks with more convolutions than this are not tried.
        sort: by which column.

    Returns:
        A DataFrame with the columns `stack`, `size` (what is reached), `stride` (effective), `layers` (convolutions,
        each with a non-linearity behind it), `weights per channel pair` (the sum of k², the count without channels
        and biases), `parameters`, and `multiply-accumulates` (for each pixel of the image, where poolings save: a
        convolution behind n of them works on a map with 4^n times fewer places).

    Raises:
        TypeError, ValueError: if a number makes no sense, or no stack reaches `size`; the message says what would.

    Example:
        >>> stacks(7)[["stack", "weights per channel pair"]].values.tolist()
        [['3×3, 3×3, 3×3', 27], ['3×3, 5×5', 34], ['7×7', 49]]
    """
    import pandas as pd  # noqa: PLC0415 - half a second that who only imports the module does not need

    size, channels = whole(size, "size", least=2), whole(channels, "channels")
    kernels = tuple(sorted({whole(kernel, "each kernel size", least=2) for kernel in kernel_sizes}))
    poolings, most_layers = whole(poolings, "poolings", least=0), whole(most_layers, "most_layers")
    by = one_of(sort, "sort", _SORTED_BY)
    if not kernels:
        raise ValueError("kernel_sizes is empty. Give at least one, as in kernel_sizes=(3,).")
    found = [stack for stack in _grown(_Stack(), size, kernels, poolings, most_layers) if _needed(stack, size, kernels)]
    if not found:
        raise ValueError(
            f"No stack of up to {most_layers} convolutions with kernels {kernels} and {poolings} poolings needs all of "
            f"its layers to see {size} pixels. Allow more layers, larger kernels, or another number of poolings."
        )
    rows = [_row(stack, channels) for stack in found]
    order = sorted(rows, key=lambda row: (row[by], row["parameters"], row["layers"], row["stack"]))
    return pd.DataFrame(order)


def _grown(stack: _Stack, size: int, kernels: tuple[int, ...], poolings: int, most_layers: int) -> Iterator[_Stack]:
    """All stacks that begin with `stack` and reach `size` with their last convolution, and not before."""
    last = stack.layers[-1] if stack.layers else _POOL
    if most_layers:
        for kernel in kernels:
            if kernel >= last:  # ascending between poolings
                longer = stack.then(kernel)
                if longer.size >= size and not poolings:
                    yield longer
                elif longer.size < size:
                    yield from _grown(longer, size, kernels, poolings, most_layers - 1)
    if poolings and last != _POOL:
        yield from _grown(stack.then(_POOL), size, kernels, poolings - 1, most_layers)


def _needed(stack: _Stack, size: int, kernels: tuple[int, ...]) -> bool:
    """Whether it falls short with any convolution left out or made smaller."""
    for place, kernel in enumerate(stack.layers):
        if kernel == _POOL:
            continue
        smaller = [other for other in kernels if other < kernel]
        less = (stack.layers[:place], stack.layers[place + 1 :])
        for instead in ((), *((other,) for other in smaller[-1:])):
            shrunk = _Stack()
            for layer in (*less[0], *instead, *less[1]):
                shrunk = shrunk.then(layer)
            if shrunk.size >= size:
                return False
    return True


def _row(stack: _Stack, channels: int) -> dict[str, str | int | float]:
    stride, products, weights = 1, 0.0, 0
    for layer in stack.layers:
        if layer == _POOL:
            stride *= 2
        else:
            weights += layer**2
            products += (layer * channels) ** 2 / stride**2
    convolutions = sum(layer != _POOL for layer in stack.layers)
    return {
        "stack": _written(stack.layers),
        "size": stack.size,
        "stride": stack.stride,
        "layers": convolutions,
        "weights per channel pair": weights,
        "parameters": weights * channels**2 + convolutions * channels,
        "multiply-accumulates": products,
    }


def _written(layers: tuple[int, ...]) -> str:
    """`3×3, 3×3, pool, 3×3`, from four layers of a kind on `4 of 3×3`."""
    words = ["pool" if layer == _POOL else f"{layer}×{layer}" for layer in layers]
    runs = ((word, len(list(run))) for word, run in groupby(words))
    return ", ".join(f"{count} of {word}" if count > 3 else ", ".join([word] * count) for word, count in runs)
