"""Answers to `train(images, labels, weights, bias, learning_rate, batch_size, epochs)`."""

import numpy as np


def softmax_loss_and_gradients(images, labels, weights, bias):
    logits = images @ weights + bias
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    value = -np.log(probabilities[np.arange(len(labels)), labels]).mean()
    off = (probabilities - np.eye(len(bias))[labels]) / len(labels)
    return float(value), images.T @ off, off.sum(axis=0)


def right_copies(images, labels, weights, bias, learning_rate, batch_size, epochs):
    weights, bias = weights.copy(), bias.copy()
    losses = []
    for _ in range(epochs):
        seen = []
        for first in range(0, len(images), batch_size):
            batch = slice(first, first + batch_size)
            loss, for_weights, for_bias = softmax_loss_and_gradients(images[batch], labels[batch], weights, bias)
            seen += [loss] * len(images[batch])
            weights -= learning_rate * for_weights
            bias -= learning_rate * for_bias
        losses.append(np.mean(seen))
    return weights, bias, losses


def right_with_while(images, labels, weights, bias, learning_rate, batch_size, epochs):
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        first = 0
        while first < len(images):
            last = min(first + batch_size, len(images))
            loss, w, b = softmax_loss_and_gradients(images[first:last], labels[first:last], weights, bias)
            losses[epoch] += loss * (last - first) / len(images)
            weights, bias = weights - learning_rate * w, bias - learning_rate * b
            first = last
    return [weights, bias, losses]


def _train(
    images,
    labels,
    weights,
    bias,
    learning_rate,
    batch_size,
    epochs,
    move=lambda weights, bias, for_weights, for_bias, rate, size: (
        weights - rate * for_weights,
        bias - rate * for_bias,
    ),
    report=lambda losses, sizes: [np.average(losses, weights=sizes)],
    starts=lambda count, batch_size: range(0, count, batch_size),
    after=False,
):
    reported = []
    for _ in range(epochs):
        losses, sizes = [], []
        for start in starts(len(images), batch_size):
            batch = slice(start, start + batch_size)
            value, *slopes = softmax_loss_and_gradients(images[batch], labels[batch], weights, bias)
            weights, bias = move(weights, bias, *slopes, learning_rate, len(images[batch]))
            if after:
                value, *_ = softmax_loss_and_gradients(images[batch], labels[batch], weights, bias)
            losses.append(value)
            sizes.append(len(images[batch]))
        reported += report(losses, sizes)
    return weights, bias, reported


def wrong_plus(*case):
    """Your steps go uphill"""
    return _train(*case, move=lambda w, b, for_w, for_b, rate, size: (w + rate * for_w, b + rate * for_b))


def wrong_last_batch_dropped(*case):
    """The last batch is left out where it is smaller than 2."""
    return _train(*case, starts=lambda count, size: range(0, count - size + 1, size))


