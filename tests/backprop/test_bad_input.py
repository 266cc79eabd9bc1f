"""What does not fit is refused at once, by a message that names the argument and shows both shapes."""

from __future__ import annotations

import numpy as np
import pytest

from coursekit.backprop import plain, vectorised

BOTH = (plain, vectorised)


def ones(*shape, dtype="float64"):
    return np.ones(shape, dtype)


def spoilt(value, *shape):
    array = np.ones(shape)
    array.flat[-1] = value
    return array


IMAGES, KERNEL, BIAS = ones(2, 5, 6, 3), ones(3, 3, 3, 4), ones(4)
SIX, MATRIX = ones(2, 6), ones(6, 4)
OUT = ones(2, 3, 4, 4)  # of the convolution
POOLED = ones(2, 2, 3, 3)
KEPT = np.ones((2, 6), dtype=bool)

# Every function with arguments that it takes.
GOOD = {
    "conv2d": {"inputs": IMAGES, "kernel": KERNEL, "bias": BIAS},
    "conv2d_backward": {"gradient": OUT, "inputs": IMAGES, "kernel": KERNEL},
    "max_pool": {"inputs": IMAGES},
    "max_pool_backward": {"gradient": POOLED, "inputs": IMAGES},
    "average_pool": {"inputs": IMAGES},
    "average_pool_backward": {"gradient": POOLED, "inputs": IMAGES},
    "relu": {"inputs": IMAGES},
    "relu_backward": {"gradient": IMAGES, "inputs": IMAGES},
    "tanh": {"inputs": IMAGES},
    "tanh_backward": {"gradient": SIX, "outputs": SIX},
    "sigmoid": {"inputs": IMAGES},
    "sigmoid_backward": {"gradient": SIX, "outputs": SIX},
    "dense": {"inputs": SIX, "kernel": MATRIX, "bias": BIAS},
    "dense_backward": {"gradient": ones(2, 4), "inputs": SIX, "kernel": MATRIX},
    "batch_norm": {"inputs": IMAGES, "gamma": ones(3), "beta": ones(3)},
    "batch_norm_backward": {"gradient": IMAGES, "inputs": IMAGES, "gamma": ones(3)},
    "dropout": {"inputs": SIX, "mask": KEPT, "rate": 0.5},
    "dropout_backward": {"gradient": SIX, "mask": KEPT, "rate": 0.5},
    "flatten": {"inputs": IMAGES},
    "flatten_backward": {"gradient": ones(2, 90), "input_shape": (2, 5, 6, 3)},
    "softmax_cross_entropy": {"logits": SIX, "labels": np.array([0, 5])},
    "binary_cross_entropy": {"logits": SIX, "labels": np.ones((2, 6), dtype=int)},
    "mean_squared_error": {"outputs": SIX, "targets": SIX},
    "hinge": {"outputs": SIX, "labels": np.ones((2, 6), dtype=int)},
}
# What holds the images or what comes of them: each must be of floats, finite and not empty.
MAIN = {name: next(iter(arguments)) for name, arguments in GOOD.items()}


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("name", GOOD)
def test_what_is_right_is_taken(functions, name):
    getattr(functions, name)(**GOOD[name])


def test_every_public_function_is_in_the_table():
    for functions in BOTH:
        assert set(GOOD) == {name for name in functions.__all__ if callable(getattr(functions, name))}


def refused(functions, name, *words, error=(TypeError, ValueError), **changed):
    with pytest.raises(error) as raised:
        getattr(functions, name)(**(GOOD[name] | changed))
    missing = [word for word in words if word not in str(raised.value)]
    assert not missing, f"{missing} not in: {raised.value}"


ARRAYS = [
    (name, argument)
    for name, arguments in GOOD.items()
    for argument, value in arguments.items()
    if isinstance(value, np.ndarray) and value.dtype.kind == "f"
]


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize(("name", "argument"), ARRAYS)
def test_arrays_of_another_kind(functions, name, argument):
    """Every float argument of every function: whole numbers, bools, words, float16, NaN and infinity, and no array."""
    good = GOOD[name][argument]
    for dtype in ("int64", "uint8", "bool", "complex128", "float16"):
        refused(functions, name, argument, dtype, error=TypeError, **{argument: good.astype(dtype)})
    for value in (np.nan, np.inf, -np.inf):
        refused(functions, name, argument, error=ValueError, **{argument: spoilt(value, *good.shape)})
    refused(functions, name, argument, **{argument: "ones"})
    refused(functions, name, argument, **{argument: None}) if argument != "bias" else None


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("name", GOOD)
def test_an_empty_batch(functions, name):
    argument = MAIN[name]
    shape = GOOD[name][argument].shape
    refused(functions, name, argument, error=ValueError, **{argument: ones(0, *shape[1:])})


