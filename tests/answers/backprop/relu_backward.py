"""Answers to `relu_backward(gradient, inputs)`."""

import numpy as np


def right_where(gradient, inputs):
    return np.where(inputs > 0, gradient, 0)


def right_loops(gradient, inputs):
    result = []
    for g, x in zip(gradient.ravel(), inputs.ravel(), strict=True):
        result.append(g if x > 0 else 0.0)
    return np.array(result).reshape(gradient.shape)


def right_copied_first(gradient, inputs):
    result = gradient.copy()
    result[inputs <= 0] = 0
    return result


def right_as_a_list(gradient, inputs):
    return ((inputs > 0) * gradient).tolist()


def wrong_gradient_changed_in_place(gradient, inputs):
    """Your function changes its argument `gradient`"""
    gradient[inputs <= 0] = 0
    return gradient


def wrong_inputs_changed_in_place(gradient, inputs):
    """Your function changes its argument `inputs`"""
    inputs[inputs <= 0] = 0
    inputs[inputs > 0] = 1
    return inputs * gradient


def wrong_passed_through(gradient, inputs):
    """You hand the gradient on as it came."""
    return gradient


def wrong_zeros(gradient, inputs):
    """Every value is zero."""
    return np.zeros_like(gradient)


def wrong_gate_by_gradient(gradient, inputs):
    """What was it that ReLU cut off on the way forward?"""
    return np.maximum(gradient, 0)


def wrong_guided(gradient, inputs):
    """You block negative gradients, too."""
    return gradient * (inputs > 0) * (gradient > 0)


def wrong_open_at_zero(gradient, inputs):
    """the text above the task says which one is used"""
    return gradient * (inputs >= 0)


def wrong_half_at_zero(gradient, inputs):
    """You let half of the gradient through"""
    return gradient * np.heaviside(inputs, 0.5)


def wrong_forwards(gradient, inputs):
    """That is ReLU itself, the way forward."""
    return np.maximum(inputs, 0)


def wrong_slope(gradient, inputs):
    """What does the chain rule do with it and the gradient that comes in?"""
    return (inputs > 0).astype(float)


def wrong_mask(gradient, inputs):
    """That array holds truth values"""
    return inputs > 0


def wrong_activation_times_gradient(gradient, inputs):
    """You multiply the gradient by what ReLU gave."""
    return np.maximum(inputs, 0) * gradient


def wrong_inputs_times_gradient(gradient, inputs):
    """You multiply the gradient by the inputs."""
    return inputs * gradient


def wrong_side(gradient, inputs):
    """Your gate is open where it should be closed."""
    result = gradient.copy()
    result[inputs > 0] = 0
    return result


def wrong_inputs_kept(gradient, inputs):
    """Where ReLU blocks, your result holds the input."""
    result = inputs.copy()
    result[inputs > 0] = gradient[inputs > 0]
    return result


def wrong_swapped(gradient, inputs):
    """The two arguments have changed places"""
    return np.where(gradient > 0, inputs, 0)


def wrong_selected(gradient, inputs):
    """Its shape is"""
    return gradient[inputs > 0]


def wrong_sign_of_the_inputs(gradient, inputs):
    """Where the input is negative you turn the sign of the gradient."""
    return np.sign(inputs) * gradient


def refused_the_tasks_own_answer(gradient, inputs):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.relu_backward.reference(gradient, inputs)


def refused_the_package(gradient, inputs):
    """coursekit.backprop"""
    from coursekit.backprop import vectorised

    return vectorised.relu_backward(gradient, inputs)
