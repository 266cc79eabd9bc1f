"""Answers to `decay_step(weights, velocity, gradient, learning_rate, momentum, decay)`."""

import numpy as np


def right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay):
    velocity = momentum * velocity - decay * learning_rate * weights - learning_rate * gradient
    return weights + velocity, velocity


def right_penalty_in_the_gradient(weights, velocity, gradient, learning_rate, momentum, decay):
    # The decay is the gradient of decay / 2 times the sum of squares.
    whole = gradient + decay * weights
    moved = momentum * velocity - learning_rate * whole
    return [weights + moved, moved]


def right_weight_by_weight(weights, velocity, gradient, learning_rate, momentum, decay):
    new_weights, new_velocity = np.empty_like(weights), np.empty_like(weights)
    for place, weight in np.ndenumerate(weights):
        pull = -learning_rate * (gradient[place] + decay * weight)
        new_velocity[place] = momentum * velocity[place] + pull
        new_weights[place] = weight + new_velocity[place]
    return new_weights, new_velocity


def _moved(weights, velocity):
    return weights + velocity, velocity


def wrong_no_decay(weights, velocity, gradient, learning_rate, momentum, decay):
    """What should the decay do to them?"""
    return _moved(weights, momentum * velocity - learning_rate * gradient)


def wrong_decay_without_learning_rate(weights, velocity, gradient, learning_rate, momentum, decay):
    """however small the learning rate is"""
    return _moved(weights, momentum * velocity - decay * weights - learning_rate * gradient)


def wrong_growth(weights, velocity, gradient, learning_rate, momentum, decay):
    """With your decay the weights grow."""
    return _moved(weights, momentum * velocity - learning_rate * (gradient - decay * weights))


def wrong_sign(weights, velocity, gradient, learning_rate, momentum, decay):
    """It should take more off a large one."""
    return _moved(weights, momentum * velocity - learning_rate * (gradient + decay * np.sign(weights)))


def wrong_size(weights, velocity, gradient, learning_rate, momentum, decay):
    """Towards 0 means up for them."""
    return _moved(weights, momentum * velocity - learning_rate * (gradient + decay * np.abs(weights)))


def wrong_twice(weights, velocity, gradient, learning_rate, momentum, decay):
    """There is no 2 in the rule."""
    return _moved(weights, momentum * velocity - learning_rate * (gradient + 2 * decay * weights))


def wrong_decay_of_the_velocity(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your decay is applied to the velocity."""
    return _moved(weights, (momentum - decay * learning_rate) * velocity - learning_rate * gradient)


def wrong_decay_of_the_gradient(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your decay is applied to the gradient."""
    return _moved(weights, momentum * velocity - (1 + decay) * learning_rate * gradient)


def wrong_decoupled(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your weights are right, and the velocity is not"""
    moved = momentum * velocity - learning_rate * gradient
    return weights - decay * learning_rate * weights + moved, moved


def wrong_uphill(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your weights follow the gradient uphill."""
    return _moved(weights, momentum * velocity - learning_rate * (decay * weights - gradient))


def wrong_no_momentum(weights, velocity, gradient, learning_rate, momentum, decay):
    """The old velocity is forgotten."""
    return _moved(weights, -learning_rate * (gradient + decay * weights))


def wrong_whole_velocity(weights, velocity, gradient, learning_rate, momentum, decay):
    """The whole old velocity is kept."""
    return _moved(weights, velocity - learning_rate * (gradient + decay * weights))


def wrong_share_forgotten(weights, velocity, gradient, learning_rate, momentum, decay):
    """It is the share that is kept."""
    return _moved(weights, (1 - momentum) * velocity - learning_rate * (gradient + decay * weights))


def wrong_running_mean(weights, velocity, gradient, learning_rate, momentum, decay):
    """as in a running mean"""
    return _moved(weights, momentum * velocity - (1 - momentum) * learning_rate * (gradient + decay * weights))


def wrong_learning_rate_at_the_end(weights, velocity, gradient, learning_rate, momentum, decay):
    """In this rule it is in the velocity already."""
    velocity = momentum * velocity - decay * weights - gradient
    return weights + learning_rate * velocity, velocity


def wrong_old_velocity(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your weights move by the old velocity."""
    return weights + velocity, right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]


def wrong_backwards(weights, velocity, gradient, learning_rate, momentum, decay):
    """The rule adds it."""
    moved = right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]
    return weights - moved, moved


def wrong_weights_stay(weights, velocity, gradient, learning_rate, momentum, decay):
    """the weights stay where they were"""
    return weights, right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]


def wrong_learning_rate_twice(weights, velocity, gradient, learning_rate, momentum, decay):
    """what is added to the weights?"""
    moved = right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]
    return weights + learning_rate * moved, moved


def wrong_order(weights, velocity, gradient, learning_rate, momentum, decay):
    """weights first, then the velocity"""
    return right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[::-1]


def wrong_velocity_uphill(weights, velocity, gradient, learning_rate, momentum, decay):
    """In this rule it points downhill and is added."""
    velocity = momentum * velocity + learning_rate * (gradient + decay * weights)
    return weights - velocity, velocity


def wrong_gradient_in_full(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your gradient counts in full"""
    return _moved(weights, momentum * velocity - decay * learning_rate * weights - gradient)


def wrong_momentum_of_the_gradient(weights, velocity, gradient, learning_rate, momentum, decay):
    """You multiply the gradient with `momentum`."""
    return _moved(weights, velocity - learning_rate * (decay * weights + momentum * gradient))


def wrong_decay_in_the_velocity_only(weights, velocity, gradient, learning_rate, momentum, decay):
    """as if there were no decay"""
    moved = right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]
    return weights + momentum * velocity - learning_rate * gradient, moved


def wrong_nesterov(weights, velocity, gradient, learning_rate, momentum, decay):
    """the weights go a step further than it"""
    moved = right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]
    return weights + momentum * moved - learning_rate * (gradient + decay * weights), moved


def wrong_weights_alone(weights, velocity, gradient, learning_rate, momentum, decay):
    """Those are the new weights."""
    return right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[0]


def wrong_velocity_alone(weights, velocity, gradient, learning_rate, momentum, decay):
    """Where do the weights go?"""
    return right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[1]


def wrong_one_number(weights, velocity, gradient, learning_rate, momentum, decay):
    """a tuple was asked for"""
    return float(right_two_lines(weights, velocity, gradient, learning_rate, momentum, decay)[0].sum())


def wrong_in_place(weights, velocity, gradient, learning_rate, momentum, decay):
    """Your function changes its argument"""
    velocity *= momentum
    velocity -= learning_rate * (gradient + decay * weights)
    weights += velocity
    return weights, velocity


def refused_keras_optimiser(weights, velocity, gradient, learning_rate, momentum, decay):
    """keras.optimizers.SGD"""
    import keras

    variable = keras.Variable(weights)
    keras.optimizers.SGD(learning_rate, momentum).apply([keras.ops.convert_to_tensor(gradient)], [variable])
    return np.array(variable), velocity


def refused_the_tasks_own_answer(weights, velocity, gradient, learning_rate, momentum, decay):
    """coursekit.architectures.tasks"""
    from coursekit.architectures import tasks

    return tasks.decay_step.reference(weights, velocity, gradient, learning_rate, momentum, decay)
