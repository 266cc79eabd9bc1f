"""Answers to `head_step(features, labels, weights, bias, learning_rate)`."""

import numpy as np


def _softmax(logits, axis=1):
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _step(features, errors, weights, bias, rate):
    return {"weights": weights - rate * features.T @ errors, "bias": bias - rate * errors.sum(axis=0)}


def _errors(features, labels, weights, bias):
    return _softmax(features @ weights + bias) - np.eye(len(bias))[labels]


def right_one_hot(features, labels, weights, bias, learning_rate):
    errors = _errors(features, labels, weights, bias) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def right_one_taken_off(features, labels, weights, bias, learning_rate):
    errors = _softmax(features @ weights + bias)
    errors[np.arange(len(labels)), labels] -= 1
    means = np.stack([features[:, f, None] * errors for f in range(features.shape[1])]).mean(axis=1)
    return {"bias": bias - learning_rate * errors.mean(axis=0), "weights": weights - learning_rate * means}


def right_bias_as_a_weight(features, labels, weights, bias, learning_rate):
    wide = np.column_stack([features, np.ones(len(features))])
    both = np.vstack([weights, bias])
    both = both - learning_rate * wide.T @ (_softmax(wide @ both) - np.eye(len(bias))[labels]) / len(labels)
    return {"weights": both[:-1], "bias": both[-1]}


def wrong_sum(features, labels, weights, bias, learning_rate):
    """twice as long a step"""
    return _step(features, _errors(features, labels, weights, bias), weights, bias, learning_rate)


def wrong_sum_for_the_bias(features, labels, weights, bias, learning_rate):
    """The bias adds up over the images"""
    return right_one_hot(features, labels, weights, bias, learning_rate) | {
        "bias": wrong_sum(features, labels, weights, bias, learning_rate)["bias"]
    }


def wrong_sum_for_the_weights(features, labels, weights, bias, learning_rate):
    """The weights add up over the images"""
    return wrong_sum(features, labels, weights, bias, learning_rate) | {
        "bias": right_one_hot(features, labels, weights, bias, learning_rate)["bias"]
    }


def wrong_mean_of_all(features, labels, weights, bias, learning_rate):
    """over the classes it is a sum"""
    errors = _errors(features, labels, weights, bias)
    return _step(features, errors / errors.size, weights, bias, learning_rate)


def wrong_mean_over_classes(features, labels, weights, bias, learning_rate):
    """What is the loss a mean of?"""
    return _step(features, _errors(features, labels, weights, bias) / len(bias), weights, bias, learning_rate)


def wrong_uphill(features, labels, weights, bias, learning_rate):
    """Your step goes uphill."""
    return right_one_hot(features, labels, weights, bias, -learning_rate)


def wrong_logits(features, labels, weights, bias, learning_rate):
    """softmax is missing"""
    errors = (features @ weights + bias - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_not_divided(features, labels, weights, bias, learning_rate):
    """the division by their sum is missing"""
    errors = (np.exp(features @ weights + bias) - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_sigmoid(features, labels, weights, bias, learning_rate):
    """a probability of its own (sigmoid)"""
    errors = (1 / (1 + np.exp(-features @ weights - bias)) - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_axis(features, labels, weights, bias, learning_rate):
    """add up to 1 over the *images*"""
    errors = (_softmax(features @ weights + bias, axis=0) - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_all_together(features, labels, weights, bias, learning_rate):
    """the sum over all images and classes"""
    powers = np.exp(features @ weights + bias)
    errors = (powers / powers.sum() - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_no_labels(features, labels, weights, bias, learning_rate):
    """does not depend on the labels"""
    errors = _softmax(features @ weights + bias) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_logits_without_bias(features, labels, weights, bias, learning_rate):
    """without the bias"""
    errors = (_softmax(features @ weights) - np.eye(len(bias))[labels]) / len(labels)
    return _step(features, errors, weights, bias, learning_rate)


def wrong_bias_stays(features, labels, weights, bias, learning_rate):
    """It learns as well."""
    return right_one_hot(features, labels, weights, bias, learning_rate) | {"bias": bias}


def wrong_weights_stay(features, labels, weights, bias, learning_rate):
    """the weights stay where they were"""
    return right_one_hot(features, labels, weights, bias, learning_rate) | {"weights": weights}


def wrong_no_rate(features, labels, weights, bias, learning_rate):
    """Your step is the whole gradient"""
    return right_one_hot(features, labels, weights, bias, 1.0)


def wrong_no_rate_for_the_bias(features, labels, weights, bias, learning_rate):
    """The bias takes the whole gradient"""
    whole = right_one_hot(features, labels, weights, bias, 1.0)
    return right_one_hot(features, labels, weights, bias, learning_rate) | {"bias": whole["bias"]}


def wrong_squares(features, labels, weights, bias, learning_rate):
    """For the cross-entropy it is simpler."""
    found = _softmax(features @ weights + bias)
    slope = 2 * (found - np.eye(len(bias))[labels])
    errors = found * (slope - (slope * found).sum(axis=1, keepdims=True))
    return _step(features, errors / len(labels), weights, bias, learning_rate)


def wrong_in_place(features, labels, weights, bias, learning_rate):
    """Your function changes its argument"""
    errors = _errors(features, labels, weights, bias) / len(labels)
    weights -= learning_rate * features.T @ errors
    bias -= learning_rate * errors.sum(axis=0)
    return {"weights": weights, "bias": bias}


def wrong_gradients(features, labels, weights, bias, learning_rate):
    """Those are the gradients."""
    errors = _errors(features, labels, weights, bias) / len(labels)
    return {"weights": features.T @ errors, "bias": errors.sum(axis=0)}


def refused_keras(features, labels, weights, bias, learning_rate):
    """keras.layers.Dense"""
    import keras

    layer = keras.layers.Dense(len(bias), activation="softmax")
    layer(features)
    return {"weights": np.asarray(layer.kernel), "bias": np.asarray(layer.bias)}


def refused_scikit_learn(features, labels, weights, bias, learning_rate):
    """sklearn.linear_model"""
    from sklearn.linear_model import SGDClassifier

    return {"weights": SGDClassifier(loss="log_loss").fit(features, labels).coef_.T, "bias": bias}
