"""Answers to `dropout(values, rate, draws, training)`."""

import numpy as np


def right_mask(values, rate, draws, training):
    return values * (draws >= rate) / (1 - rate) if training else values


def right_where(values, rate, draws, training):
    if not training:
        return values.copy()
    return np.where(draws < rate, 0.0, values / (1.0 - rate))


def right_loop(values, rate, draws, training):
    result = values.astype(float)
    if training:
        for place in np.ndindex(*values.shape):
            result[place] *= 0 if draws[place] < rate else 1 / (1 - rate)
    return result


def right_on_a_copy(values, rate, draws, training):
    factor = 1 / (1 - rate) if training else 1
    result = np.array(values) * factor
    if training:
        result[draws < rate] = 0
    return result


def _otherwise(values, rate, draws, training, change):
    return change(values, rate, draws) if training else values


def wrong_not_scaled(values, rate, draws, training):
    """What makes up for it?"""
    return values * (draws >= rate) if training else values


def wrong_scaled_in_the_test(values, rate, draws, training):
    """You scale in the test, as in 2012."""
    return values * (draws >= rate) if training else values * (1 - rate)


def wrong_scaled_in_both(values, rate, draws, training):
    """You make up for what is dropped twice"""
    return values * (draws >= rate) / (1 - rate) if training else values * (1 - rate)


def wrong_dropped_in_the_test(values, rate, draws, training):
    """Values are dropped in the test, too."""
    return values * (draws >= rate) / (1 - rate)


def wrong_nothing_in_the_test(values, rate, draws, training):
    """In a test nothing comes through."""
    return training * values * (draws >= rate) / (1 - rate)


def wrong_exchanged(values, rate, draws, training):
    """What does `training` say?"""
    return values if training else values * (draws >= rate) / (1 - rate)


def wrong_values_given_back(values, rate, draws, training):
    """Nothing is dropped while training."""
    return values


def wrong_others_dropped(values, rate, draws, training):
    """You drop those that should stay. `rate` is the share"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d < r) / (1 - r))


def wrong_rate_for_what_stays(values, rate, draws, training):
    """the share that stays, as some libraries did"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d < r) / r)


def wrong_others_dropped_and_not_scaled(values, rate, draws, training):
    """what is left is not scaled"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d < r))


def wrong_divided_by_the_rate(values, rate, draws, training):
    """the others divided by `rate`"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d >= r) / r)


def wrong_made_smaller(values, rate, draws, training):
    """they have to get larger"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d >= r) * (1 - r))


def wrong_a_little_larger(values, rate, draws, training):
    """but not by enough"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d >= r) * (1 + r))


def wrong_multiplied_by_the_rate(values, rate, draws, training):
    """the others multiplied by `rate`"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d >= r) * r)


def wrong_by_what_happened_to_stay(values, rate, draws, training):
    """make up for what is dropped *on average*"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d >= r) / (d >= r).mean())


def wrong_old_sum(values, rate, draws, training):
    """You bring what stays to the sum that was there before."""
    kept = values * (draws >= rate)
    return kept * values.sum() / kept.sum() if training else values


def wrong_largest_draws(values, rate, draws, training):
    """Which draws mean *dropped* here?"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d < 1 - r) / (1 - r))


def wrong_doubled(values, rate, draws, training):
    """You double what stays, whatever the rate."""
    return _otherwise(values, rate, draws, training, lambda v, r, d: 2 * v * (d >= r))


def wrong_scaled_up_in_the_test(values, rate, draws, training):
    """You scale up in the test, where nothing is missing."""
    return values * (draws >= rate) if training else values / (1 - rate)


def wrong_dropped_ones_stay(values, rate, draws, training):
    """come through as they were"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: np.where(d < r, v, v / (1 - r)))


def wrong_boundary(values, rate, draws, training):
    """A draw that equals `rate` is not below it."""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v * (d > r) / (1 - r))


def wrong_only_scaled(values, rate, draws, training):
    """The values are scaled, and none is dropped."""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v / (1 - r))


def wrong_mask(values, rate, draws, training):
    """That says which values stay"""
    return _otherwise(values, rate, draws, training, lambda v, r, d: (d >= r) * 1.0)


def wrong_left_out(values, rate, draws, training):
    """The dropped values are missing."""
    return _otherwise(values, rate, draws, training, lambda v, r, d: v[d >= r] / (1 - r))


def wrong_no_value_in_the_test(values, rate, draws, training):
    """Is there a `return` on every way through it?"""
    return None if not training else right_mask(values, rate, draws, training)


def wrong_changes_what_comes_in(values, rate, draws, training):
    """Your function changes its argument `values`"""
    if training:
        values[draws < rate] = 0
        values /= 1 - rate
    return values


def wrong_own_draws(values, rate, draws, training):
    """(1 of 5 cases is right.)"""
    rng = np.random.default_rng(0)
    return values * (rng.uniform(size=values.shape) >= rate) / (1 - rate) if training else values


def refused_keras(values, rate, draws, training):
    """keras.layers.Dropout"""
    import keras

    return np.asarray(keras.layers.Dropout(rate)(values, training=training))


def refused_keras_function(values, rate, draws, training):
    """keras.random.dropout"""
    import keras

    return np.asarray(keras.random.dropout(values, rate, seed=0))


def refused_the_tasks_own_answer(values, rate, draws, training):
    """coursekit.architectures.tasks"""
    from coursekit.architectures import tasks

    return tasks.dropout.reference(values, rate, draws, training)
