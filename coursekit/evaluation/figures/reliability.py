"""Whether a score of 80 % is right four times in five."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.evaluation.calibrating import Calibration
from coursekit.evaluation.figures.axes import LOOKS, check_count, unit_axis
from coursekit.figures import GREY, PALE, described, figure, styled

__all__ = ["reliability"]


def wilson(shares: npt.NDArray[Any], counts: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """95 % intervals of shares that were counted, inside of 0 to 1 even where a share is 0 or 1.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22, 1927.

    Args:
        shares: from 0 to 1, shape (n,).
        counts: of how many each, above 0, shape (n,).

    Returns:
        Their lower and upper ends, shape (n,) each.
    """
    z = 1.959964  # 97.5 % of a normal distribution lie below
    middle = (shares + z**2 / (2 * counts)) / (1 + z**2 / counts)
    reach = z / (1 + z**2 / counts) * np.sqrt(shares * (1 - shares) / counts + z**2 / (4 * counts**2))
    return middle - reach, middle + reach


@styled
def reliability(measured: Mapping[str, Calibration], event: str = "positive") -> Figure:
    """The share of positives by mean score with its 95 % interval, bin by bin, and how many images each bin has.

    Args:
        measured: by name, what `evaluation.calibration` returned, 1 to 4.
        event: what "positive" means, where the scores are about something else, such as "right".

    Raises:
        ValueError: for none, or more than four.
    """
    check_count(len(measured), "curves")
    drawn, (left, right) = figure(9, 4.0, columns=2, width_ratios=(1, 1))
    unit_axis(left, "mean score of the bin", f"share that is {event} (95 % interval)")
    left.plot([0, 1], [0, 1], color=GREY, linestyle=(0, (4, 3)), linewidth=1.2)
    told = []
    for number, ((name, each), (colour, line, mark)) in enumerate(zip(measured.items(), LOOKS, strict=False)):
        filled = each.counts > 0
        left.plot(each.mean_score[filled], each.positive_share[filled], color=colour, linestyle=line, marker=mark,
                  markersize=7, label=name)  # fmt: skip
        low, high = wilson(each.positive_share[filled], each.counts[filled])
        left.vlines(each.mean_score[filled], low, high, color=colour, linewidth=1.1, alpha=0.8)
        middles, width = (each.edges[:-1] + each.edges[1:]) / 2, np.diff(each.edges)
        shift = (number - (len(measured) - 1) / 2) * width * 0.9 / len(measured)
        right.bar(middles + shift, each.counts, width=0.85 * width / len(measured), color=colour, label=name)
        last = int(np.flatnonzero(filled)[-1])
        told.append(
            f"{name}: expected calibration error {each.expected_calibration_error:.3f}; in its highest bin, "
            f"{each.counts[last]} images with a mean score of {each.mean_score[last]:.0%}, of which "
            f"{each.positive_share[last]:.0%} are {event}"
        )
    left.set_title("dashed: scores that keep their word")
    right.set_title("images in each bin")
    right.set_xlabel("score")
    right.set_xlim(-0.02, 1.02)
    right.grid(axis="y", color=PALE)
    right.legend(loc="upper left")
    return described(drawn, f"Calibration. {'; '.join(told)}.")
