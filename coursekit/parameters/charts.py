"""The charts of lecture 01. Each function returns a Matplotlib figure; `coursekit.figures.show` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, ORANGE, PALE, figure, styled

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
    axis.set_xlabel("parameters (logarithmic: each tick is ten times more)")
    axis.tick_params(axis="y", length=0, labelsize=11)
    return drawn


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
    return drawn


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
    for kind, chosen, colour, hatch in (
        ("convolutions", [name for name in names if name not in dense], BLUE, ""),
        ("dense layers", list(dense), ORANGE, "//"),
    ):
        share = sum(parameters[name] for name in chosen) / total
        numbers = [parameters[name] / 1e6 for name in chosen]
        positions = [names.index(name) for name in chosen]
        label = f"{kind}: {share:.1%}"
        axis.bar(positions, numbers, color=colour, hatch=hatch, edgecolor="white", label=label)
        for position, number in zip(positions, numbers, strict=True):
            axis.annotate(f"{number:.2g}" if number < 10 else f"{number:.0f}", (position, number), (0, 3),
                          textcoords="offset points", ha="center", fontsize=9)  # fmt: skip
    axis.set_xticks(range(len(names)), names, rotation=55, ha="right", rotation_mode="anchor", fontsize=9)
    axis.set_ylabel("parameters, millions")
    axis.set_title(title)
    axis.legend(loc="upper left")
    return drawn


@styled
def accuracy(results: DataFrame) -> Figure:
    """Test accuracy against the number of parameters, one panel a split: mean over the seeds, bars from worst to best.

    Args:
        results: rows of `coursekit.parameters.measured()`, one image size, pixels as scanned.
    """
    drawn, axes = figure(9, 4, columns=2, sharey=True)
    titles = {"random": "random split: writers mixed", "order": "split by order: new writers"}
    looks = {"MLP": (GREY, "s", "--"), "CNN": (BLUE, "D", "-")}
    for axis, (split, title) in zip(axes, titles.items(), strict=True):
        for kind, (colour, marker, style) in looks.items():
            chosen = results[(results["split"] == split) & results["network"].str.startswith(kind)]
            scores = 100 * chosen.groupby("parameters")["accuracy"].agg(["mean", "min", "max"]).sort_index()
            spread = [scores["mean"] - scores["min"], scores["max"] - scores["mean"]]
            axis.errorbar(
                scores.index, scores["mean"], spread, color=colour, marker=marker, linestyle=style,
                linewidth=2, markersize=7, capsize=4, label=kind,
            )  # fmt: skip
        axis.set_xscale("log")
        axis.set_xlabel("parameters (logarithmic)")
        axis.set_title(title)
        axis.grid(axis="y", color=PALE)
    axes[0].set_ylabel("right on the test images, %")
    axes[0].legend(loc="lower right")
    return drawn
