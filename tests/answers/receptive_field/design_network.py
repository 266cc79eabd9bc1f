"""Answers to `design_network(size, stride, budget)`."""

import numpy as np

_EIGHT = {"layer": "Conv", "filters": 8, "kernel_size": 3}
_POOL = {"layer": "MaxPool", "pool_size": 2}


def _halvings(stride):
    """Convolutions and poolings to that stride; what a unit sees behind them."""
    network, sees, jump = [], 1, 1
    while jump < stride:
        network += [_EIGHT, _POOL]
        sees, jump = sees + 3 * jump, 2 * jump
    return network, sees


def right_widest_dilation_without_holes(size, stride, budget):
    network, sees = _halvings(stride)
    while sees < size or sum("filters" in layer for layer in network) < 3:
        rate = max(1, min(sees // stride, -(-(size - sees) // (2 * stride))))
        network.append({**_EIGHT, "dilation_rate": rate})
        sees += 2 * rate * stride
    return network


def right_strided_convolutions_and_doubled_dilations_all_keys_numpy_numbers(size, stride, budget):
    network, sees, jump = [], 1, 1
    while jump < stride:
        strides = np.int64(2)
        network.append({**_EIGHT, "strides": strides, "dilation_rate": np.int64(1)})
        sees, jump = sees + 2 * jump, 2 * jump
    rate = 1
    while sees < size or len(network) < 3:
        needed = max(-(-(size - sees) // (2 * jump)), 1)
        rate = min(rate, needed)
        network.append({**_EIGHT, "strides": 1, "dilation_rate": rate})
        sees, rate = sees + 2 * rate * jump, 2 * rate
    return tuple(network)


def right_as_many_filters_as_fit(size, stride, budget):
    network = right_widest_dilation_without_holes(size, stride, budget)
    filters = 8

    def cost(filters):
        seen, total = 3, 0
        for layer in network:
            if layer["layer"] == "Conv":
                total, seen = total + (9 * seen + 1) * filters, filters
        return total

    while cost(filters + 1) <= budget:
        filters += 1
    return [{**layer, "filters": filters} if layer["layer"] == "Conv" else layer for layer in network]


def wrong_no_list(size, stride, budget):
    """That is no list of layers."""
    return _EIGHT


def wrong_strings(size, stride, budget):
    """Layer number 1 of your network is no dictionary."""
    return ["Conv", "MaxPool"]


def wrong_kind(size, stride, budget):
    """has no `layer` that is 'Conv' or 'MaxPool'"""
    return [{"layer": "Conv2D", "filters": 8, "kernel_size": 3}]


def wrong_missing_key(size, stride, budget):
    """Layer number 2 of your network is a MaxPool without `pool_size`."""
    return [_EIGHT, {"layer": "MaxPool", "kernel_size": 2}]


def wrong_extra_key(size, stride, budget):
    """is a MaxPool: it takes pool_size, strides and nothing else"""
    return [_EIGHT, {**_POOL, "dilation_rate": 2}]


def wrong_fraction(size, stride, budget):
    """In layer number 1 `kernel_size` is no whole number from 1."""
    return [{**_EIGHT, "kernel_size": size / 8}]


def wrong_two_convolutions(size, stride, budget):
    """Convolutions in your network: 2."""
    return [_EIGHT, {**_EIGHT, "strides": stride, "kernel_size": size}]


def wrong_thin(size, stride, budget):
    """has 4 filters"""
    return [{**_EIGHT, "filters": 4}, *right_widest_dilation_without_holes(size, stride, budget)]


def wrong_stride(size, stride, budget):
    """Neighbouring units of your last layer are 8 pixels apart"""
    return [*right_widest_dilation_without_holes(size, stride, budget), _POOL, _EIGHT]


def wrong_shallow(size, stride, budget):
    """sees 34 pixels in each direction, and not 40"""
    return [*_halvings(stride)[0], *[_EIGHT] * (3 if stride < 8 else 0)]


def wrong_too_much(size, stride, budget):
    """with the animal its neighbours"""
    last = {**_EIGHT, "dilation_rate": size // stride}
    return [*right_widest_dilation_without_holes(size, stride, budget), last]


def wrong_holes(size, stride, budget):
    """are not seen at all"""
    network, sees = _halvings(stride)
    rate = -(-(size - sees) // (2 * stride))
    return [*network, *[{**_EIGHT, "kernel_size": 1}] * 3, {**_EIGHT, "dilation_rate": rate}]


def wrong_one_filter_more_than_fits(size, stride, budget):
    """Your network learns"""
    network = right_as_many_filters_as_fit(size, stride, budget)
    return [{**layer, "filters": layer["filters"] + 1} if layer["layer"] == "Conv" else layer for layer in network]


def wrong_large_kernels(size, stride, budget):
    """What sees more without learning more?"""
    network, sees = _halvings(stride)
    kernel = -(-(size - sees) // (3 * stride)) + 1
    return [*network, *[{**_EIGHT, "kernel_size": kernel}] * 3]


def wrong_empty(size, stride, budget):
    """Your list of layers is empty."""
    return []


def wrong_one_giant_pooling_at_the_end(size, stride, budget):
    """The last layer of your network is a MaxPool."""
    return [_EIGHT, _EIGHT, _EIGHT, {"layer": "MaxPool", "pool_size": size, "strides": stride}]


def wrong_one_giant_pooling(size, stride, budget):
    """What is left of an animal then? At most 3×3 is wanted."""
    return [_EIGHT, _EIGHT, {"layer": "MaxPool", "pool_size": size, "strides": stride}, _EIGHT]


def wrong_many_small_poolings(size, stride, budget):
    """A pooling of your network has stride 1."""
    network, sees = _halvings(stride)
    more = [{"layer": "MaxPool", "pool_size": 3, "strides": 1}] * (-(-(size - sees) // (2 * stride)))
    return [*network, *more, *[{**_EIGHT, "kernel_size": 1}] * 3]


def wrong_one_pixel_apart(size, stride, budget):
    """Neighbouring units of your last layer are 1 pixel apart; 4 is wanted."""
    return [_EIGHT, _EIGHT, _EIGHT]


def refused_calculator(size, stride, budget):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    layers = right_widest_dilation_without_holes(size, stride, budget)
    built = [network.Input((None, None, 3))]
    for layer in layers:
        if layer["layer"] == "Conv":
            built.append(network.Conv(8, 3, dilation_rate=layer.get("dilation_rate", 1)))
        else:
            built.append(network.MaxPool(2))
    return layers if receptive_field.of(built).size[0] >= size else []
