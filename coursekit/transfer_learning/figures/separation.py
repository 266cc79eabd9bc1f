"""What the features of each block separate: all images as points in a plane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, SKY, VERMILION, described, figure, styled
from coursekit.network.validation import whole
from coursekit.transfer_learning.neighbours.nearest import by_chance, nearest

__all__ = ["separation"]

_COLOURS = (BLUE, ORANGE, INK, SKY, VERMILION, GREY)
_MARKS = ("o", "D", "s", "^", "X", "v", "P", "<", "*", ">")
_METHODS = ("PCA", "t-SNE")


@styled
def separation(
    features: Mapping[str, npt.ArrayLike],
    labels: npt.ArrayLike,
    classes: Sequence[str] | None = None,
    *,
    methods: Sequence[str] = _METHODS,
    count: int = 5,
    seed: int = 0,
) -> Figure:
    """A column for each block, a row for each method: an image is a point, its class a mark.

    PCA keeps the two directions in which features differ most; t-SNE keeps neighbours together and nothing else: how
    far its clusters lie apart, and how large they are, means nothing. Both see no labels. Features are standardised
    first. Over each column stands which part of an image's nearest neighbours, by all features, has its label.

    Args:
        features: by block, shape (images, channels): what `by_block` gave; up to five.
        labels: class ids, shape (images,).
        classes: their names, up to ten; names of one letter are the marks themselves.
        methods: "PCA", "t-SNE" or both.
        count: of neighbours, for the share.
        seed: of both methods.

    Raises:
        ValueError: if there are no or too many blocks or classes, too few images, or another method.
    """
    from sklearn.decomposition import PCA  # noqa: PLC0415 (only when something is drawn)
    from sklearn.manifold import TSNE  # noqa: PLC0415 (as above)
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415 (as above)
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 (comes with scikit-learn)

    known, count = np.asarray(labels), whole(count, "count")
    names = [str(each) for each in range(int(known.max()) + 1)] if classes is None else list(classes)
    if not 1 <= len(features) <= 5 or not 1 <= len(names) <= len(_MARKS):
        raise ValueError(f"There is room for 1 to 5 blocks and up to {len(_MARKS)} classes.")
    if not methods or set(methods) - set(_METHODS):
        raise ValueError(f"methods must be some of {', '.join(map(repr, _METHODS))}, not {methods!r}.")
    if len(known) < 10:
        raise ValueError(f"{len(known)} images are too few to see anything: take ten at least.")
    letters = all(len(name) == 1 for name in names)
    drawn, plots = figure(9, 0.75 + 1.95 * len(methods), len(methods), len(features), squeeze=False)
    shares = {}
    for column, (block, given) in enumerate(features.items()):
        values = np.asarray(given, dtype=np.float64)
        if values.shape[:1] != known.shape or values.ndim != 2:
            raise ValueError(f"{block} must have shape ({len(known)}, channels), not {values.shape}.")
        shares[block] = float(nearest(values, count).right(known).mean())
        standard = StandardScaler().fit_transform(values)
        for row, method in enumerate(methods):
            if method == "PCA":
                flat = PCA(2, random_state=seed).fit_transform(standard)
            else:
                near = min(30.0, (len(known) - 1) / 3)
                # In one thread: for a few hundred points threads cost more than they bring, a hundred times more on a
                # busy machine.
                with threadpool_limits(1):
                    flat = TSNE(perplexity=near, init="pca", random_state=seed).fit_transform(standard)
            _points(plots[row, column], flat, known, names, letters)
            if column == 0:
                plots[row, 0].set_ylabel(method)
        plots[0, column].set_title(f"{block}\n{100 * shares[block]:.0f} % right", fontsize=11)
    if not letters:
        handles, found = plots[0, 0].get_legend_handles_labels()
        drawn.legend(handles, found, loc="outside lower center", ncols=min(6, len(found)), handletextpad=0.1,
                     columnspacing=1.0, markerscale=1.6)  # fmt: skip
    told = ", ".join(f"{block} {share:.0%}" for block, share in shares.items())
    return described(
        drawn,
        f"{len(known)} images as points by {' and by '.join(methods)}, a column a block, a mark a class. Of the "
        f"{count} nearest neighbours these have the right label: {told}; by chance {by_chance(known):.0%}.",
    )


def _points(plot: Any, flat: npt.NDArray[Any], labels: npt.NDArray[Any], names: Sequence[str], letters: bool) -> None:
    for each, name in enumerate(names):
        own = flat[labels == each]
        mark = f"${name}$" if letters else _MARKS[each]
        plot.scatter(own[:, 0], own[:, 1], s=22 if letters else 13, marker=mark, color=_COLOURS[each % len(_COLOURS)],
                     linewidths=0, label=name.replace("_", " "))  # fmt: skip
    plot.set_xticks([])
    plot.set_yticks([])
    for side in ("left", "bottom", "top", "right"):
        plot.spines[side].set_visible(True)
        plot.spines[side].set_color("#BBBBBB")
