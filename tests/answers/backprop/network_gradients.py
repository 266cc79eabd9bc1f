"""Answers to `network_gradients(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides)`."""

import numpy as np


def _convolve(image, kernel):
    return np.einsum("rcij,ij->rc", np.lib.stride_tricks.sliding_window_view(image, kernel.shape), kernel)


def _softmax(logits):
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def _windows(shape, pool_size, strides):
    tops, lefts = (range(0, size - pool_size + 1, strides) for size in shape)
    return [(slice(top, top + pool_size), slice(left, left + pool_size)) for top in tops for left in lefts]


def _add(for_after, window, winner, value):
    for_after[window][winner] += value


def _overwrite(for_after, window, winner, value):
    for_after[window][winner] = value


def _overwrite_window(for_after, window, winner, value):
    for_after[window] = 0
    for_after[window][winner] = value


def _by_gradient(before, for_after):
    return np.where(for_after > 0, for_after, 0)


def _turned(of_kernel):
    return of_kernel[::-1, ::-1]


def _gradients(
    images,
    labels,
    kernel,
    bias,
    dense_kernel,
    dense_bias,
    pool_size,
    strides,
    logits=lambda for_logits, count: for_logits / count,
    pool=_add,
    gate=lambda before, for_after: np.where(before > 0, for_after, 0),
    turn=lambda of_kernel: of_kernel,
    behind=lambda gradients, count: gradients,
):
    """The draft with its four doubtful lines as parameters, and what may be done to the gradients at the end."""
    gradients = {
        "kernel": np.zeros(kernel.shape),
        "bias": 0.0,
        "dense_kernel": np.zeros(dense_kernel.shape),
        "dense_bias": np.zeros(dense_bias.shape),
    }
    for image, label in zip(images, labels, strict=True):
        before = _convolve(image, kernel) + bias
        after = np.maximum(before, 0)
        windows = _windows(after.shape, pool_size, strides)
        features = np.array([after[window].max() for window in windows])
        for_logits = _softmax(features @ dense_kernel + dense_bias) - np.eye(len(dense_bias))[label]
        for_logits = logits(for_logits, len(images))
        gradients["dense_kernel"] += np.outer(features, for_logits)
        gradients["dense_bias"] += for_logits
        for_after = np.zeros(after.shape)
        for window, value in zip(windows, dense_kernel @ for_logits, strict=True):
            pool(for_after, window, np.unravel_index(after[window].argmax(), (pool_size, pool_size)), value)
        for_before = gate(before, for_after)
        gradients["kernel"] += turn(_convolve(image, for_before))
        gradients["bias"] += for_before.sum()
    return behind(gradients, len(images))


def _not_averaged(for_logits, count):
    return for_logits


def right_repaired_draft(*case):
    return _gradients(*case)


def right_divided_at_the_end(*case):
    return _gradients(
        *case,
        logits=_not_averaged,
        behind=lambda gradients, count: {name: value / count for name, value in gradients.items()},
    )


def right_by_small_nudges(*case):
    """Slow, and a right answer: the loss alone tells the slopes, if the step is small enough."""
    images, labels, *parameters, pool_size, strides = case

    def loss(parameters):
        kernel, bias, dense_kernel, dense_bias = parameters
        losses = []
        for image, label in zip(images, labels, strict=True):
            after = np.maximum(_convolve(image, kernel) + bias, 0)
            features = np.array([after[window].max() for window in _windows(after.shape, pool_size, strides)])
            losses.append(-np.log(_softmax(features @ dense_kernel + dense_bias)[label]))
        return np.mean(losses)

    found = {}
    for place, name in enumerate(("kernel", "bias", "dense_kernel", "dense_bias")):
        slopes = np.zeros(np.shape(parameters[place]))
        for index in np.ndindex(slopes.shape):
            values = []
            for move in (1e-5, -1e-5):
                moved = [np.array(parameter, dtype=float) for parameter in parameters]
                moved[place][index] += move
                values.append(loss(moved))
            slopes[index] = (values[0] - values[1]) / 2e-5
        found[name] = slopes if slopes.shape else float(slopes)
    return found


def wrong_draft_as_it_was(*case):
    """That is still what the draft gives."""
    return _gradients(*case, logits=_not_averaged, pool=_overwrite, gate=_by_gradient, turn=_turned)


def wrong_not_averaged(*case):
    """Wrong: network A, network_gradients("""
    return _gradients(*case, logits=_not_averaged)


