"""The charts of lecture 01. Each function returns a Matplotlib figure with its alt text, for `figures.show`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, ORANGE, PALE, described, figure, styled

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["accuracy", "counts", "layer_shares", "parameters_by_kernel"]


@styled
def counts(parameters: Mapping[str, int]) -> Figure:
    """Numbers of parameters as bars on a logarithmic axis, each with its number.

    Args:
        parameters: how many, for each name, from top to bottom.
    """
    drawn, axis = figure(9, 0.9 + 0.6 * len(parameters))
    names, numbers = list(parameters), list(parameters.values())
    bars = axis.barh(names, numbers, color=[GREY, ORANGE, BLUE][: len(names)], height=0.62)
    axis.bar_label(bars, [f"{number:,}" for number in numbers], padding=5, fontsize=12)
    axis.invert_yaxis()
    axis.set_xscale("log")
    axis.set_xlim(10, max(numbers) * 12)
    axis.set_xlabel("parameters (logarithmic: each labelled tick is ten times more)")
    axis.tick_params(axis="y", length=0, labelsize=11)
    told = ", ".join(f"{' '.join(name.split())} {number:,}" for name, number in parameters.items())
    return described(drawn, f"Bars on a logarithmic axis, in parameters: {told}.")


@styled
def parameters_by_kernel(kernels: Sequence[int], parameters: Mapping[str, Sequence[int]], size: int) -> Figure:
    """The parameters of three layers with the same input and output size, for growing kernels.

    Args:
        kernels: kernel sizes.
        parameters: for each kind of layer, how many parameters it has at each kernel size.
        size: height and width of the input, for the title.
    """
    drawn, axis = figure(9, 4)
    looks = ((GREY, "s", ":"), (ORANGE, "o", "--"), (BLUE, "D", "-"))
    for (name, numbers), (colour, marker, style) in zip(parameters.items(), looks, strict=True):
        axis.plot(kernels, numbers, color=colour, marker=marker, linestyle=style, linewidth=2, markersize=7, label=name)
    axis.set_yscale("log")
    axis.set_xticks(list(kernels), [f"{kernel}×{kernel}" for kernel in kernels])
    axis.set_xlabel(f"kernel, over an input of {size}×{size}×1, one filter, no padding")
    axis.set_ylabel("parameters")
    axis.grid(axis="y", color=PALE)
    axis.legend(loc="upper right")
    told = "; ".join(f"{name} {' '.join(f'{number:,}' for number in numbers)}" for name, numbers in parameters.items())
    return described(
        drawn,
        "Three curves of parameters, on a logarithmic axis, against the size of the kernel, on an input of "
        f"{size} by {size}. For kernels of {kernels[0]} to {kernels[-1]}: {told}.",
    )


@styled
def layer_shares(parameters: Mapping[str, int], dense: Sequence[str], title: str) -> Figure:
    """The parameters of each layer of a network, dense layers told apart by colour and hatching.

    Args:
        parameters: how many, for each layer, in the order of the network.
        dense: names of the dense layers.
        title: what the network is.
    """
    drawn, axis = figure(9, 4.2)
    names = list(parameters)
    total = sum(parameters.values())
    told = []
    for kind, chosen, colour, hatch in (
        ("convolutions", [name for name in names if name not in dense], BLUE, ""),
        ("dense layers", list(dense), ORANGE, "//"),
    ):
        share = sum(parameters[name] for name in chosen) / total
        numbers = [parameters[name] / 1e6 for name in chosen]
        positions = [names.index(name) for name in chosen]
        label = f"{kind}: {share:.1%}"
        heights = ", ".join(f"{name} {_short(parameters[name] / 1e6)}" for name in chosen)
        told.append(f"The {kind}, {share:.1%} of all parameters: {heights}.")
        axis.bar(positions, numbers, color=colour, hatch=hatch, edgecolor="white", label=label)
        for position, number in zip(positions, numbers, strict=True):
            axis.annotate(_short(number), (position, number), (0, 3),
                          textcoords="offset points", ha="center", fontsize=9)  # fmt: skip
    axis.set_xticks(range(len(names)), names, rotation=55, ha="right", rotation_mode="anchor", fontsize=9)
    axis.set_ylabel("parameters, millions")
    axis.set_title(title)
    axis.legend(loc="upper left")
    return described(drawn, f"{title}. A bar for each layer, in millions. {' '.join(told)}")


@styled
def accuracy(results: DataFrame) -> Figure:
    """Test accuracy against the number of parameters, one panel a split: mean over the seeds, bars from worst to best.

    Args:
        results: rows of `coursekit.parameters.measured()`, one image size, pixels as scanned.
    """
    drawn, axes = figure(9, 4, columns=2, sharey=True)
    titles = {"random": "random split: sheets mixed", "order": "split by order: new sheets"}
    looks = {"MLP": (GREY, "s", "--"), "CNN": (BLUE, "D", "-")}
    told = []
    for axis, (split, title) in zip(axes, titles.items(), strict=True):
        told.append(f"{title[0].upper()}{title[1:]}.")
        for kind, (colour, marker, style) in looks.items():
            chosen = results[(results["split"] == split) & results["network"].str.startswith(kind)]
            scores = 100 * chosen.groupby("parameters")["accuracy"].agg(["mean", "min", "max"]).sort_index()
            spread = [scores["mean"] - scores["min"], scores["max"] - scores["mean"]]
            axis.errorbar(
                scores.index, scores["mean"], spread, color=colour, marker=marker, linestyle=style,
                linewidth=2, markersize=7, capsize=4, label=kind,
            )  # fmt: skip
            points = (f"{score.mean:.1f} % ({score.min:.1f} to {score.max:.1f}) with {score.Index:,}"
                      for score in scores.itertuples())  # fmt: skip
            told.append(f"{kind}: {', '.join(points)} parameters.")
        axis.set_xscale("log")
        axis.set_xlabel("parameters (logarithmic)")
        axis.set_title(title)
        axis.grid(axis="y", color=PALE)
    axes[0].set_ylabel("right on the test images, %")
    axes[0].legend(loc="lower right")
    return described(
        drawn,
        "Two panels: right answers on the test images against parameters (logarithmic), as mean over the seeds, with "
        f"the worst and the best. {' '.join(told)}",
    )


def _short(millions: float) -> str:
    """A number of millions for a bar: two digits below ten, whole numbers above."""
    return f"{millions:.2g}" if millions < 10 else f"{millions:.0f}"
