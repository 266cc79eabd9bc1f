"""Answers to `learning_parameters(layers, first)`."""


def _count(layer, norm=4, bias=1):
    kind = layer["layer"]
    if kind == "Conv":
        return (layer["kernel_size"] ** 2 * layer["channels"] + bias) * layer["filters"]
    if kind == "Dense":
        return (layer["inputs"] + bias) * layer["units"]
    return norm * layer["channels"] if kind == "BatchNorm" else 0


def right_loop(layers, first):
    learn = stay = 0
    for number, layer in enumerate(layers):
        if layer["layer"] != "BatchNorm" and number >= first:
            learn += _count(layer)
        else:
            stay += _count(layer)
    return learn, stay


def right_by_the_whole(layers, first):
    learn = sum(_count(layer, norm=0) for layer in layers[first:])
    return [learn, sum(map(_count, layers)) - learn]


def wrong_norm_learns(layers, first):
    """the scale and shift of batch normalisation learn"""
    learn = sum(_count(layer, norm=2) for layer in layers[first:])
    return learn, sum(map(_count, layers)) - learn


def wrong_norm_learns_all(layers, first):
    """all of a batch normalisation learns"""
    return sum(map(_count, layers[first:])), sum(map(_count, layers[:first]))


def wrong_two_for_each_channel(layers, first):
    """which two did you leave out"""
    learn = sum(_count(layer, norm=0) for layer in layers[first:])
    return learn, sum(_count(layer, norm=2) for layer in layers) - learn


def wrong_one_for_each_channel(layers, first):
    """more than one number for each channel"""
    learn = sum(_count(layer, norm=0) for layer in layers[first:])
    return learn, sum(_count(layer, norm=1) for layer in layers) - learn


def wrong_norm_forgotten(layers, first):
    """Among which of the two do they count?"""
    return sum(_count(layer, norm=0) for layer in layers[first:]), sum(
        _count(layer, norm=0) for layer in layers[:first]
    )


def wrong_norm_of_the_learning_part_lost(layers, first):
    """Your number that stays"""
    return sum(_count(layer, norm=0) for layer in layers[first:]), sum(map(_count, layers[:first]))


def wrong_begins_late(layers, first):
    """layers count from 0"""
    return right_loop(layers, first + 1)


def wrong_begins_early(layers, first):
    """one layer too early"""
    return right_loop(layers, first - 1)


def wrong_exchanged(layers, first):
    """first what learns"""
    return right_loop(layers, first)[::-1]


def wrong_front(layers, first):
    """Which end of a network is the custom one?"""
    learn = sum(_count(layer, norm=0) for layer in layers[:first])
    return learn, sum(map(_count, layers)) - learn


def wrong_all(layers, first):
    """counts all parameters"""
    return right_loop(layers, first)[0], sum(map(_count, layers))


def wrong_everything_learns(layers, first):
    """What does `first` say?"""
    return right_loop(layers, 0)


def wrong_head_alone(layers, first):
    """the last layer alone learns"""
    return right_loop(layers, len(layers) - 1)


def wrong_no_bias_in_dense_layers(layers, first):
    """A unit of a dense layer has a bias, too."""
    counts = [_count(layer, norm=0, bias=layer["layer"] == "Conv") for layer in layers]
    norms = [_count(layer) for layer in layers if layer["layer"] == "BatchNorm"]
    return sum(counts[first:]), sum(counts[:first]) + sum(norms)


def wrong_count_of_the_layer_before(layers, first):
    """Which `count` do you add for it?"""
    learn = stay = 0
    for number, layer in enumerate(layers):
        if layer["layer"] != "Pool":
            count = _count(layer)
        if number >= first and layer["layer"] != "BatchNorm":
            learn += count
        else:
            stay += count
    return learn, stay


def wrong_one_channel(layers, first):
    """How many channels does a filter see?"""
    norms = [layer for layer in layers if layer["layer"] == "BatchNorm"]
    thin = [layer | {"channels": 1} for layer in layers]
    learn = sum(_count(layer, norm=0) for layer in thin[first:])
    return learn, sum(map(_count, thin)) - learn if norms else sum(_count(layer, norm=0) for layer in thin) - learn


def refused_keras(layers, first):
    """keras.layers.Conv2D"""
    import keras

    model = keras.Sequential()
    for layer in layers:
        if layer["layer"] == "Conv":
            model.add(keras.layers.Conv2D(layer["filters"], layer["kernel_size"]))
    return model.count_params(), 0


def refused_the_tasks_own_answer(layers, first):
    """coursekit.transfer_learning.tasks"""
    from coursekit.transfer_learning import tasks

    return tasks.learning_parameters.reference(layers, first)
