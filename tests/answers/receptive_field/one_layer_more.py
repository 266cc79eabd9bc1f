"""Answers to `one_layer_more(size, jump, kernel_size)`."""


def right_steps_times_jump(size, jump, kernel_size):
    return size + (kernel_size - 1) * jump


def right_by_drawing_pixels(size, jump, kernel_size):
    seen = set()
    for unit in range(kernel_size):
        seen |= {unit * jump, unit * jump + size - 1}
    return max(seen) - min(seen) + 1


def right_as_float(size, jump, kernel_size):
    return float(size + jump * kernel_size - jump)


def wrong_a_step_for_every_unit(size, jump, kernel_size):
    """how many steps is it from there to the last of 3 units"""
    return size + kernel_size * jump


def wrong_jump_of_one(size, jump, kernel_size):
    """They are 2 pixels apart."""
    return size + kernel_size - 1


def wrong_side_by_side(size, jump, kernel_size):
    """lays the fields of 3 units side by side"""
    return size * kernel_size


def wrong_steps_as_wide_as_a_field(size, jump, kernel_size):
    """By how many pixels is the next unit further on?"""
    return size + (kernel_size - 1) * (size - 1)


def wrong_one_step(size, jump, kernel_size):
    """that is two neighbours"""
    return size + jump


def wrong_only_the_way(size, jump, kernel_size):
    """What does a unit see that has not moved at all?"""
    return (kernel_size - 1) * jump


def wrong_single_pixels(size, jump, kernel_size):
    """Here each of them sees"""
    return 1 + (kernel_size - 1) * jump


def wrong_too_small_by_one(size, jump, kernel_size):
    """That is too small."""
    return size + (kernel_size - 1) * jump - 1


def wrong_steps_only_and_one_too_many(size, jump, kernel_size):
    """there is one step fewer than units"""
    return kernel_size * jump


def wrong_kernel_added(size, jump, kernel_size):
    """takes the units under the kernel for pixels"""
    return size + kernel_size


def refused_calculator(size, jump, kernel_size):
    """coursekit.receptive_field.of"""
    from coursekit import network, receptive_field

    layers = [network.Input((None, None, 1)), network.Conv(1, size, strides=jump), network.Conv(1, kernel_size)]
    return receptive_field.of(layers).size[0]
