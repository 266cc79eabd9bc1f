"""What the scripts `benchmarks/architectures_*.py` have measured, for the lecture to show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from coursekit.measurements import read_one

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["PUBLISHED", "Measured", "Published", "measured", "ranges"]

Measured = Literal["lenet", "activations", "curves", "regularisation", "ensemble", "depth"]

_FILES: dict[str, tuple[str, str]] = {
    "lenet": ("architectures_lenet", "architectures_lenet.py"),
    "activations": ("architectures_activations", "architectures_activations.py"),
    "curves": ("architectures_curves", "architectures_activations.py"),
    "regularisation": ("architectures_regularisation", "architectures_regularisation.py"),
    "ensemble": ("architectures_ensemble", "architectures_ensemble.py"),
    "depth": ("architectures_depth", "architectures_depth.py"),
}
"""The results' names, in full so that `coursekit build` sees which results a lecture shows, and who measures them."""


class Published(NamedTuple):
    """A row of the paper's second table: how often the right class is not among the first five of 1,000."""

    networks: int
    """How many were averaged."""
    pretrained: int
    """How many of these had learnt from more data before: all of ImageNet as of autumn 2011."""
    validation: float
    """Top-5 error on the validation images, in percent."""
    test: float | None
    """The same on the test images; None where the paper gives none."""


PUBLISHED = (Published(1, 0, 18.2, None), Published(5, 0, 16.4, 16.4), Published(7, 2, 15.4, 15.3))
"""A. Krizhevsky, I. Sutskever, G. Hinton: ImageNet classification with deep convolutional neural networks (NIPS 2012),
table 2. The two networks that had learnt from more data also have a sixth convolution."""


def measured(what: Measured) -> DataFrame:
    """The committed results of one experiment, not yet averaged.

    Args:
        what: which experiment. The script's first lines tell what was done.

            - "lenet": LeNet-5 on digits, a row a training.
            - "activations": ReLU against tanh, a row a training. Rows "tuning" have chosen the learning rates.
            - "curves": those trainings watched, a row a look.
            - "regularisation": dropout and weight decay, a row a training. Rows "tuning" have chosen both.
            - "ensemble": averaged networks, a row an ensemble and number of networks.
            - "depth": three 3x3 convolutions against one 7x7, a row a training. Rows "tuning" as above.

    Returns:
        A DataFrame whose `attrs` tell by which command, on which machine, with which versions, and how long it took.
        Some scripts were stopped before their last seed, as their first lines say: count before you compare.

    Raises:
        ValueError: for another name.
        CourseError: if the results are not there.
    """
    return read_one(what, _FILES)


def ranges(results: DataFrame, by: str | Sequence[str], value: str = "test_accuracy") -> DataFrame:
    """Mean and range over the seeds.

    Args:
        results: what `measured` gave, or some of its rows.
        by: the column or columns that name what is compared.
        value: the column to look at.

    Returns:
        A row for each name, in the order in which they come: "mean", "lowest", "highest" of what was found, and "runs",
        how many were. Empty values (what was not reached) are left out, and not counted.

    Raises:
        KeyError: if there is no such column.
        ValueError: if rows that have chosen a setting are among those that were measured with it.
    """
    import pandas as pd  # noqa: PLC0415 (half a second to import: only when asked for)

    names = [by] if isinstance(by, str) else list(by)
    if "purpose" in results and "purpose" not in names and set(results["purpose"]) > {"measured"}:
        raise ValueError(
            'some rows have only chosen a setting: leave them out, with results[results["purpose"] == "measured"].'
        )
    groups = results.groupby(by if isinstance(by, str) else names, sort=False)[[value]]
    found = groups.agg(["mean", "min", "max", "count"])
    found.columns = pd.Index(["mean", "lowest", "highest", "runs"])
    return found