def wrong_dense_layer_averaged_only(*case):
    """Kernel and bias of the convolution are 3 times too large"""
    return _gradients(
        *case,
        logits=_not_averaged,
        behind=lambda gradients, count: {
            name: value / count if name.startswith("dense") else value for name, value in gradients.items()
        },
    )


def wrong_convolution_averaged_only(*case):
    """Kernel and bias of the dense layer are 3 times too large"""
    return _gradients(
        *case,
        logits=_not_averaged,
        behind=lambda gradients, count: {
            name: value if name.startswith("dense") else value / count for name, value in gradients.items()
        },
    )


def wrong_gate_by_gradient(*case):
    """What opens ReLU's gate in the draft, and what should?"""
    return _gradients(*case, gate=_by_gradient)


def wrong_both_gates(*case):
    """does yours still ask for the gradient as well?"""
    return _gradients(*case, gate=lambda before, for_after: np.where((before > 0) & (for_after > 0), for_after, 0))


def wrong_no_gate(*case):
    """Does ReLU still have a gate on the way back?"""
    return _gradients(*case, gate=lambda before, for_after: for_after)


def wrong_overwritten(*case):
    """when the second comes?"""
    return _gradients(*case, pool=_overwrite)


def wrong_windows_overwritten(*case):
    """a later one wipes out what an earlier one left"""
    return _gradients(*case, pool=_overwrite_window)


def wrong_turned(*case):
    """are its values the right ones, in the wrong places?"""
    return _gradients(*case, turn=_turned)


def wrong_turned_over(*case):
    """That of the convolution's kernel is upside down still."""
    return _gradients(*case, turn=np.flipud)


def wrong_turned_across(*case):
    """That of the convolution's kernel has left and right changed still."""
    return _gradients(*case, turn=np.fliplr)


def wrong_transposed(*case):
    """That of the convolution's kernel has rows and columns changed."""
    return _gradients(*case, turn=lambda of_kernel: of_kernel.T if len(set(of_kernel.shape)) == 1 else of_kernel)


# Partial repairs: the words are about the first network that is still wrong, whatever is repaired or not behind it.


def wrong_averaged_only(*case):
    """What opens ReLU's gate in the draft, and what should?"""
    return _gradients(*case, pool=_overwrite, gate=_by_gradient, turn=_turned)


def wrong_averaged_and_gate(*case):
    """when the second comes?"""
    return _gradients(*case, pool=_overwrite, turn=_turned)


def wrong_all_but_the_batch_and_the_kernel(*case):
    """where does the draft say so?"""
    return _gradients(*case, logits=_not_averaged, turn=_turned)


def wrong_gate_open_and_turned(*case):
    """Does ReLU still have a gate on the way back?"""
    return _gradients(*case, gate=lambda before, for_after: for_after, turn=_turned)


def wrong_bias_averaged_over_positions(*case):
    """At 'bias' yours is"""
    return _gradients(*case, behind=lambda gradients, count: {**gradients, "bias": gradients["bias"] / 16})


def wrong_key(*case):
    """The key 'bias' is missing."""

    def behind(gradients, count):
        return {"b" if name == "bias" else name: value for name, value in gradients.items()}

    return _gradients(*case, behind=behind)


def wrong_gradients_as_a_tuple(*case):
    """a dict was asked for"""
    return tuple(_gradients(*case).values())


def wrong_rough_nudges(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides):
    """1 of 1 values differs (tolerance: 1e-06 of the largest value"""
    found = right_repaired_draft(images, labels, kernel, bias, dense_kernel, dense_bias, pool_size, strides)
    return {name: np.round(value, 4) for name, value in found.items()}


def wrong_return_in_the_loop(images, labels, *others):
    """That is what the first of 3 images brings."""
    return _gradients(
        images[:1], labels[:1], *others, logits=lambda for_logits, count: for_logits / len(images), gate=_by_gradient
    )


def wrong_return_in_the_loop_of_the_draft(images, labels, *others):
    """Those are the gradients of the first of 3 images."""
    return _gradients(images[:1], labels[:1], *others, logits=_not_averaged, turn=_turned)


def wrong_bias_not_added_up(images, labels, *others):
    """The convolution's bias has what the last image brings"""
    right, last = (_gradients(images[i:], labels[i:], *others) for i in (0, -1))
    return {**right, "bias": last["bias"] / len(images)}


def wrong_by_three(*case):
    """Network A has three images: how many does this one have?"""
    return _gradients(*case, logits=lambda for_logits, count: for_logits / 3)


def refused_the_tasks_own_answer(*case):
    """coursekit.backprop.tasks"""
    from coursekit.backprop import tasks

    return tasks.network_gradients.reference(*case)
