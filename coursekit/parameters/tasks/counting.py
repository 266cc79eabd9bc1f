"""Tasks that count the parameters of one layer."""

from __future__ import annotations

from coursekit import network
from coursekit.checks import Mistake, Task
from coursekit.parameters.counts import conv2d
from coursekit.parameters.tasks.forbidden import COUNTS

__all__ = ["filter_parameters", "layer_parameters", "unshared_parameters"]

_BY_HAND = "Count by hand: multiply and add the sizes yourself."


def _outputs(input_size: int, kernel_size: int) -> int:
    """Positions of a kernel in a square image without padding."""
    return network.output_size(input_size, kernel_size) ** 2


filter_parameters = Task(
    "filter_parameters",
    cases=[(5, 1), (5, 3), (3, 16), (1, 8)],
    reference=lambda kernel_size, in_channels: conv2d(kernel_size, in_channels, 1),
    mistakes=[
        Mistake(
            "bias forgotten",
            lambda kernel_size, in_channels: kernel_size**2 * in_channels,
            "{got} = {kernel_size}·{kernel_size}·{in_channels}: these are the weights. "
            "What else does the filter learn, to add at the end?",
        ),
        Mistake(
            "input channels ignored",
            lambda kernel_size, in_channels: kernel_size**2 + 1,
            "{got} = {kernel_size}·{kernel_size} + 1. The patch under the filter has {in_channels} channels; "
            "does each of them get weights?",
        ),
        Mistake(
            "kernel size counted once",
            lambda kernel_size, in_channels: kernel_size * in_channels + 1,
            "{got} = {kernel_size}·{in_channels} + 1. The patch is {kernel_size} pixels high and just as wide: "
            "how many pixels is that?",
        ),
        Mistake(
            "one bias per input channel",
            lambda kernel_size, in_channels: (kernel_size**2 + 1) * in_channels,
            "{got} = ({kernel_size}·{kernel_size} + 1)·{in_channels}: a bias for each input channel. "
            "The filter gives one number per position; how often is a bias added to it?",
        ),
        Mistake(
            "one bias per pixel of the patch",
            lambda kernel_size, in_channels: kernel_size**2 * (in_channels + 1),
            "{got} = {kernel_size}·{kernel_size}·{in_channels} + {kernel_size}·{kernel_size}: a bias for each pixel of "
            "the patch. The bias is added to the sum of the products; how many sums are there?",
        ),
    ],
    forbidden=COUNTS,
    instead=_BY_HAND,
)

layer_parameters = Task(
    "layer_parameters",
    cases=[(32, 5, 1, 6), (14, 5, 6, 16), (64, 3, 3, 8), (224, 7, 3, 64)],
    reference=lambda input_size, kernel_size, in_channels, filters: conv2d(kernel_size, in_channels, filters),
    mistakes=[
        Mistake(
            "bias forgotten",
            lambda input_size, kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters,
            "{got} = {kernel_size}·{kernel_size}·{in_channels}·{filters}. What else does each filter learn?",
        ),
        Mistake(
            "one bias per output position",
            lambda input_size, kernel_size, in_channels, filters: (
                (kernel_size**2 * in_channels + _outputs(input_size, kernel_size)) * filters
            ),
            lambda input_size, kernel_size, in_channels, filters: (
                f"Your count has {kernel_size**2 * in_channels * filters:,} weights and "
                f"{_outputs(input_size, kernel_size) * filters:,} biases: one for every output position. "
                "A filter is the same at every position. Is its bias?"
            ),
        ),
        Mistake(
            "counts connections",
            lambda input_size, kernel_size, in_channels, filters: (
                (kernel_size**2 * in_channels + 1) * filters * _outputs(input_size, kernel_size)
            ),
            "{got} is the number of connections: every output position was counted with weights of its own. "
            "Which of these weights are the same number?",
        ),
        Mistake(
            "input channels ignored",
            lambda input_size, kernel_size, in_channels, filters: (kernel_size**2 + 1) * filters,
            "{got} = ({kernel_size}·{kernel_size} + 1)·{filters}. The input has {in_channels} channels. "
            "Does a filter look at only one of them?",
        ),
        Mistake(
            "output filters ignored",
            lambda input_size, kernel_size, in_channels, filters: kernel_size**2 * in_channels + 1,
            "{got} is what one filter learns. How many filters does this layer have?",
        ),
        Mistake(
            "one bias for the layer",
            lambda input_size, kernel_size, in_channels, filters: kernel_size**2 * in_channels * filters + 1,
            "{got} = {kernel_size}·{kernel_size}·{in_channels}·{filters} + 1: the weights are right, and all filters "
            "share one bias. Do they?",
        ),
        Mistake(
            "filters as large as the image",
            lambda input_size, kernel_size, in_channels, filters: (input_size**2 * in_channels + 1) * filters,
            "{got} is the count of a dense layer of {filters} units, each with a weight for every number of the image. "
            "How much of the image does a filter see at a time?",
        ),
        Mistake(
            "fully connected",
            lambda input_size, kernel_size, in_channels, filters: (
                (input_size**2 * in_channels + 1) * _outputs(input_size, kernel_size) * filters
            ),
            "{got} connects every output value to the whole image: that is a dense layer as large as this one. "
            "What does a convolution share, and what does it leave out?",
        ),
    ],
    forbidden=COUNTS,
    instead=_BY_HAND,
)

