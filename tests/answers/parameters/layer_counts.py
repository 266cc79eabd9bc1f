"""Answers to `layer_counts(layer, in_channels)`."""


def _count(layer, in_channels, groups=True, depthwise=True, pointwise=True, norm=(4, 2)):
    if layer["layer"] == "BatchNorm":
        return tuple(number * in_channels for number in norm)
    area = layer["kernel_size"] ** 2
    if layer["layer"] == "Conv":
        seen = in_channels // layer["groups"] if groups else in_channels
        total = area * seen * layer["filters"] + layer["filters"]
    elif layer["layer"] == "DepthwiseConv":
        total = area * in_channels * (1 if depthwise else in_channels) + in_channels
    else:
        total = area * in_channels + layer["filters"]
        if pointwise:
            total += in_channels * layer["filters"]
    return total, total


def right_repaired_draft(layer, in_channels):
    return _count(layer, in_channels)


def right_from_shapes_as_a_list(layer, in_channels):
    size, filters = layer.get("kernel_size"), layer.get("filters")
    shapes = {
        "Conv": lambda: [(size, size, in_channels // layer["groups"], filters), (filters,)],
        "DepthwiseConv": lambda: [(size, size, in_channels), (in_channels,)],
        "SeparableConv": lambda: [(size, size, in_channels), (in_channels, filters), (filters,)],
        "BatchNorm": lambda: [(in_channels, 2), (in_channels, 2)],
    }[layer["layer"]]()
    sizes = []
    for shape in shapes:
        product = 1
        for number in shape:
            product *= number
        sizes.append(product)
    trained = sizes[:1] if layer["layer"] == "BatchNorm" else sizes
    return [sum(sizes), sum(trained)]


def wrong_draft_as_it_was(layer, in_channels):
    """That is still what the draft gives."""
    return _count(layer, in_channels, groups=False, depthwise=False, pointwise=False, norm=(2, 2))


def wrong_groups(layer, in_channels):
    """With 2 groups"""
    return _count(layer, in_channels, groups=False)


def wrong_only_the_groups_are_repaired(layer, in_channels):
    """layer_counts({'layer': 'DepthwiseConv', 'kernel_size': 3}, 16) returned (2320, 2320).
    That is still what the draft gives."""
    return _count(layer, in_channels, depthwise=False, pointwise=False, norm=(2, 2))


def wrong_in_two_unrelated_places(layer, in_channels):
    """layer_counts({'layer': 'DepthwiseConv', 'kernel_size': 3}, 16) returned (145, 145).
    Your first number is 145. That is too small."""
    if layer["layer"] == "SeparableConv":
        return _changed("SeparableConv", lambda _: in_channels, layer, in_channels)
    return _changed("DepthwiseConv", lambda _: 1 - in_channels, layer, in_channels)


def _changed(kind, change, layer, in_channels):
    """The right counts; for that kind of layer `change` parameters more."""
    total, trainable = _count(layer, in_channels)
    more = change(layer) if layer["layer"] == kind else 0
    return total + more, trainable + more


def wrong_one_group_only(layer, in_channels):
    """How many filters does the whole layer have?"""
    if layer["layer"] != "Conv":
        return _count(layer, in_channels)
    groups = layer["groups"]
    return _count({**layer, "filters": layer["filters"] // groups, "groups": 1}, in_channels // groups)


def wrong_biases_divided_by_groups(layer, in_channels):
    """which of them go without a bias?"""
    return _changed("Conv", lambda conv: conv["filters"] // conv["groups"] - conv["filters"], layer, in_channels)


def wrong_one_bias_in_the_depthwise_layer(layer, in_channels):
    """How many channels does this layer give?"""
    return _changed("DepthwiseConv", lambda _: 1 - in_channels, layer, in_channels)


def wrong_bias_between_the_halves(layer, in_channels):
    """the biases are added once, at the end"""
    return _changed("SeparableConv", lambda _: in_channels, layer, in_channels)


def wrong_depthwise(layer, in_channels):
    """That is a full convolution from 16 to 16 channels."""
    return _count(layer, in_channels, depthwise=False)


def wrong_separable(layer, in_channels):
    """That is the depthwise half."""
    return _count(layer, in_channels, pointwise=False)


def wrong_two_per_channel(layer, in_channels):
    """Which two numbers per channel are stored besides"""
    return _count(layer, in_channels, norm=(2, 2))


def wrong_all_trainable(layer, in_channels):
    """which does gradient descent change"""
    return _count(layer, in_channels, norm=(4, 4))


def wrong_only_the_total(layer, in_channels):
    """a tuple was asked for"""
    return _count(layer, in_channels)[0]


def refused_library(layer, in_channels):
    """coursekit.network"""
    from coursekit import network

    settings = {key: value for key, value in layer.items() if key != "layer"}
    variables = getattr(network, layer["layer"])(**settings).variables((9, 9, in_channels))
    return sum(v.size for v in variables), sum(v.size for v in variables if v.trainable)
