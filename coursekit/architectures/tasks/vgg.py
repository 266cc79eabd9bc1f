"""A network of the VGG kind, from the table that describes it."""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.architectures.tasks.building import Slip, model_conditions
from coursekit.architectures.tasks.computing import Layers
from coursekit.architectures.tasks.dropout_places import NO_DROPOUT
from coursekit.architectures.tasks.forbidden import MODELS
from coursekit.checks import Task
from coursekit.network import AveragePool, Conv, Dense, Flatten, GlobalAveragePool, Input, Layer, MaxPool, Softmax

__all__ = ["vgg_network"]

_Shape = tuple[int, int, int]
_Blocks = Sequence[tuple[int, int]]


def _vgg(
    input_shape: _Shape,
    blocks: _Blocks,
    units: Sequence[int],
    classes: int,
    *,
    padding: str = "same",
    convolution: str | None = "relu",
    between: bool = True,
    hidden: str | None = "relu",
    classifier: str | None = "softmax",
    again: bool = False,
    one_each: bool = False,
    pools: str = "each block",
    strides: int = 2,
    pool_padding: str = "valid",
    pooling: type[MaxPool | AveragePool] = MaxPool,
    flattened: bool = True,
    with_units: bool = True,
) -> Layers:
    """The description, by default the right one; each keyword is a mistake.

    Args:
        input_shape: (height, width, channels).
        blocks: number of convolutions and filters of each block.
        units: of the hidden dense layers.
        classes: number of classes.
        padding: of the convolutions.
        convolution: their activation.
        between: whether the convolutions inside a block have it too, not the last one only.
        hidden: activation of the hidden dense layers.
        classifier: activation of the last layer.
        again: whether a softmax follows that layer.
        one_each: whether each block has a single convolution.
        pools: behind "each block", "each convolution", or each block "but the last".
        strides: of the pooling.
        pool_padding: of the pooling.
        pooling: its kind.
        flattened: whether maps are flattened; else averaged.
        with_units: whether there are hidden dense layers.
    """
    layers: list[Layer] = [Input(tuple(input_shape))]
    pool = pooling(2, strides, pool_padding)
    for place, (count, filters) in enumerate(blocks, start=1):
        for number in range(1, 2 if one_each else count + 1):
            bends = between or number == count
            layers.append(Conv(filters, 3, padding=padding, activation=convolution if bends else None))
            if pools == "each convolution":
                layers.append(pool)
        if pools == "each block" or (pools == "but the last" and place < len(blocks)):
            layers.append(pool)
    layers.append(Flatten() if flattened else GlobalAveragePool())
    layers += [Dense(number, activation=hidden) for number in (units if with_units else ())]
    layers.append(Dense(classes, activation=classifier))
    return (*layers, Softmax()) if again else tuple(layers)


vgg_network = Task(
    "vgg_network",
    cases=[
        ((16, 16, 3), [(1, 4), (2, 6)], [20], 10),
        ((22, 13, 1), [(2, 5), (1, 7)], [12, 9], 3),
    ],
    arguments=("input_shape", "blocks", "units", "classes"),
    conditions=[
        *model_conditions(
            _vgg,
            [
                Slip(
                    "no padding",
                    lambda *case: _vgg(*case, padding="valid"),
                    "Your convolutions take something off the edges: each makes the maps smaller by 2. In a VGG "
                    "network only the pooling makes them smaller.",
                ),
                Slip(
                    "pairs read backwards",
                    lambda shape, blocks, *others: _vgg(shape, [pair[::-1] for pair in blocks], *others),
                    "You read the pairs of `blocks` the other way round. Which of the two numbers says how many "
                    "convolutions there are?",
                ),
                Slip(
                    "one convolution a block",
                    lambda *case: _vgg(*case, one_each=True),
                    "Each of your blocks has one convolution. What does the first number of a block say?",
                ),
                Slip(
                    "pooling after every convolution",
                    lambda *case: _vgg(*case, pools="each convolution"),
                    "There is a pooling behind every convolution. How many does a block have?",
                ),
                Slip(
                    "no pooling at the end",
                    lambda *case: _vgg(*case, pools="but the last"),
                    "The last block has no pooling. Each block ends with one.",
                ),
                Slip(
                    "no pooling",
                    lambda *case: _vgg(*case, pools="none"),
                    "Nothing makes the maps smaller: where is the pooling at the end of each block?",
                ),
                Slip(
                    "pooling with step 1",
                    lambda *case: _vgg(*case, strides=1),
                    "Your pooling moves on by one pixel: the maps hardly get smaller. It should halve them.",
                ),
                Slip(
                    "pooling rounds up",
                    lambda *case: _vgg(*case, pool_padding="same"),
                    "Your pooling rounds up where a size is odd. A row that fills no window is left out.",
                ),
                Slip(
                    "average pooling",
                    lambda *case: _vgg(*case, pooling=AveragePool),
                    "Your pooling takes means. The description asks for another kind.",
                ),
                Slip(
                    "average instead of Flatten",
                    lambda *case: _vgg(*case, flattened=False),
                    "Your dense layers see the mean of each map. VGG hands them all values of all maps.",
                ),
                Slip(
                    "no hidden layers",
                    lambda *case: _vgg(*case, with_units=False),
                    "There is no dense layer in front of the last one. What are `units` for?",
                ),
                Slip(
                    "no ReLU",
                    lambda *case: _vgg(*case, convolution=None, hidden=None),
                    "Your convolutions have no ReLU, and neither have the dense layers: many linear layers in a row "
                    "are no more than one.",
                ),
                Slip(
                    "linear convolutions",
                    lambda *case: _vgg(*case, convolution=None),
                    "Your convolutions have no ReLU: what are two linear layers in a row together?",
                ),
                Slip(
                    "linear inside a block",
                    lambda *case: _vgg(*case, between=False),
                    "Only the last convolution of each block has a ReLU. Those in front of it are then no better than "
                    "one.",
                ),
                Slip(
                    "linear dense layers",
                    lambda *case: _vgg(*case, hidden=None),
                    "Your hidden dense layers have no ReLU: what are two linear layers in a row together?",
                ),
                Slip(
                    "no softmax",
                    lambda *case: _vgg(*case, classifier=None),
                    "The numbers at the end are not probabilities yet: which activation makes them positive, with sum "
                    "1?",
                ),
                Slip(
                    "ReLU in front of the softmax",
                    lambda *case: (*_vgg(*case, classifier="relu"), Softmax()),
                    "The last dense layer has a ReLU, and a softmax behind it: all classes that get less than 0 look "
                    "alike then. One activation is enough there.",
                ),
                Slip(
                    "ReLU at the end",
                    lambda *case: _vgg(*case, classifier="relu"),
                    "Your last layer ends in a ReLU. That makes no probabilities: their sum should be 1.",
                ),
                Slip(
                    "sigmoid at the end",
                    lambda *case: _vgg(*case, classifier="sigmoid"),
                    "Your last layer ends in a sigmoid: a yes or no for each class by itself. An image has one class "
                    "here, and the sum should be 1.",
                ),
                Slip(
                    "softmax twice",
                    lambda *case: _vgg(*case, again=True),
                    "There are two softmax behind each other. The second one makes all classes nearly alike.",
                ),
            ],
        ),
        NO_DROPOUT,
    ],
    forbidden=MODELS,
    instead="Build it from layers of `keras.layers`: that is the task.",
)
