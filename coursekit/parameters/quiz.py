"""The quiz of lecture 01: how many parameters does this layer have?

Each wrong option is what a known mistake gives, computed the way the mistake computes it.
"""

from __future__ import annotations

import itertools

from coursekit.quiz import Option, Question

__all__ = ["questions"]


def questions() -> tuple[Question, ...]:
    """Six questions, from one layer to a whole network."""
    return (_first_convolution(), _deeper_convolution(), _pooling(), _dense(), _larger_image(), _where_they_are())


def _ascending(*options: Option) -> tuple[Option, ...]:
    """Options that are numbers, in order of size: their place gives nothing away."""
    return tuple(sorted(options, key=lambda option: int(option.text.replace(",", ""))))


def _first_convolution() -> Question:
    from coursekit import parameters  # noqa: PLC0415 (it imports this package)

    kernel, channels, filters, output = 5, 1, 6, 28
    right = parameters.conv2d(kernel, channels, filters)
    bare = parameters.conv2d(kernel, channels, filters, bias=False)
    unshared = parameters.sparse(kernel, (32, 32, channels), filters)
    return Question(
        "6 filters of 5×5 run over a grey image of 32×32×1 without padding. How many parameters?",
        _ascending(
            Option(f"{right:,}", f"5·5·1 weights and one bias a filter: 26·6 = {right}.", correct=True),
            Option(f"{bare:,}", "The weights are all there. What else does each filter learn?"),
            Option(f"{unshared:,}", "That gives each output pixel weights of its own. A convolution shares them."),
            Option(
                f"{bare + output * output * filters:,}",
                "That has a bias for every output pixel. The bias is shared as well: one a filter.",
            ),
        ),
    )


def _deeper_convolution() -> Question:
    from coursekit import parameters  # noqa: PLC0415 (see above)

    kernel, channels, filters = 5, 6, 16
    return Question(
        "The next layer has 16 filters of 5×5 and gets 14×14×6. How many parameters?",
        _ascending(
            Option(
                f"{parameters.conv2d(kernel, channels, filters):,}",
                "Each filter is a block of 5·5·6 weights and a bias: 151·16 = 2,416.",
                correct=True,
            ),
            Option(
                f"{parameters.conv2d(kernel, 1, filters):,}",
                "That is a flat 5×5 for each filter. A filter reaches through all 6 input channels.",
            ),
            Option(
                f"{parameters.conv2d(kernel, channels, 1):,}",
                "That is one filter. There are 16, and each has its own weights.",
            ),
            Option(
                f"{parameters.conv2d(kernel, channels, filters, bias=False):,}",
                "Sixteen short: one for each filter. What did you leave out?",
            ),
        ),
    )


def _pooling() -> Question:
    kernel, channels = 2, 6
    return Question(
        "How many parameters has max pooling of 2×2 after a layer with 28×28×6 outputs?",
        _ascending(
            Option("0", "Taking a maximum needs no numbers that are learned.", correct=True),
            Option(
                f"{kernel * kernel * channels}",
                "That counts 2·2 weights a channel. Which value would they have in a maximum?",
            ),
            Option(
                f"{2 * channels}",
                "That was LeNet-5 (1998), whose subsampling learned a coefficient and a bias a map. Max pooling learns "
                "nothing.",
            ),
        ),
    )


def _dense() -> Question:
    from coursekit import parameters  # noqa: PLC0415 (see above)

    side, channels, units = 6, 256, 4096
    inputs = side * side * channels
    return Question(
        "Feature maps of 6×6×256 are flattened into a dense layer of 4,096 units. How many parameters?",
        _ascending(
            Option(
                f"{parameters.dense(inputs, units):,}",
                f"6·6·256 = {inputs:,} inputs for each unit, and a bias: {inputs + 1:,}·4,096.",
                correct=True,
            ),
            Option(
                f"{parameters.dense(channels, units):,}",
                "That feeds it 256 numbers. Flattening keeps every pixel of every channel.",
            ),
            Option(f"{parameters.dense(inputs, units, bias=False):,}", "4,096 short. Dense units have a bias too."),
        ),
    )


def _larger_image() -> Question:
    from coursekit import parameters  # noqa: PLC0415 (see above)

    right = parameters.conv2d(5, 1, 6)
    return Question(
        "Back to 6 filters of 5×5 on a grey image, now twice as high and twice as wide. How many parameters?",
        _ascending(
            Option(f"{right:,}", "The kernel did not change. It just slides over more places.", correct=True),
            Option(
                f"{4 * right:,}", "Four times the pixels, and a bit more than four times the work. But more weights?"
            ),
            Option(f"{2 * right:,}", "Nothing in 5·5·1·6 + 6 depends on the image."),
        ),
    )


def _where_they_are() -> Question:
    from coursekit import parameters  # noqa: PLC0415 (see above)

    # Filters of VGG16's convolutions, all 3×3, and units of its dense layers.
    filters = (3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
    units = (7 * 7 * 512, 4096, 4096, 1000)
    convolutions = sum(parameters.conv2d(3, *pair) for pair in itertools.pairwise(filters))
    dense = sum(parameters.dense(*pair) for pair in itertools.pairwise(units))
    total = convolutions + dense
    return Question(
        f"VGG16 has 13 convolutions and 3 dense layers, {total:,} parameters in all. Where are most of them?",
        (
            Option(
                "In the convolutions",
                f"They are 13 of 16 layers and do 99 % of the multiplications, but hold {convolutions / total:.1%} of "
                "the parameters: shared weights work a lot.",
            ),
            Option("In the dense layers", f"{dense / total:.1%}, most of them in the first one.", correct=True),
            Option("About half in each", "Count the first dense layer: it has 7·7·512 inputs and 4,096 units."),
        ),
    )
