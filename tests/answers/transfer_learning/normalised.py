"""Answers to `normalised(values, scale, shift, moving_mean, moving_variance, training, trainable)`."""

import numpy as np


def _norm(values, scale, shift, mean, variance):
    return scale * (values - mean) / np.sqrt(variance + 0.001) + shift


def right_by_columns(values, scale, shift, moving_mean, moving_variance, training, trainable):
    if training and trainable:
        return _norm(values, scale, shift, values.mean(axis=0), values.var(axis=0))
    return _norm(values, scale, shift, moving_mean, moving_variance)


def right_inference_first(values, scale, shift, moving_mean, moving_variance, training, trainable):
    if not training or not trainable:
        mean, variance = moving_mean, moving_variance
    else:
        mean = sum(values) / len(values)
        variance = (values**2).mean(axis=0) - mean**2
    factor = scale * (variance + 1e-3) ** -0.5
    return values * factor + (shift - mean * factor)


def _with(batch):
    def answer(values, scale, shift, moving_mean, moving_variance, training, trainable):
        if batch(training, trainable):
            return _norm(values, scale, shift, values.mean(axis=0), values.var(axis=0))
        return _norm(values, scale, shift, moving_mean, moving_variance)

    return answer


def _formula(formula, ddof=0, axis=0):
    def answer(values, scale, shift, moving_mean, moving_variance, training, trainable):
        mean, variance = moving_mean, moving_variance
        if training and trainable:
            mean, variance = values.mean(axis=axis, keepdims=True), values.var(axis=axis, ddof=ddof, keepdims=True)
        return formula(values, scale, shift, mean, variance)

    return answer


def wrong_frozen_in_training(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """Your frozen layer still takes mean and variance from the batch"""
    right = _with(lambda training, trainable: training)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_batch_at_inference(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """depend on its neighbours in the batch"""
    right = _with(lambda training, trainable: trainable)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_always_batch(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """What are the moving ones for?"""
    return _norm(values, scale, shift, values.mean(axis=0), values.var(axis=0))


def wrong_never_batch(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """In one of the four cases they should be."""
    return _norm(values, scale, shift, moving_mean, moving_variance)


def wrong_turned_round(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """the batch is used in one of the four cases only"""
    right = _with(lambda training, trainable: not (training and trainable))
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_or(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """For which of the four cases do both hold?"""
    right = _with(lambda training, trainable: training or trainable)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_if_frozen(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """You take the batch if the layer is frozen"""
    right = _with(lambda training, trainable: training and not trainable)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_variance(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """You divide by the variance."""
    right = _formula(lambda v, scale, shift, mean, variance: scale * (v - mean) / (variance + 0.001) + shift)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_no_epsilon(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """you would divide by 0"""
    right = _formula(lambda v, scale, shift, mean, variance: scale * (v - mean) / np.sqrt(variance) + shift)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_epsilon_outside(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """below the root"""
    right = _formula(lambda v, scale, shift, mean, variance: scale * (v - mean) / (variance**0.5 + 0.001) + shift)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_multiplied(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """Channels with a large spread should become smaller."""
    right = _formula(lambda v, scale, shift, mean, variance: scale * (v - mean) * (variance + 0.001) ** 0.5 + shift)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_sample_variance(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """one image less than there are"""
    right = _formula(_norm, ddof=1)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_each_image(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """those of each image over its channels"""
    right = _formula(_norm, axis=1)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_everything(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """one mean and one variance for all channels"""
    right = _formula(_norm, axis=None)
    return right(values, scale, shift, moving_mean, moving_variance, training, trainable)


def wrong_no_scale_and_shift(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """What do scale and shift make of them?"""
    return right_by_columns(values, 1, 0, moving_mean, moving_variance, training, trainable)


def wrong_no_shift(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """The shift is missing."""
    return right_by_columns(values, scale, 0, moving_mean, moving_variance, training, trainable)


def wrong_no_scale(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """The scale is missing."""
    return right_by_columns(values, 1, shift, moving_mean, moving_variance, training, trainable)


def wrong_shift_scaled(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """it is added last"""
    return right_by_columns(values, scale, scale * shift, moving_mean, moving_variance, training, trainable)


def wrong_exchanged(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """Scale and shift have changed places."""
    return right_by_columns(values, shift, scale, moving_mean, moving_variance, training, trainable)


def wrong_two_numbers(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """an array was asked for"""
    return float(values.mean())


def refused_keras(values, scale, shift, moving_mean, moving_variance, training, trainable):
    """keras.layers.BatchNormalization"""
    import keras

    layer = keras.layers.BatchNormalization(trainable=trainable)
    layer.build(values.shape)
    layer.set_weights([scale, shift, moving_mean, moving_variance])
    return np.asarray(layer(values, training=training))
