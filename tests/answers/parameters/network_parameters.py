"""Answers to `network_parameters(input_shape, layers)`."""

import math


def _count(input_shape, layers, **quirk):
    """A right count, and with a quirk a wrong one."""
    (*sizes, channels), total, flat = input_shape, 0, None
    if quirk.get("square"):
        sizes = [sizes[0], sizes[0]]
    for layer in layers:
        match layer:
            case {"layer": "Conv", "filters": filters, "kernel_size": kernel, "strides": strides, "padding": padding}:
                step = 1 if quirk.get("no_strides") else strides
                seen = input_shape[2] if quirk.get("first_channels") else channels
                total += filters * kernel * kernel * seen + (0 if quirk.get("no_bias") else filters)
                if padding == "same" and not quirk.get("no_padding"):
                    sizes = [quirk.get("same", lambda n, _k, s: math.ceil(n / s))(size, kernel, step) for size in sizes]
                else:
                    rounded = math.ceil if quirk.get("valid_up") else math.floor
                    sizes = [rounded((size - kernel) / step) + 1 for size in sizes]
                channels = filters
            case {"layer": "MaxPool", "pool_size": pool}:
                total += quirk.get("per_map", lambda _pool: 0)(pool) * channels
                rounded = math.ceil if quirk.get("round_up") else math.floor
                if quirk.get("sliding"):
                    sizes = [size - pool + 1 for size in sizes]
                elif not quirk.get("no_pooling"):
                    sizes = [rounded(size / pool) for size in sizes]
            case {"layer": "Flatten"}:
                flat = channels if quirk.get("maps") else math.prod(sizes) * channels
            case {"layer": "Dense", "units": units}:
                total += flat * units + (0 if quirk.get("no_bias") else units)
                flat = flat if quirk.get("first_vector") else units
    return total


def right_pattern_matching(input_shape, layers):
    return _count(input_shape, layers)


def right_one_function_per_layer(input_shape, layers):
    def convolution(shape, filters, kernel_size, strides, padding):
        room = [size - 1 if padding == "same" else size - kernel_size for size in shape[:2]]
        learnt = filters * (kernel_size**2 * shape[2] + 1)
        return learnt, (*(r // strides + 1 for r in room), filters)

    def pooling(shape, pool_size):
        return 0, (shape[0] // pool_size, shape[1] // pool_size, shape[2])

    def flatten(shape):
        return 0, (shape[0] * shape[1] * shape[2],)

    def dense(shape, units):
        return (shape[0] + 1) * units, (units,)

    known = {"Conv": convolution, "MaxPool": pooling, "Flatten": flatten, "Dense": dense}
    total, shape = 0, tuple(input_shape)
    for layer in layers:
        settings = dict(layer)
        learnt, shape = known[settings.pop("layer")](shape, **settings)
        total += learnt
    return total


def right_but_takes_the_list_apart(input_shape, layers):
    total = right_one_function_per_layer(input_shape, layers)
    layers.clear()
    return total


def wrong_bias_forgotten(input_shape, layers):
    """and no bias"""
    return _count(input_shape, layers, no_bias=True)


def wrong_dense_sees_channels(input_shape, layers):
    """sees one number per channel"""
    return _count(input_shape, layers, maps=True)


def wrong_padding_ignored(input_shape, layers):
    """44,426 is what comes out if every convolution is "valid"."""
    return _count(input_shape, layers, no_padding=True)


def wrong_channels_of_the_image(input_shape, layers):
    """What does the second convolution get from the first?"""
    return _count(input_shape, layers, first_channels=True)


def wrong_pooling_with_a_kernel(input_shape, layers):
    """What could it learn"""
    return _count(input_shape, layers, per_map=lambda pool: pool * pool)


def wrong_pooling_of_1998(input_shape, layers):
    """a coefficient and a bias per map"""
    return _count(input_shape, layers, per_map=lambda pool: 2)


def wrong_pooling_keeps_the_size(input_shape, layers):
    """Pooling learns nothing, and still changes"""
    return _count(input_shape, layers, no_pooling=True)


def wrong_pooling_rounds_up(input_shape, layers):
    """A window that does not fit entirely is left out."""
    return _count(input_shape, layers, round_up=True)


def wrong_same_rounded_down(input_shape, layers):
    """You let a "same" convolution round down."""
    return _count(input_shape, layers, same=lambda size, _kernel, step: size // step)


def wrong_same_as_a_frame_of_half_the_kernel(input_shape, layers):
    """That is too large."""
    return _count(input_shape, layers, same=lambda size, k, step: (size + 2 * (k // 2) - k) // step + 1)


def wrong_valid_rounded_up(input_shape, layers):
    """You let a "valid" convolution round up."""
    return _count(input_shape, layers, valid_up=True)


def wrong_every_dense_layer_sees_the_maps(input_shape, layers):
    """What does the second one get from the first?"""
    return _count(input_shape, layers, first_vector=True)


def wrong_pooling_slides_by_one(input_shape, layers):
    """You let the window of pooling move by one pixel."""
    return _count(input_shape, layers, sliding=True)


def wrong_strides_ignored(input_shape, layers):
    """with strides of 1"""
    return _count(input_shape, layers, no_strides=True)


def wrong_square(input_shape, layers):
    """You took the image for a square"""
    return _count(input_shape, layers, square=True)


def wrong_one_kind_of_layer_only(input_shape, layers):
    """network_parameters"""
    return sum(layer["units"] for layer in layers if layer["layer"] == "Dense")


def refused_library(input_shape, layers):
    """coursekit.network"""
    from coursekit import network, parameters

    described = [network.Input(input_shape)]
    for layer in layers:
        settings = dict(layer)
        described.append(getattr(network, settings.pop("layer"))(**settings))
    return int(parameters.table(described).iloc[-1]["parameters"])


def refused_keras(input_shape, layers):
    """keras.layers.Conv2D"""
    import keras

    names = {"Conv": "Conv2D", "MaxPool": "MaxPooling2D"}
    model = keras.Sequential([keras.Input(input_shape)])
    for layer in layers:
        settings = dict(layer)
        kind = settings.pop("layer")
        model.add(getattr(keras.layers, names.get(kind, kind))(**settings))
    return model.count_params()