def wrong_number_of_batches(*case):
    """The last batch is left out where it is smaller than 2."""
    return _train(*case, starts=lambda count, size: [number * size for number in range(count // size)])


def wrong_first_batch_again(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Every step uses the images of the first batch."""
    batch, theirs = images[:batch_size], labels[:batch_size]
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(images), batch_size):
            loss, w, b = softmax_loss_and_gradients(batch, theirs, weights, bias)
            weights, bias = weights - learning_rate * w, bias - learning_rate * b
            total += loss * len(images[start : start + batch_size])
        losses.append(total / len(images))
    return weights, bias, losses


def wrong_all_images_at_once(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """You make one step an epoch, with all images."""
    losses = []
    for _ in range(epochs):
        loss, w, b = softmax_loss_and_gradients(images, labels, weights, bias)
        weights, bias = weights - learning_rate * w, bias - learning_rate * b
        losses.append(loss)
    return weights, bias, losses


def wrong_moves_at_the_end_of_the_epoch(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Which weights does the second batch meet?"""
    losses = []
    for _ in range(epochs):
        all_slopes, seen = [], []
        for first in range(0, len(images), batch_size):
            batch = slice(first, first + batch_size)
            loss, *slopes = softmax_loss_and_gradients(images[batch], labels[batch], weights, bias)
            seen += [loss] * len(images[batch])
            all_slopes.append(slopes)
        for w, b in all_slopes:
            weights, bias = weights - learning_rate * w, bias - learning_rate * b
        losses.append(np.mean(seen))
    return weights, bias, losses


def wrong_bias_forgotten(*case):
    """The bias does not learn."""
    return _train(*case, move=lambda w, b, for_w, for_b, rate, size: (w - rate * for_w, b))


def wrong_bias_later(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """its gradient is taken when the weights have moved already"""
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(images), batch_size):
            some, theirs = images[start : start + batch_size], labels[start : start + batch_size]
            total += softmax_loss_and_gradients(some, theirs, weights, bias)[0] * len(some)
            weights = weights - learning_rate * softmax_loss_and_gradients(some, theirs, weights, bias)[1]
            bias = bias - learning_rate * softmax_loss_and_gradients(some, theirs, weights, bias)[2]
        losses.append(total / len(images))
    return weights, bias, losses


def wrong_loss_after_the_step(*case):
    """Your losses are those behind the step of each batch"""
    return _train(*case, after=True)


def wrong_loss_of_the_epochs_end(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Your losses are those of all images when the epoch is over"""
    losses = []
    for _ in range(epochs):
        weights, bias, _ = _train(images, labels, weights, bias, learning_rate, batch_size, 1)
        losses.append(softmax_loss_and_gradients(images, labels, weights, bias)[0])
    return weights, bias, losses


def wrong_loss_of_the_last_batch(*case):
    """Your losses are those of the last batch of each epoch."""
    return _train(*case, report=lambda losses, sizes: losses[-1:])


def wrong_loss_of_every_batch(*case):
    """You report a loss for each batch."""
    return _train(*case, report=lambda losses, sizes: losses)


def wrong_mean_of_batches(*case):
    """In your losses a small last batch counts as much as a full one."""
    return _train(*case, report=lambda losses, sizes: [np.mean(losses)])


def wrong_sum_of_batches(*case):
    """Your losses are sums over the batches."""
    return _train(*case, report=lambda losses, sizes: [sum(losses)])


def wrong_sum_of_images(*case):
    """Your losses are sums over the images."""
    return _train(*case, report=lambda losses, sizes: [np.dot(losses, sizes)])


def wrong_sum_of_gradients(*case):
    """Your steps are as many times too long as a batch has images."""
    return _train(*case, move=lambda w, b, for_w, for_b, rate, size: (w - rate * for_w * size, b - rate * for_b * size))


def wrong_averaged_twice(*case):
    """Your steps are as many times too short as a batch has images."""
    return _train(*case, move=lambda w, b, for_w, for_b, rate, size: (w - rate * for_w / size, b - rate * for_b / size))


def wrong_each_epoch_anew(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Every epoch begins with the weights that were given."""
    runs = [_train(images, labels, weights, bias, learning_rate, batch_size, 1) for _ in range(epochs)]
    return *runs[-1][:2], [run[2][0] for run in runs]


def wrong_one_epoch(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """You return after one epoch."""
    return _train(images, labels, weights, bias, learning_rate, batch_size, 1)


def wrong_in_place(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Your function changes its argument `weights`, `bias`"""

    def move(weights, bias, for_weights, for_bias, rate, size):
        weights -= rate * for_weights
        bias -= rate * for_bias
        return weights, bias

    return _train(images, labels, weights, bias, learning_rate, batch_size, epochs, move=move)


def wrong_weights_only(*case):
    """a tuple was asked for"""
    return _train(*case)[0].tolist()[0][0]


def wrong_nothing_learnt(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Your weights:"""
    return weights, bias, [0.0] * epochs


def wrong_loss_before_the_epoch(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """Your losses are those of all images before the epoch begins"""
    losses = []
    for _ in range(epochs):
        losses.append(softmax_loss_and_gradients(images, labels, weights, bias)[0])
        weights, bias, _ = _train(images, labels, weights, bias, learning_rate, batch_size, 1)
    return weights, bias, losses


def wrong_running_sum(*case):
    """From the second epoch on your losses hold those of the epochs before."""
    weights, bias, losses = _train(*case)
    return weights, bias, np.cumsum(losses)


def wrong_every_batch_full(*case):
    """In your losses each batch counts 2 times."""
    images, batch_size = case[0], case[-2]
    return _train(*case, report=lambda losses, sizes: [sum(losses) * batch_size / len(images)])


def wrong_dropped_but_divided_by_all(*case):
    """Its images are to be learnt from, too, and to be counted."""
    count = len(case[0])
    return _train(
        *case,
        starts=lambda count, size: range(0, count - size + 1, size),
        report=lambda losses, sizes: [np.dot(losses, sizes) / count],
    )


def wrong_other_names(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """It should go on where the one before it ended."""
    losses = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, len(images), batch_size):
            some, theirs = images[start : start + batch_size], labels[start : start + batch_size]
            loss, w, b = softmax_loss_and_gradients(some, theirs, weights, bias)
            new_weights, new_bias = weights - learning_rate * w, bias - learning_rate * b
            total += loss * len(some)
        losses.append(total / len(images))
    return new_weights, new_bias, losses


def wrong_no_learning_rate(*case):
    """What is the learning rate of 0.5 for?"""
    return _train(*case, move=lambda w, b, for_w, for_b, rate, size: (w - for_w, b - for_b))


def wrong_batches_by_images(*case):
    """How many images does the loss of one batch stand for?"""
    count = len(case[0])
    return _train(*case, report=lambda losses, sizes: [sum(losses) / count])


def wrong_epochs_from_one(images, labels, weights, bias, learning_rate, batch_size, epochs):
    """One epoch is missing."""
    return _train(images, labels, weights, bias, learning_rate, batch_size, len(range(1, epochs)))


def wrong_bias_first(*case):
    """weights, bias, losses was asked for"""
    weights, bias, losses = _train(*case)
    return bias, weights, losses


def refused_the_tasks_own_answer(*case):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.train.reference(*case)
