"""How many images it takes: accuracy by images per class, with ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, PALE, SKY, VERMILION, described, figure, styled

__all__ = ["by_images"]

_LOOKS = ((BLUE, "o"), (ORANGE, "D"), (INK, "s"), (VERMILION, "^"), (SKY, "v"))


@styled
def by_images(
    reached: Mapping[str, Mapping[int, Sequence[float]]], quantity: str, chance: float | None = None
) -> Figure:
    """For each way to train, what its runs reached with so many images per class: the mean, and a line over the range.

    Args:
        reached: by way, then by images per class: what each run reached, as parts of 1; up to five ways.
        quantity: what it is, as "right of the test patches".
        chance: what guessing reaches, as a dashed line; None for no line.

    Raises:
        ValueError: if there is no way, more than five, or one without runs.
    """
    if not 1 <= len(reached) <= len(_LOOKS) or not all(reached.values()):
        raise ValueError(f"There is room for 1 to {len(_LOOKS)} ways, each with runs.")
    counts = sorted({count for own in reached.values() for count in own})
    drawn, plot = figure(9, 3.6)
    told = []
    for number, ((way, own), (colour, mark)) in enumerate(zip(reached.items(), _LOOKS, strict=False)):
        shift = 0.11 * (number - (len(reached) - 1) / 2)
        places = [counts.index(count) + shift for count in sorted(own)]
        runs = [100 * np.asarray(own[count], dtype=float) for count in sorted(own)]
        means = [each.mean() for each in runs]
        plot.vlines(places, [r.min() for r in runs], [r.max() for r in runs], color=colour, linewidth=2.2)
        plot.plot(places, means, color=colour, marker=mark, markersize=7, linewidth=0.9, label=way)
        parts = ", ".join(
            f"{each.mean():.0f} % with {count} ({each.min():.0f} to {each.max():.0f}, {len(each)} runs)"
            for count, each in zip(sorted(own), runs, strict=True)
        )
        told.append(f"{way}: {parts}")
    if chance is not None:
        plot.axhline(100 * chance, color=GREY, linestyle=(0, (4, 3)), linewidth=1.2, label="guessing")
    plot.set_xticks(range(len(counts)), [str(count) for count in counts])
    plot.set_xlim(-0.5, len(counts) - 0.5)
    plot.set_xlabel("labelled patches per class (a mark at the mean, a line from the worst run to the best)")
    plot.set_ylabel(f"{quantity}, %")
    plot.grid(axis="y", color=PALE)
    plot.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return described(drawn, f"{quantity[0].upper()}{quantity[1:]} by images per class. {'; '.join(told)}.")
