"""Answers to `chain_gradients(x, w1, w2, target)`."""


def right_by_cases(x, w1, w2, target):
    if w1 * x <= 0:
        return 0.0, 0.0
    error = w1 * w2 * x - target
    return error * w2 * x, error * w1 * x


def right_by_nudging_off_the_kink(x, w1, w2, target):
    if w1 * x == 0:
        return 0.0, 0.0

    def loss(w1, w2):
        return (w2 * max(w1 * x, 0) - target) ** 2 / 2

    h = 2.0**-10
    return (loss(w1 + h, w2) - loss(w1 - h, w2)) / (2 * h), (loss(w1, w2 + h) - loss(w1, w2 - h)) / (2 * h)


def right_as_a_list(x, w1, w2, target):
    gate = w1 * x > 0
    delta = w2 * w1 * x * gate - target
    return [delta * w2 * gate * x, delta * gate * w1 * x]


def _forwards(x, w1, w2, target):
    a = max(0.0, w1 * x)
    return a, w2 * a, float(w1 * x > 0)


def wrong_target_minus_output(x, w1, w2, target):
    """does the loss grow or shrink?"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (target - o) * w2 * gate * x, (target - o) * a


def wrong_two(x, w1, w2, target):
    """What does the half in the loss do to the 2 of the square?"""
    a, o, gate = _forwards(x, w1, w2, target)
    return 2 * (o - target) * w2 * gate * x, 2 * (o - target) * a


def wrong_two_and_sign(x, w1, w2, target):
    """What becomes of the half in the loss, and does the loss grow"""
    a, o, gate = _forwards(x, w1, w2, target)
    return -2 * (o - target) * w2 * gate * x, -2 * (o - target) * a


def wrong_half(x, w1, w2, target):
    """Where does the 2 of the square go when it is derived?"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) / 2 * w2 * gate * x, (o - target) / 2 * a


def wrong_no_x(x, w1, w2, target):
    """by how many times that does w1·x grow?"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * w2 * gate, (o - target) * a


def wrong_no_w2(x, w1, w2, target):
    """what does the output do if the activation grows by a little?"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * gate * x, (o - target) * a


def wrong_no_gate(x, w1, w2, target):
    """ReLU seems to have slope 1 everywhere"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * x, (o - target) * a


def wrong_no_relu(x, w1, w2, target):
    """Those are the slopes without ReLU."""
    delta = w2 * w1 * x - target
    return delta * w2 * x, delta * w1 * x


def wrong_gate_at_the_output(x, w1, w2, target):
    """You took the slope of ReLU at the wrong place"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * (o > 0) * x, (o - target) * a


def wrong_relu_instead_of_its_slope(x, w1, w2, target):
    """How much does relu(h) grow if h grows by a little?"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * a * x, (o - target) * a


def wrong_loss_first(x, w1, w2, target):
    """You begin with the loss itself."""
    a, o, gate = _forwards(x, w1, w2, target)
    loss = (o - target) ** 2 / 2
    return loss * w2 * gate * x, loss * a


def wrong_of_the_output(x, w1, w2, target):
    """Those are the slopes of the output."""
    a, _, gate = _forwards(x, w1, w2, target)
    return w2 * gate * x, a


def wrong_x_for_w2(x, w1, w2, target):
    """w2 is not multiplied with x"""
    _, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * w2 * gate * x, (o - target) * x


def wrong_before_relu_for_w2(x, w1, w2, target):
    """w2 is multiplied with what comes *out of* ReLU."""
    _, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * w2 * gate * x, (o - target) * w1 * x


def wrong_w2_for_w2(x, w1, w2, target):
    """The slope of w2·a for w2 is not w2"""
    _, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * w2 * gate * x, (o - target) * w2


def wrong_order(x, w1, w2, target):
    """The one for w1 comes first."""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * a, (o - target) * w2 * gate * x


def wrong_times_w1(x, w1, w2, target):
    """The slope of w1·x for w1 is not w1"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) * w2 * gate * w1, (o - target) * a


def wrong_no_error_for_w1(x, w1, w2, target):
    """The one for w1 is that of the output."""
    a, o, gate = _forwards(x, w1, w2, target)
    return w2 * gate * x, (o - target) * a


def wrong_gate_by_x(x, w1, w2, target):
    """For w1 you look whether x"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * (x > 0) * x, (o - target) * a


def wrong_squared_error(x, w1, w2, target):
    """You begin with the squared error itself."""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - target) ** 2 * w2 * gate * x, (o - target) ** 2 * a


def wrong_half_and_other_sign(x, w1, w2, target):
    """Your first number is"""
    a, o, gate = _forwards(x, w1, w2, target)
    return (target - o) / 2 * w2 * gate * x, (o - target) * a


def wrong_relu_of_the_slope(x, w1, w2, target):
    """For w1 you block a slope because *it* is negative."""
    a, o, _ = _forwards(x, w1, w2, target)
    return max(0, (o - target) * w2 * x), (o - target) * a


def wrong_relu_of_what_comes_in(x, w1, w2, target):
    """you block what comes in from behind if *that* is negative"""
    a, o, _ = _forwards(x, w1, w2, target)
    return max(0, (o - target) * w2) * x, (o - target) * a


def wrong_relu_of_the_slope_behind_the_gate(x, w1, w2, target):
    """For w1 you block negative slopes as well."""
    a, o, gate = _forwards(x, w1, w2, target)
    return max(0, (o - target) * w2 * gate * x), (o - target) * a


def wrong_open_at_zero(x, w1, w2, target):
    """where ReLU's input is exactly 0"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * (w1 * x >= 0) * x, (o - target) * a


def wrong_gate_by_w1(x, w1, w2, target):
    """For w1 you look whether w1"""
    a, o, _ = _forwards(x, w1, w2, target)
    return (o - target) * w2 * (w1 > 0) * x, (o - target) * a


def wrong_activation_minus_target(x, w1, w2, target):
    """You compare the activation with the target."""
    a, _, gate = _forwards(x, w1, w2, target)
    return (a - target) * w2 * gate * x, (a - target) * a


t = 4.0


def wrong_t_of_another_cell(x, w1, w2, target):
    """Your function uses `t` from another cell, which is none of its arguments."""
    a, o, gate = _forwards(x, w1, w2, target)
    return (o - t) * w2 * gate * x, (o - t) * a


def refused_the_tasks_own_answer(x, w1, w2, target):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.chain_gradients.reference(x, w1, w2, target)


def refused_automatic(x, w1, w2, target):
    """tensorflow.GradientTape"""
    import tensorflow as tf

    weights = tf.Variable([w1, w2])
    with tf.GradientTape() as tape:
        loss = (weights[1] * tf.nn.relu(weights[0] * x) - target) ** 2 / 2
    return tuple(tape.gradient(loss, weights).numpy())
