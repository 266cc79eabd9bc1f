"""Which layers of a classifier learn: its blocks drawn side by side, with what is frozen and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from coursekit.figures import BLUE, GREY, INK, ORANGE, WIDTH, described, sheet, styled
from coursekit.transfer_learning.freezing import backbone_of, chosen

__all__ = ["frozen"]

_NAMES, _GAP, _ROW, _BOX = 2.3, 0.08, 0.82, 0.52  # inches
_PALE = "#D9D9D9"


@styled
def frozen(model: Any, choices: Mapping[str, Any]) -> Figure:
    """A row for each choice: the layers that learn, those that are frozen, and the parameters of both.

    Each convolution is a box, with its parameters under the block; frozen ones are pale and hatched, those that learn
    are blue, the head, which always learns, is orange.

    Args:
        model: what `classifier` gave. It stays as it is.
        choices: by what they are called, what is unfrozen, as `unfreeze` takes it; None for nothing.

    Raises:
        ValueError, TypeError: if there is no choice, or it names no layer of the model.
    """
    if not choices:
        raise ValueError("There is nothing to draw: name at least one choice, such as {'head alone': None}.")
    base = backbone_of(model)
    layers = [(layer.name, layer.count_params()) for layer in base.layers if layer.weights]
    head = sum(layer.count_params() for layer in model.layers if layer is not base)
    blocks: dict[str, list[tuple[str, int]]] = {}
    for name, count in layers:
        blocks.setdefault(name.split("_")[0], []).append((name, count))
    gaps = (len(blocks) + 1) * 3 * _GAP + len(layers) * _GAP
    box = min(0.5, (WIDTH - _NAMES - gaps) / (len(layers) + 1.6))
    top = 0.42
    drawn, plot = sheet(top + len(choices) * _ROW + 0.3)
    told = []
    for row, (title, what) in enumerate(choices.items()):
        learning = [] if what is None else chosen(base, what)
        trained = sum(count for name, count in layers if name in learning) + head
        upper = top + row * _ROW
        plot.text(0, upper + 0.14, title, fontsize=11, va="center")
        plot.text(0, upper + 0.40, f"{trained:,} learn", fontsize=10, va="center", color=GREY)
        left = _NAMES
        for block, own in blocks.items():
            start = left
            for name, _ in own:
                _box(plot, left, upper, box, name in learning)
                left += box + _GAP
            if row == 0:
                plot.text((start + left - _GAP) / 2, 0.2, block, ha="center", va="center", fontsize=10)
            if row == len(choices) - 1:
                total = sum(count for _, count in own)
                plot.text((start + left - _GAP) / 2, upper + _BOX + 0.16, _short(total), ha="center", va="center",
                          fontsize=10)  # fmt: skip
            left += 3 * _GAP
        _box(plot, left, upper, 1.6 * box, True, ORANGE)
        if row == 0:
            plot.text(left + 0.8 * box, 0.2, "head", ha="center", va="center", fontsize=10)
        if row == len(choices) - 1:
            plot.text(left + 0.8 * box, upper + _BOX + 0.16, _short(head), ha="center", va="center", fontsize=10)
            plot.text(0, upper + _BOX + 0.16, "parameters", fontsize=10, va="center")
        names = ", ".join(learning) if learning else "no convolution"
        told.append(f"{title}: {names} and the head learn, {trained:,} parameters")
    counts = ", ".join(f"{block} {sum(count for _, count in own):,}" for block, own in blocks.items())
    return described(
        drawn, f"The layers of a classifier, a row a choice. {'; '.join(told)}. Parameters: {counts}, head {head:,}."
    )


def _box(plot: Any, left: float, top: float, width: float, learns: bool, colour: str = BLUE) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    look: dict[str, Any] = {"facecolor": colour} if learns else {"facecolor": _PALE, "hatch": "////"}
    edge = INK if learns else GREY
    plot.add_patch(Rectangle((left, top), width, _BOX, edgecolor=edge, linewidth=0.9, **look))


def _short(count: int) -> str:
    return f"{count / 1e6:.2f} M" if count >= 1e5 else f"{count / 1e3:.1f} k"