unshared_parameters = Task(
    "unshared_parameters",
    cases=[(32, 5, 1, 6), (8, 3, 1, 4), (14, 5, 6, 16)],
    reference=lambda input_size, kernel_size, in_channels, filters: (
        _outputs(input_size, kernel_size) * conv2d(kernel_size, in_channels, filters)
    ),
    mistakes=[
        Mistake(
            "weights shared",
            lambda input_size, kernel_size, in_channels, filters: conv2d(kernel_size, in_channels, filters),
            "{got} is the count of the convolution: {filters} filters, each used everywhere. "
            "Here nothing is shared: how many units are there, each with weights of its own?",
        ),
        Mistake(
            "one bias per filter",
            lambda input_size, kernel_size, in_channels, filters: (
                (_outputs(input_size, kernel_size) * kernel_size**2 * in_channels + 1) * filters
            ),
            "The weights are right. But {filters} biases, one per filter, would still be shared. "
            "Which number of biases fits units that share nothing?",
        ),
        Mistake(
            "bias forgotten",
            lambda input_size, kernel_size, in_channels, filters: (
                _outputs(input_size, kernel_size) * kernel_size**2 * in_channels * filters
            ),
            "{got} counts the weights of all units. What else does each unit learn?",
        ),
        Mistake(
            "input size instead of output size",
            lambda input_size, kernel_size, in_channels, filters: (
                input_size**2 * (kernel_size**2 * in_channels + 1) * filters
            ),
            "You have a unit for each of the {input_size}·{input_size} input pixels. "
            "At how many positions does a {kernel_size}×{kernel_size} patch fit into the image?",
        ),
        Mistake(
            "fully connected",
            lambda input_size, kernel_size, in_channels, filters: (
                (input_size**2 * in_channels + 1) * _outputs(input_size, kernel_size) * filters
            ),
            "{got} connects every unit to the whole image: that is a dense layer. "
            "Each unit here sees only its {kernel_size}×{kernel_size} patch.",
        ),
        Mistake(
            "positions counted in one direction",
            lambda input_size, kernel_size, in_channels, filters: (
                network.output_size(input_size, kernel_size) * conv2d(kernel_size, in_channels, filters)
            ),
            "You counted the positions along one row of the image. In which other direction does the patch move?",
        ),
        Mistake(
            "filters forgotten",
            lambda input_size, kernel_size, in_channels, filters: (
                _outputs(input_size, kernel_size) * conv2d(kernel_size, in_channels, 1)
            ),
            "{got} is right for one output channel. The layer has {filters}.",
        ),
        Mistake(
            "one bias per position",
            lambda input_size, kernel_size, in_channels, filters: (
                _outputs(input_size, kernel_size) * (kernel_size**2 * in_channels * filters + 1)
            ),
            "The weights are right. But the {filters} units at a position share one bias in your count. "
            "Which number of biases fits units that share nothing?",
        ),
    ],
    forbidden=(*COUNTS, "coursekit.network.output_size"),
    instead=_BY_HAND,
)
