"""What `benchmarks/digits_mlp_cnn.py` has measured, for the lecture to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursekit.measurements import read

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["measured"]


def measured() -> DataFrame:
    """An MLP against a CNN on real digits: one row a training.

    Returns:
        A DataFrame with the columns `size` (pixels a side), `split`, `pixels`, `network`, `parameters`, `seed`,
        `accuracy` (share of the test images that are right) and `seconds` of training. `attrs` tells on which
        machine, with which versions, and how long it took.

    Raises:
        CourseError: if the results are not there.
    """
    return read("digits_mlp_cnn", "digits_mlp_cnn.py")
