"""Answers to `network_field(layers)`."""


def _field(
    layers,
    early=False,
    start_early=False,
    dilated=lambda kernel, rate: (kernel - 1) * rate,
    pool=lambda size, jump: (size - 1) * jump,
    pool_jumps=True,
    padding_in_pixels=False,
    padded=0,
):
    size, jump, start = 1, 1, 0
    for layer in layers:
        behind = jump * layer["strides"]
        if layer["layer"] == "Conv":
            wider = dilated(layer["kernel_size"], layer["dilation_rate"]) + padded * layer["padding"]
            size += wider * (behind if early else jump)
            start -= layer["padding"] * (1 if padding_in_pixels else behind if start_early else jump)
        else:
            size += pool(layer["pool_size"], jump)
        if layer["layer"] == "Conv" or pool_jumps:
            jump = behind
    return size, jump, start


def _window_behind(size, jump):
    """What a repaired pooling adds as long as the line with `strides` stands first: its stride of 2 is in the jump."""
    return (size - 1) * 2 * jump


def right_repaired_draft(layers):
    return _field(layers)


def right_backwards_as_a_list(layers):
    ends = []
    for unit in (0, 1):
        first = last = unit
        for layer in layers[::-1]:
            window = layer.get("kernel_size") or layer["pool_size"]
            first = first * layer["strides"] - layer.get("padding", 0)
            last = last * layer["strides"] - layer.get("padding", 0) + (window - 1) * layer.get("dilation_rate", 1)
        ends.append((first, last))
    return [ends[0][1] - ends[0][0] + 1, ends[1][0] - ends[0][0], ends[0][0]]


def wrong_jump_first(layers):
    """that of the units under the kernel?"""
    return _field(layers, early=True)


def wrong_jump_first_everywhere(layers):
    """that of the units that the layer reads?"""
    return _field(layers, early=True, start_early=True)


def wrong_jump_between(layers):
    """that of the units among which the zeros are put?"""
    return _field(layers, start_early=True)


def wrong_pooling_only_jumps(layers):
    """what do they see together?"""
    return _field(layers, pool=lambda size, jump: 0)


def wrong_pooling_adds_its_window(layers):
    """from the first unit of a window to its last?"""
    return _field(layers, pool=lambda size, jump: size * jump)


def wrong_no_pooling(layers):
    """Pooling does nothing in your function."""
    return _field(layers, pool=lambda size, jump: 0, pool_jumps=False)


def wrong_kernel_times_dilation(layers):
    """A kernel of 3 with dilation 2: draw it"""
    return _field(layers, dilated=lambda kernel, rate: kernel * rate - 1)


def wrong_window(layers):
    """the whole width of its window is added"""
    return _field(layers, dilated=lambda kernel, rate: (kernel - 1) * rate + 1)


def wrong_padding_in_pixels(layers):
    """How many pixels wide is a unit of padding there?"""
    return _field(layers, padding_in_pixels=True)


def wrong_padding_enlarges(layers):
    """The draft does not do that"""
    return _field(layers, padded=2)


def wrong_draft_as_it_was(layers):
    """That is still what the draft gives."""
    size, jump, start = 1, 1, 0
    for layer in layers:
        jump = jump * layer["strides"]
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] * layer["dilation_rate"] - 1) * jump
            start = start - layer["padding"]
    return size, jump, start


def wrong_half_repaired_draft(layers):
    """what do they see together?"""
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] * layer["dilation_rate"] - 1) * jump
            start = start - layer["padding"]
        jump = jump * layer["strides"]
    return size, jump, start


def wrong_jump_within_the_branch(layers):
    """does the line with `strides` still stand outside of the `if`?"""
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] - 1) * layer["dilation_rate"] * jump
            start = start - layer["padding"] * jump
            jump = jump * layer["strides"]
        else:
            size = size + (layer["pool_size"] - 1) * jump
    return size, jump, start


def wrong_every_pooling_a_step(layers):
    """That is right for a window of 2"""
    return _field(layers, pool=lambda size, jump: jump)


def wrong_pooling_by_its_stride(layers):
    """You take the stride of a pooling for its window."""
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] - 1) * layer["dilation_rate"] * jump
            start = start - layer["padding"] * jump
        else:
            size = size + (layer["strides"] - 1) * jump
        jump = jump * layer["strides"]
    return size, jump, start


def wrong_padding_times_dilation(layers):
    """The start is off where a layer has padding and dilation."""
    size, jump, start = 1, 1, 0
    for layer in layers:
        if layer["layer"] == "Conv":
            size = size + (layer["kernel_size"] - 1) * layer["dilation_rate"] * jump
            start = start - layer["padding"] * layer["dilation_rate"] * jump
        else:
            size = size + (layer["pool_size"] - 1) * jump
        jump = jump * layer["strides"]
    return size, jump, start


# Partial repairs: the words are about the first network that is still wrong, whatever is repaired or not behind it.


def wrong_pooling_repaired_only(layers):
    """which jump is in `jump` when the size is updated"""
    return _field(
        layers, early=True, dilated=lambda kernel, rate: kernel * rate - 1, pool=_window_behind, padding_in_pixels=True
    )


def wrong_pooling_and_start_repaired(layers):
    """that of the units that the layer reads?"""
    return _field(layers, early=True, start_early=True, dilated=lambda kernel, rate: kernel * rate - 1)


def wrong_all_but_jump_and_start(layers):
    """which jump is in `jump` when the size is updated"""
    return _field(layers, early=True, padding_in_pixels=True)


def wrong_all_but_pooling_and_dilation(layers):
    """what do they see together?"""
    return _field(layers, dilated=lambda kernel, rate: kernel * rate - 1, pool=lambda size, jump: 0)


def wrong_all_but_dilation_and_start(layers):
    """A kernel of 3 with dilation 2: draw it"""
    return _field(layers, dilated=lambda kernel, rate: kernel * rate - 1, padding_in_pixels=True)


def refused_calculator(layers):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    built = [network.Input((None, None, 1))]
    for layer in layers:
        if layer["layer"] == "Conv":
            built += [
                network.ZeroPad(layer["padding"]),
                network.Conv(1, layer["kernel_size"], dilation_rate=layer["dilation_rate"]),
                network.MaxPool(1, strides=layer["strides"]),
            ]
        else:
            built.append(network.MaxPool(layer["pool_size"], strides=layer["strides"]))
    field = receptive_field.of(built)
    return field.size[0], field.stride[0], field.start[0]
