"""Receptive fields on an image: the theoretical box, where the influence really is, several networks side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from coursekit.figures import INK, ORANGE, VERMILION, described, figure, styled
from coursekit.network import read
from coursekit.receptive_field.analysis import Analysis, chosen_input
from coursekit.receptive_field.by_gradients.effective import Effective
from coursekit.receptive_field.field import Field, of
from coursekit.receptive_field.figures.pixels import told_box
from coursekit.receptive_field.images import as_picture
from coursekit.receptive_field.maps import fixed_sizes

__all__ = ["on_image", "side_by_side"]

Array = npt.NDArray[Any]
_STRONG = 1 - 0.9545  # of the largest influence: the bound of Luo et al. 2016 (two standard deviations of a Gaussian)


@styled
def on_image(
    image: npt.ArrayLike,
    field: Field,
    unit: tuple[int, int],
    heat: Effective | npt.ArrayLike | None = None,
    *,
    inner: tuple[int, int, int, int] | None = None,
    title: str | None = None,
) -> Figure:
    """The box that one unit sees, over an image, and beside it where its influence really is.

    Args:
        image: (h, w), (h, w, 1) or (h, w, 3), of the size of the network's input.
        field: the receptive field of the unit's layer.
        unit: row and column of the unit.
        heat: how much each pixel influences the unit: what `receptive_field.effective` gives, or an array
            (h, w) of numbers that are not negative.
        inner: a smaller box (top, left, bottom, right), half-open, that is framed on the heat map in place of the
            line of Luo et al., with its share of the influence in the title.
        title: what stands above the whole figure.

    Raises:
        IndexError: if there is no such unit.
        ValueError: if image or heat map has not the size of the input, the heat map is negative, all zero, or of
            another unit, or the inner box is none, or there is no heat map for it.
    """
    size = fixed_sizes(field, field.input)
    picture = as_picture(image, size)
    box = field.region(*unit)
    drawn, axes = figure(9, 4.7 if heat is not None else 5.2, columns=1 if heat is None else 2, squeeze=False)
    _photograph(axes[0, 0], picture, box, f"{field.layer}, unit ({unit[0]}, {unit[1]})\n"
                f"sees {box[2] - box[0]}×{box[3] - box[1]} pixels")  # fmt: skip
    told = f"An image of {size[0]} by {size[1]} pixels with the box that unit ({unit[0]}, {unit[1]}) of {field.layer} "
    told += f"sees: {told_box(box)}."
    if title is not None:
        drawn.suptitle(title)
        told = f"{title}. {told}"
    if heat is not None:
        influence = _checked_heat(heat, size, field.layer, unit)
        words, more = _strong(influence, box) if inner is None else _within(influence, inner)
        _heat(drawn, axes[0, 1], picture, influence, box, inner)
        axes[0, 1].set_title(words)
        told += " Beside it the same box with the influence of each pixel on the unit, brighter where it is stronger. "
        told += more
    elif inner is not None:
        raise ValueError("An inner box is framed on a heat map, and there is none: give `heat`, too.")
    return described(drawn, told)


def _strong(influence: Array, box: tuple[int, ...]) -> tuple[str, str]:
    """How many pixels have a strong influence, as Luo et al. count them: for the title, and in full."""
    strong = int((influence > _STRONG * influence.max()).sum())
    inside = (box[2] - box[0]) * (box[3] - box[1])
    return (
        f"above {_STRONG:.2%} of the strongest:\n{strong:,} of {inside:,} pixels ({strong / inside:.0%})",
        f"{strong:,} pixels, as many as a square of {np.sqrt(strong):.0f} by {np.sqrt(strong):.0f} has, have more than "
        f"{_STRONG:.2%} of the strongest influence: {strong / inside:.0%} of the box.",
    )


def _within(influence: Array, inner: tuple[int, int, int, int]) -> tuple[str, str]:
    """Which share of the influence an inner box has: for the title, and in full."""
    top, left, bottom, right = inner
    if not (0 <= top < bottom <= influence.shape[0] and 0 <= left < right <= influence.shape[1]):
        raise ValueError(f"The inner box must lie on the image as (top, left, bottom, right), half-open, not {inner}.")
    share = influence[top:bottom, left:right].sum() / influence.sum()
    return (
        f"inner {bottom - top}×{right - left}, dashed:\n{share:.0%} of the influence",
        f"A dashed frame around {told_box(inner)} holds {share:.0%} of all influence.",
    )


@styled
def side_by_side(
    models: Mapping[str, Any],
    image: npt.ArrayLike,
    *,
    layers: Mapping[str, str] | None = None,
    pixel: tuple[int, int] | None = None,
) -> Figure:
    """What the unit over the same place of an image sees, in several architectures.

    Args:
        models: Keras models or layer lists by the name to be shown, up to six, all for images of this size (or of
            no fixed size).
        image: (h, w), (h, w, 1) or (h, w, 3).
        layers: for each model the layer whose unit is shown; by default the last one whose units do not see the whole
            image.
        pixel: row and column of the place; by default the middle of the image. The unit with the nearest centre is
            shown.

    Raises:
        ValueError: if there are no models or too many, or image and input differ in size.
    """
    if not 1 <= len(models) <= 6:
        raise ValueError(f"There is room for 1 to 6 networks, not for {len(models)}.")
    picture = as_picture(image)
    size = picture.shape[:2]
    place = (size[0] // 2, size[1] // 2) if pixel is None else pixel
    columns = 2 if len(models) == 4 else min(3, len(models))
    rows = -(-len(models) // columns)
    drawn, axes = figure(
        9, rows * min(4.6, (9 / columns - 0.75) * size[0] / size[1] + 1.15), rows, columns, squeeze=False
    )
    told = []
    for plot in axes.flat[len(models) :]:
        plot.axis("off")
    for plot, (name, model) in zip(axes.flat, models.items(), strict=False):
        field = _local_field(model, (layers or {}).get(name), size)
        unit = _nearest(field, place)
        box = field.region(*unit)
        extent = "×".join("all" if length == np.inf else f"{length:,}" for length in field.size)
        _photograph(plot, picture, box, f"{name}: {extent}\n{field.layer}, unit ({unit[0]}, {unit[1]})")
        told.append(f"{name}, {field.layer}, unit ({unit[0]}, {unit[1]}): field {extent}, on the image {told_box(box)}")
    return described(
        drawn,
        f"The same image of {size[0]} by {size[1]} pixels {len(models)} times, each with what the unit nearest to row "
        f"{place[0]}, column {place[1]} sees. {'; '.join(told)}.",
    )


def _photograph(plot: Any, picture: Array, box: tuple[int, ...], title: str) -> None:
    """An image with a box on it, and all outside the box paler."""
    height, width = picture.shape[:2]
    top, left, bottom, right = box
    pale = (0.35 * picture + 0.65 * 255).astype(np.uint8)
    pale[top:bottom, left:right] = picture[top:bottom, left:right]
    plot.imshow(pale, extent=(0, width, height, 0), interpolation="nearest")
    _frame(plot, box)
    plot.set_title(title)
    plot.set_xlabel("column of the pixel")
    plot.set_ylabel("row of the pixel")
    for axis in (plot.xaxis, plot.yaxis):
        axis.get_major_locator().set_params(integer=True)


def _frame(plot: Any, box: tuple[int, ...], colour: str = VERMILION, style: Any = "-") -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (private to Matplotlib's drawing)

    top, left, bottom, right = box
    # White below, to be seen on any image.
    for edge, width, line in (("white", 4.5, "-"), (colour, 2.2, style)):
        plot.add_patch(
            Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=edge, linewidth=width,
                      linestyle=line, clip_on=False)
        )  # fmt: skip


def _heat(
    drawn: Any, plot: Any, picture: Array, influence: Array, box: tuple[int, ...], inner: tuple[int, ...] | None
) -> None:  # fmt: skip
    height, width = influence.shape
    grey = picture.mean(axis=2)
    plot.imshow(grey, cmap="gray", vmin=0, vmax=255, extent=(0, width, height, 0))
    share = influence / influence.max()
    # The image shows through where there is little influence.
    shown = plot.imshow(share, cmap="cividis", vmin=0, vmax=1, alpha=0.15 + 0.85 * np.sqrt(share),
                        extent=(0, width, height, 0))  # fmt: skip
    bar = drawn.colorbar(shown, ax=plot, shrink=0.8)
    bar.set_label("share of the strongest influence")
    _frame(plot, box)
    plot.set_xlabel("column of the pixel")
    if inner is not None:
        _frame(plot, inner, INK, (0, (3, 1.5)))
        return
    middles = (np.arange(width) + 0.5, np.arange(height) + 0.5)
    for colour, thick in ((INK, 2.6), (ORANGE, 1.3)):
        plot.contour(*middles, share, levels=[_STRONG], colors=[colour], linewidths=thick)
    bar.ax.axhline(_STRONG, color=ORANGE, linewidth=2)


def _checked_heat(heat: Any, size: tuple[int, ...], layer: str, unit: tuple[int, int]) -> Array:
    if isinstance(heat, Effective):
        if (heat.layer, heat.unit) != (layer, tuple(unit)):
            raise ValueError(f"The heat map is of unit {heat.unit} of {heat.layer!r}, not of {unit} of {layer!r}.")
        heat = heat.heat
    influence = np.asarray(heat, dtype=float)
    if influence.shape != size:
        raise ValueError(f"The heat map has shape {influence.shape}, but the input has {size[0]}×{size[1]} pixels.")
    if not np.isfinite(influence).all() or influence.min() < 0 or influence.max() == 0:
        raise ValueError("A heat map has values of 0 or more, not all of them 0. Take absolute values.")
    return influence


def _local_field(model: Any, layer: str | None, size: tuple[int, ...]) -> Field:
    """The field of a layer, by default of the last one that does not see the whole input."""
    network = read(model)
    shape = network[chosen_input(network, None)].output_shape
    given = tuple(shape)
    field = of(network, layer, input_shape=None if None not in given else _filled(network, given, size))
    if fixed_sizes(field, field.input) != size:
        expected = "×".join(map(str, fixed_sizes(field, field.input)))
        raise ValueError(f"The image is {size[0]}×{size[1]}, but {network.name!r} takes {expected}. "
                         "Resize it.")  # fmt: skip
    if layer is None and any(field.whole):
        analysis = field.analyses[0]
        field = of(analysis.network, _last_local(analysis, field.layer))
    return field


def _filled(network: Any, shape: tuple[int | None, ...], size: tuple[int, ...]) -> tuple[int | None, ...]:
    """The shape with the image's height and width where the network leaves them open."""
    open_axes = [at for at, length in enumerate(shape) if length is None]
    if len(open_axes) != 2:
        raise ValueError(f"The input of {network.name!r} has shape {shape}: give it a fixed size.")
    return tuple(size[open_axes.index(at)] if at in open_axes else length for at, length in enumerate(shape))


def _last_local(analysis: Analysis, layer: str) -> str:
    names = reversed(analysis.before(layer))
    return next(n for n in names if not any(analysis.seen[n].whole) and not analysis.seen[n].place.scattered)


def _nearest(field: Field, place: tuple[int, ...]) -> tuple[int, ...]:
    """The unit whose centre is nearest to a pixel."""
    found = []
    for axis, (count, target) in enumerate(zip(fixed_sizes(field), place, strict=True)):
        units = [(at, 0) if axis == 0 else (0, at) for at in range(count)]
        centres = [field.centre(*unit)[axis] - field.pixel_origin for unit in units]
        found.append(int(np.nanargmin(np.abs(np.array(centres) - target))) if not np.isnan(centres).all() else 0)
    return tuple(found)
