"""The dense layer, unit by unit, and flattening."""

from __future__ import annotations

import numpy as np

from coursekit.backprop.gradients import Array, DenseGradients
from coursekit.backprop.validation import checked

__all__ = ["dense", "dense_backward", "flatten", "flatten_backward"]


@checked
def dense(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    """Each unit adds up all features with its weights: y[k] = b[k] + sum over j of x[j] * w[j, k].

    Source: Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.1.

    Args:
        inputs: x, shape (n, features).
        kernel: w, shape (features, units).
        bias: b, shape (units,); None for none.

    Returns:
        y, shape (n, units).

    Raises:
        TypeError: if an array does not hold float32 or float64, or arrays differ in that.
        ValueError: if arrays are empty, not finite, or do not fit together.
    """
    outputs = np.zeros((len(inputs), kernel.shape[1]), inputs.dtype)
    for image in range(len(inputs)):
        for unit in range(kernel.shape[1]):
            outputs[image, unit] = (inputs[image] * kernel[:, unit]).sum()
    return outputs if bias is None else outputs + bias


@checked
def dense_backward(gradient: Array, inputs: Array, kernel: Array) -> DenseGradients:
    """Each output sends its gradient g to the features through w, to the weights through x, and to b as it is.

    dx[j] = sum over k of w[j, k] * g[k],  dw[j, k] = sum over images of x[j] * g[k],  db[k] = sum over images of g[k].

    Source: chain rule; Goodfellow, Bengio and Courville (2016), "Deep Learning", section 6.5.

    Args:
        gradient: g, of the loss with respect to the outputs, in their shape (n, units).
        inputs: x, as given to `dense`.
        kernel: w, as given to `dense`.

    Returns:
        The gradients of inputs, kernel and bias, each in the shape of what it belongs to.

    Raises:
        TypeError: as `dense`.
        ValueError: as `dense`; also if the gradient does not have the shape of the outputs.
    """
    to_inputs, to_kernel = np.zeros_like(inputs), np.zeros_like(kernel)
    to_bias = np.zeros_like(kernel[0])
    for image in range(len(inputs)):
        for unit in range(kernel.shape[1]):
            g = gradient[image, unit]
            to_inputs[image] += kernel[:, unit] * g
            to_kernel[:, unit] += inputs[image] * g
            to_bias[unit] += g
    return DenseGradients(to_inputs, to_kernel, to_bias)


@checked
def flatten(inputs: Array) -> Array:
    """Each image as one row: row by row, all channels of a pixel together.

    Source: definition; the order is NumPy's and Keras'.

    Args:
        inputs: shape (n, height, width, channels), or any other with the images first.

    Returns:
        Shape (n, height * width * channels); not a view of the inputs.

    Raises:
        TypeError: if the inputs do not hold float32 or float64.
        ValueError: if the inputs are empty, not finite or have one axis only.
    """
    return np.stack([image.ravel() for image in inputs])


@checked
def flatten_backward(gradient: Array, input_shape: tuple[int, ...]) -> Array:
    """Each row as an image again: every value goes back to where it came from.

    Source: chain rule: the derivative of a copy is 1.

    Args:
        gradient: of the loss with respect to the outputs, shape (n, height * width * channels).
        input_shape: of the inputs that `flatten` got, with the batch.

    Returns:
        The gradient of the inputs, in their shape.

    Raises:
        TypeError: if the gradient does not hold float32 or float64.
        ValueError: if the gradient is empty or not finite, or does not fit the shape.
    """
    return np.stack([row.reshape(input_shape[1:]) for row in gradient])
