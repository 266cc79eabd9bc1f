"""What the convolution tasks share: the arrays of their cases, and the right result by another way than loops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from coursekit.parameters.matrix import as_matrix

__all__ = ["BY_HAND", "CORNER", "EDGE", "PATCH", "TALL", "Array", "matrix_of", "numbers", "slid"]

Array = npt.NDArray[np.float64]

BY_HAND = "Do it in NumPy: take each patch by slicing, multiply, and sum."

# No array here is symmetric or square: a flipped, transposed or reordered result must differ from the right one.
PATCH = np.array([[0, 5, 13, 9, 1], [3, 13, 15, 10, 15], [4, 15, 2, 0, 11], [5, 12, 1, 2, 8]], dtype=float)
EDGE = np.array([[1, 2, -1], [0, 1, -3]], dtype=float)
TALL = np.array([[2, -1], [1, 0], [0.5, 3]], dtype=float)
CORNER = np.array([[1, 2], [-1, 0.5]], dtype=float)


def numbers(*shape: int) -> Array:
    """Numbers in a fixed disorder, between -4 and 4."""
    return np.random.default_rng(20).integers(-8, 9, size=shape) / 2


def matrix_of(kernels: Array, input_shape: tuple[int, ...], stride: int = 1, padding: int = 0) -> csr_array:
    """The matrix of a convolution, channels last; `padding` is zeros on each side."""
    height, width, channels = input_shape
    return as_matrix(kernels, (height, width, channels), strides=stride, padding=padding)


def slid(image: Array, kernel: Array, stride: int = 1, padding: int = 0) -> Array:
    """One channel convolved by its matrix: another way than the loops that students write."""
    matrix = matrix_of(kernel[:, :, None, None], (*image.shape, 1), stride, padding)
    rows = (image.shape[0] + 2 * padding - kernel.shape[0]) // stride + 1
    return np.asarray(matrix @ image.reshape(-1), dtype=float).reshape(rows, -1)
