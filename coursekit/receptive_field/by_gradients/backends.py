"""Gradients by whatever Keras computes with: TensorFlow, JAX or torch.

Keras 3 has one set of layers for all of them, and no gradient of its own: that is left to each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.errors import CourseError

__all__ = ["pull_back"]

Array = NDArray[np.floating]


def pull_back(function: Callable[..., Any], compiled: bool = True) -> Callable[..., Array]:
    """Differentiate a function of tensors: its vector-Jacobian product.

    Args:
        function: takes a tensor, and more tensors where it needs them, and gives a tensor; made of Keras layers and
            `keras.ops`.
        compiled: whether TensorFlow and JAX are to compile it for each shape that it meets. TensorFlow then computes
            nothing that was not asked for. Without, version 2.21 computes the gradients of all kernels as well, which
            takes time and can crash on a CPU (oneDNN: 1x1 kernels with strides and few channels). Say False for what
            has no kernels and is used once: compiling takes longer than running it.

    Returns:
        A function of arrays (point, cotangent, *more). It gives the gradient of
        `sum(cotangent * function(point, *more))` with respect to `point`: an array of its shape, zeros where the result
        does not depend on it. All arrays are taken as float32, the cotangent as what `function` gives.

    Raises:
        CourseError: if Keras runs on a backend that has no gradients.
    """
    import keras  # noqa: PLC0415 - importing it takes seconds; only who differentiates pays for it

    backend = keras.backend.backend()
    if backend not in _BACKENDS:
        raise CourseError(
            f"Keras runs on {backend!r}, which computes no gradients.",
            "Set the environment variable KERAS_BACKEND to tensorflow, jax or torch before Keras is imported.",
        )
    product = _BACKENDS[backend](function, compiled)

    def on_arrays(point: Any, cotangent: Any, *more: Any) -> Array:
        tensors = [keras.ops.convert_to_tensor(array, dtype="float32") for array in (point, cotangent, *more)]
        gradient: Array = product(*tensors)
        return gradient

    return on_arrays


def _tensorflow(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    import tensorflow as tf  # noqa: PLC0415 - the backend in use only

    def product(point: Any, cotangent: Any, *more: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(point)
            result = function(point, *more)
        zero = tf.UnconnectedGradients.ZERO
        gradient = tape.gradient(result, point, tf.cast(cotangent, result.dtype), unconnected_gradients=zero)
        return tf.convert_to_tensor(gradient)  # of what picks entries it holds those entries only

    # `autograph` would rewrite the code, and warn where it does not find its source.
    traced = tf.function(product, autograph=False)
    by_shape: dict[Any, Any] = {}

    def for_each_shape(*tensors: Any) -> Any:
        # Asked for by hand, because TensorFlow warns when it compiles for several shapes on its own.
        shapes = tuple(tuple(tensor.shape) for tensor in tensors)
        if shapes not in by_shape:
            by_shape[shapes] = traced.get_concrete_function(*(tf.TensorSpec(t.shape, t.dtype) for t in tensors))
        return by_shape[shapes](*tensors)

    run = for_each_shape if compiled else product
    return lambda *tensors: run(*tensors).numpy()


def _jax(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    import jax  # noqa: PLC0415 - the backend in use only

    def product(point: Any, cotangent: Any, *more: Any) -> Any:
        result, pulled = jax.vjp(lambda x: function(x, *more), point)
        return pulled(cotangent.astype(result.dtype))[0]

    run = jax.jit(product) if compiled else product
    return lambda *tensors: np.asarray(run(*tensors))


def _torch(function: Callable[..., Any], compiled: bool) -> Callable[..., Any]:
    del compiled
    import torch  # noqa: PLC0415 - the backend in use only

    def product(point: Any, cotangent: Any, *more: Any) -> Any:
        with torch.enable_grad():
            point = point.detach().requires_grad_(True)
            result = function(point, *more)
            gradient = None
            if result.requires_grad:
                (gradient,) = torch.autograd.grad(result, point, cotangent.to(result.dtype), allow_unused=True)
        return np.zeros(point.shape, "float32") if gradient is None else gradient.cpu().numpy()

    return product


_BACKENDS = {"tensorflow": _tensorflow, "jax": _jax, "torch": _torch}
