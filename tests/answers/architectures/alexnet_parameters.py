"""Answers to `alexnet_parameters(size, padding, groups)`."""

import math

FILTERS = (96, 256, 384, 384, 256)
KERNELS = (11, 5, 3, 3, 3)


def right_written_out(size, padding, groups):
    side = (size + 2 * padding - 11) // 4 + 1
    for _ in range(3):
        side = (side - 3) // 2 + 1
    return [
        (11 * 11 * 3 + 1) * 96,
        (5 * 5 * 96 // groups + 1) * 256,
        (3 * 3 * 256 + 1) * 384,
        (3 * 3 * 384 // groups + 1) * 384,
        (3 * 3 * 384 // groups + 1) * 256,
        (side * side * 256 + 1) * 4096,
        4097 * 4096,
        4097 * 1000,
    ]


def _counts(size, padding, groups, **quirk):
    """A right count, and with a quirk a wrong one."""
    row = quirk.get("row", lambda s, p: s + 2 * p)(size, padding)
    side = quirk.get("first", math.floor)((row - 11) / 4) + 1
    bias, counts, channels = quirk.get("bias", 1), [], 3
    window, step = quirk.get("pool", (3, 2))
    for number, (filters, kernel) in enumerate(zip(FILTERS, KERNELS, strict=True), start=1):
        parts = groups if number in quirk.get("grouped", (2, 4, 5)) else 1
        kept = filters // (parts if quirk.get("half") else 1)
        biases = filters // (parts if quirk.get("half") or quirk.get("half_biases") else 1)
        counts.append(kernel**2 * (channels // parts) * kept + bias * biases)
        channels = 3 if quirk.get("three") else filters
        if quirk.get("valid") and number > 1:
            side -= kernel - 1
        if number in quirk.get("pooled", (1, 2, 5)):
            side = quirk.get("pooling", math.floor)((side - window) / step) + 1
    flat = quirk.get("flat", lambda n: 256 * n * n)(side)
    second = flat if quirk.get("second_flat") else 4096
    return [*counts, (flat + bias) * 4096, (second + bias) * 4096, (4096 + bias) * 1000]


def right_in_a_loop(size, padding, groups):
    return _counts(size, padding, groups)


def right_two_halves(size, padding, groups):
    counts = _counts(size, padding, 1)
    for place, (filters, kernel) in enumerate(zip(FILTERS, KERNELS, strict=True)):
        if place in (1, 3, 4):
            channels = FILTERS[place - 1]
            one = (kernel * kernel * (channels // groups) + 1) * (filters // groups)
            counts[place] = sum(one for _ in range(groups))
    return counts


def wrong_no_biases(size, padding, groups):
    """These are the weights."""
    return _counts(size, padding, groups, bias=0)


def wrong_no_biases_in_dense_layers(size, padding, groups):
    """the dense layers have weights only"""
    counts = _counts(size, padding, groups)
    return counts[:5] + _counts(size, padding, groups, bias=0)[5:]


def wrong_groups_ignored(size, padding, groups):
    """With 2 groups, which convolutions see only a part?"""
    return _counts(size, padding, 1)


def wrong_all_in_groups(size, padding, groups):
    """Every convolution is in 2 groups in your count."""
    return _counts(size, padding, groups, grouped=(1, 2, 3, 4, 5))


def wrong_third_in_groups(size, padding, groups):
    """there the two streams meet"""
    return _counts(size, padding, groups, grouped=(2, 3, 4, 5))


def wrong_one_group_counted(size, padding, groups):
    """that is one group alone"""
    return _counts(size, padding, groups, half=True)


def wrong_half_the_biases(size, padding, groups):
    """the biases were divided by 2"""
    return _counts(size, padding, groups, half_biases=True)


def wrong_six_by_six(size, padding, groups):
    """your first dense layer gets maps of 6×6"""
    return _counts(227, 0, groups)


def wrong_padding_ignored(size, padding, groups):
    """What do 2 zeros at each end do to a row?"""
    return _counts(size, 0, groups)


def wrong_padding_on_one_side(size, padding, groups):
    """You made the rows 2 longer."""
    return _counts(size, padding, groups, row=lambda s, p: s + p)


def wrong_first_rounded_up(size, padding, groups):
    """You let the first convolution round up."""
    return _counts(size, padding, groups, first=math.ceil)


def wrong_pooling_rounded_up(size, padding, groups):
    """the last one could stick out"""
    return _counts(size, padding, groups, pooling=math.ceil)


def wrong_pooling_of_two(size, padding, groups):
    """as if the windows were 2×2"""
    return _counts(size, padding, groups, pool=(2, 2))


def wrong_pooling_apart(size, padding, groups):
    """Your windows of pooling touch"""
    return _counts(size, padding, groups, pool=(3, 3))


def wrong_pooling_five_times(size, padding, groups):
    """You pool after each convolution."""
    return _counts(size, padding, groups, pooled=(1, 2, 3, 4, 5))


def wrong_last_pooling_forgotten(size, padding, groups):
    """The fifth convolution is followed by pooling"""
    return _counts(size, padding, groups, pooled=(1, 2))


def wrong_valid(size, padding, groups):
    """Convolutions 2 to 5 keep height and width."""
    return _counts(size, padding, groups, valid=True)


def wrong_three_channels(size, padding, groups):
    """What does the second one get from the first?"""
    return _counts(size, padding, groups, three=True)


def wrong_maps_only(size, padding, groups):
    """one number per map"""
    return _counts(size, padding, groups, flat=lambda n: 256)


def wrong_one_map(size, padding, groups):
    """How many maps come out of the fifth convolution?"""
    return _counts(size, padding, groups, flat=lambda n: n * n)


def wrong_maps_of_one_group(size, padding, groups):
    """Your first dense layer gets the maps of one group alone."""
    return _counts(size, padding, groups, flat=lambda n: 256 * n * n // groups)


def wrong_pooling_halves_and_rounds_up(size, padding, groups):
    """How many windows of 3 fit into a row, in steps of 2?"""
    counts, side = _counts(size, padding, groups), (size + 2 * padding - 11) // 4 + 1
    for _ in range(3):
        side = math.ceil(side / 2)
    return [*counts[:5], (side * side * 256 + 1) * 4096, *counts[6:]]


def wrong_moves_without_the_first_place(size, padding, groups):
    """Where it stands before it moves is a place as well."""
    counts, side = _counts(size, padding, groups), (size + 2 * padding - 11) // 4
    for _ in range(3):
        side = (side - 3) // 2
    return [*counts[:5], (side * side * 256 + 1) * 4096, *counts[6:]]


def wrong_second_dense_layer(size, padding, groups):
    """You let the second dense layer see what flattening hands on."""
    return _counts(size, padding, groups, second_flat=True)


def wrong_convolutions_only(size, padding, groups):
    """It has 5 items; 8 were wanted."""
    return _counts(size, padding, groups)[:5]


def refused_library(size, padding, groups):
    """coursekit"""
    from coursekit import parameters

    counts = _counts(size, padding, groups)
    counts[1] = parameters.conv2d(5, 96, 256, groups=groups)
    return counts


def refused_keras(size, padding, groups):
    """keras.layers.Dense"""
    import keras

    dense = keras.layers.Dense(1000)
    dense.build((None, 4096))
    return [*_counts(size, padding, groups)[:7], dense.count_params()]
