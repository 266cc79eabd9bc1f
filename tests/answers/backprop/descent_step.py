"""Answers to `descent_step(weight, gradients, learning_rate)`."""

import numpy as np


def right_numpy(weight, gradients, learning_rate):
    return weight - learning_rate * np.mean(gradients)


def right_share_by_share(weight, gradients, learning_rate):
    for gradient in gradients:
        weight -= learning_rate / len(gradients) * gradient
    return weight


def right_shifted_sum(weight, gradients, learning_rate):
    return float(np.average([weight - learning_rate * gradient for gradient in gradients]))


def wrong_plus(weight, gradients, learning_rate):
    """is a step uphill"""
    return weight + learning_rate * np.mean(gradients)


def wrong_sum(weight, gradients, learning_rate):
    """what belongs between sum and step?"""
    return weight - learning_rate * sum(gradients)


def wrong_a_whole_step_for_each_image(weight, gradients, learning_rate):
    """at once or step by step"""
    for gradient in gradients:
        weight -= learning_rate * gradient
    return weight


def wrong_sum_and_plus(weight, gradients, learning_rate):
    """goes uphill, and by the sum over the images"""
    for gradient in gradients:
        weight += learning_rate * gradient
    return weight


def wrong_first_image(weight, gradients, learning_rate):
    """is the step for the first image alone"""
    return weight - learning_rate * gradients[0]


def wrong_last_image(weight, gradients, learning_rate):
    """is the step for the last image alone"""
    for gradient in gradients:
        slope = gradient
    return weight - learning_rate * slope


def wrong_return_in_the_loop(weight, gradients, learning_rate):
    """Does a line that belongs behind the loop stand inside it?"""
    total = 0
    for gradient in gradients:
        total += gradient
        return weight - learning_rate * total / len(gradients)
    return weight


def wrong_no_learning_rate(weight, gradients, learning_rate):
    """What is the learning rate of 0.5 for?"""
    return weight - np.mean(gradients)


def wrong_change_only(weight, gradients, learning_rate):
    """is how much the weight changes"""
    return -learning_rate * np.mean(gradients)


def wrong_length_of_the_step(weight, gradients, learning_rate):
    """is learning rate times gradient"""
    return learning_rate * np.mean(gradients)


def wrong_mean_of_the_gradients(weight, gradients, learning_rate):
    """is the mean of the gradients"""
    return np.mean(gradients)


def wrong_divided(weight, gradients, learning_rate):
    """A smaller rate should make a smaller step."""
    return weight - np.mean(gradients) / learning_rate


def wrong_always_smaller(weight, gradients, learning_rate):
    """If the gradient is negative, does a smaller weight lower the loss?"""
    return weight - learning_rate * abs(np.mean(gradients))


def wrong_relative(weight, gradients, learning_rate):
    """comes from a step that is multiplied by the weight, too"""
    return weight * (1 - learning_rate * np.mean(gradients))


def wrong_rounded(weight, gradients, learning_rate):
    """That is too"""
    return weight - learning_rate * (sum(gradients) // len(gradients) + 1)


def refused_the_tasks_own_answer(weight, gradients, learning_rate):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.descent_step.reference(weight, gradients, learning_rate)
