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
    """how many channels does one filter see?"""
    return _count(layer, in_channels, groups=False, depthwise=False, pointwise=False, norm=(2, 2))


def wrong_groups(layer, in_channels):
    """With 2 groups"""
    return _count(layer, in_channels, groups=False)


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