# Function, what is changed in a call that is right, and what the message must hold.
MISFITS = {
    "one image without a batch": ("conv2d", {"inputs": ones(5, 6, 3)}, ("inputs", "(5, 6, 3)")),
    "a grey image without channels": ("max_pool", {"inputs": ones(2, 5, 6)}, ("inputs", "(2, 5, 6)")),
    "kernel without filters": ("conv2d", {"kernel": ones(3, 3, 3)}, ("kernel", "(3, 3, 3)")),
    "kernel for other channels": (
        "conv2d",
        {"kernel": ones(3, 3, 2, 4)},
        ("kernel", "inputs", "(3, 3, 2, 4)", "(2, 5, 6, 3)"),
    ),
    "kernel larger than the image": ("conv2d", {"kernel": ones(6, 3, 3, 4)}, ("(6, 3, 3, 4)", "(2, 5, 6, 3)")),
    "dilated kernel too large": ("conv2d", {"dilation_rate": 3}, ("dilation_rate",)),
    "bias for other filters": ("conv2d", {"bias": ones(3)}, ("bias", "(3,)", "(3, 3, 3, 4)")),
    "bias of two axes": ("conv2d", {"bias": ones(1, 4)}, ("bias", "(1, 4)")),
    "groups do not divide": ("conv2d", {"groups": 2}, ("groups", "2", "3")),
    "gradient of other size": (
        "conv2d_backward",
        {"gradient": ones(2, 3, 3, 4)},
        ("gradient", "(2, 3, 3, 4)", "(2, 3, 4, 4)"),
    ),
    "gradient of the inputs' shape": (
        "conv2d_backward",
        {"gradient": IMAGES},
        ("gradient", "(2, 5, 6, 3)", "(2, 3, 4, 4)"),
    ),
    "gradient of one image": (
        "conv2d_backward",
        {"gradient": ones(1, 3, 4, 4)},
        ("gradient", "(1, 3, 4, 4)", "(2, 3, 4, 4)"),
    ),
    "backward with other channels": ("conv2d_backward", {"inputs": ones(2, 5, 6, 2)}, ("(2, 5, 6, 2)", "(3, 3, 3, 4)")),
    "backward with other strides": ("conv2d_backward", {"strides": 2}, ("gradient", "(2, 3, 4, 4)", "(2, 2, 2, 4)")),
    "pool larger than the image": ("max_pool", {"pool_size": 6}, ("pool_size", "(2, 5, 6, 3)")),
    "average of more than there is": ("average_pool", {"pool_size": (1, 7)}, ("pool_size", "(2, 5, 6, 3)")),
    "maxima of other size": ("max_pool_backward", {"gradient": IMAGES}, ("gradient", "(2, 5, 6, 3)", "(2, 2, 3, 3)")),
    "means of other size": (
        "average_pool_backward",
        {"gradient": IMAGES},
        ("gradient", "(2, 5, 6, 3)", "(2, 2, 3, 3)"),
    ),
    "relu of something else": ("relu_backward", {"gradient": SIX}, ("gradient", "(2, 6)", "(2, 5, 6, 3)")),
    "tanh of a broadcast": ("tanh_backward", {"gradient": ones(1, 6)}, ("gradient", "(1, 6)", "(2, 6)")),
    "sigmoid of a broadcast": ("sigmoid_backward", {"gradient": ones(2, 1)}, ("gradient", "(2, 1)", "(2, 6)")),
    "images into dense": ("dense", {"inputs": IMAGES}, ("inputs", "(2, 5, 6, 3)")),
    "one row into dense": ("dense", {"inputs": ones(6)}, ("inputs", "(6,)")),
    "matrix the wrong way round": ("dense", {"kernel": ones(4, 6)}, ("kernel", "(4, 6)", "(2, 6)")),
    "bias of the inputs' size": ("dense", {"bias": ones(6)}, ("bias", "(6,)", "(6, 4)")),
    "gradient of the inputs": ("dense_backward", {"gradient": SIX}, ("gradient", "(2, 6)", "(2, 4)")),
    "gamma of another size": ("batch_norm", {"gamma": ones(6)}, ("gamma", "(6,)", "(2, 5, 6, 3)")),
    "beta that would broadcast": ("batch_norm", {"beta": ones(1)}, ("beta", "(1,)", "(2, 5, 6, 3)")),
    "normalised gradient": ("batch_norm_backward", {"gradient": SIX}, ("gradient", "(2, 6)", "(2, 5, 6, 3)")),
    "mask of another shape": ("dropout", {"mask": np.ones(6, bool)}, ("mask", "(6,)", "(2, 6)")),
    "mask on the way back": ("dropout_backward", {"mask": np.ones((1, 6), bool)}, ("mask", "(1, 6)", "(2, 6)")),
    "flattened to something else": (
        "flatten_backward",
        {"gradient": ones(2, 80)},
        ("gradient", "(2, 80)", "(2, 5, 6, 3)"),
    ),
    "labels for more images": ("softmax_cross_entropy", {"labels": np.zeros(3, int)}, ("labels", "(3,)", "(2, 6)")),
    "labels as a column": ("softmax_cross_entropy", {"labels": np.zeros((2, 1), int)}, ("labels", "(2, 1)", "(2, 6)")),
    "logits of one image": ("softmax_cross_entropy", {"logits": ones(6)}, ("logits", "(6,)")),
    "probabilities of fewer": ("softmax_cross_entropy", {"labels": ones(2, 5) / 5}, ("labels", "(2, 5)", "(2, 6)")),
    "yes and no as a row": ("binary_cross_entropy", {"labels": np.ones(2, int)}, ("labels", "(2,)", "(2, 6)")),
    "targets that would broadcast": ("mean_squared_error", {"targets": ones(2, 1)}, ("targets", "(2, 1)", "(2, 6)")),
    "targets without an axis": ("mean_squared_error", {"outputs": ones(4, 1), "targets": ones(4)}, ("(4,)", "(4, 1)")),
    "hinge as a row": ("hinge", {"labels": np.ones(6, int)}, ("labels", "(6,)", "(2, 6)")),
}
NONSENSE = {
    "padding of another word": ("conv2d", {"padding": "full"}, ("padding", "'full'")),
    "negative padding": ("conv2d", {"padding": -1}, ("padding", "-1")),
    "pooling has no padding in numbers": ("max_pool", {"padding": 1}, ("padding", "1")),
    "no average over padding either": ("average_pool", {"padding": ((1, 1), (1, 1))}, ("padding",)),
    "strides of 0": ("conv2d", {"strides": 0}, ("strides", "0")),
    "half a stride": ("conv2d", {"strides": 1.5}, ("strides", "1.5")),
    "three strides": ("conv2d", {"strides": (1, 1, 1)}, ("strides",)),
    "strides of a pool": ("max_pool", {"strides": (2, 0)}, ("strides", "0")),
    "dilation of 0": ("conv2d", {"dilation_rate": 0}, ("dilation_rate", "0")),
    "no groups": ("conv2d", {"groups": 0}, ("groups", "0")),
    "a group and a half": ("conv2d", {"groups": 1.5}, ("groups", "1.5")),
    "a pool of nothing": ("max_pool", {"pool_size": 0}, ("pool_size", "0")),
    "True is no size": ("average_pool", {"pool_size": True}, ("pool_size", "True")),
    "epsilon of 0": ("batch_norm", {"epsilon": 0.0}, ("epsilon", "0.0")),
    "epsilon below 0": ("batch_norm_backward", {"epsilon": -1e-3}, ("epsilon", "-0.001")),
    "rate of 1": ("dropout", {"rate": 1.0}, ("rate", "1.0")),
    "rate in percent": ("dropout_backward", {"rate": 50}, ("rate", "50")),
    "negative rate": ("dropout", {"rate": -0.1}, ("rate", "-0.1")),
    "mask of numbers": ("dropout", {"mask": ones(2, 6)}, ("mask", "float64")),
    "class too large": ("softmax_cross_entropy", {"labels": np.array([0, 6])}, ("labels", "6")),
    "class below 0": ("softmax_cross_entropy", {"labels": np.array([0, -1])}, ("labels", "-1")),
    "classes as floats": ("softmax_cross_entropy", {"labels": np.array([0.0, 5.0])}, ("labels", "float64")),
    "labels neither 0 nor 1": ("binary_cross_entropy", {"labels": 2 * np.ones((2, 6), int)}, ("labels", "2")),
    "probability above 1": ("binary_cross_entropy", {"labels": 1.5 * ones(2, 6)}, ("labels", "1.5")),
    "hinge of classes": ("hinge", {"labels": np.array([[0, 1, 2, 3, 4, 5]] * 2)}, ("labels",)),
    "float32 beside float64": ("dense", {"kernel": MATRIX.astype("float32")}, ("kernel", "float32", "float64")),
    "a gradient in float32": (
        "relu_backward",
        {"gradient": IMAGES.astype("float32")},
        ("gradient", "float32", "float64"),
    ),
    "not probabilities": ("softmax_cross_entropy", {"labels": ones(2, 6)}, ("labels",)),
}


@pytest.mark.parametrize("functions", BOTH)
@pytest.mark.parametrize("case", MISFITS | NONSENSE)
def test_what_does_not_fit(functions, case):
    name, changed, words = (MISFITS | NONSENSE)[case]
    refused(functions, name, *words, **changed)
