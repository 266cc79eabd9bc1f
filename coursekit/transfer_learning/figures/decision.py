"""When to use which: a map of how many labels there are and how near the new task is to the old one."""

from __future__ import annotations

from matplotlib.figure import Figure

from coursekit.figures import BLUE, INK, ORANGE, PALE, SKY, WIDTH, described, sheet, styled

__all__ = ["ADVICE", "when_to_use"]

ADVICE = {
    ("few", "near"): ("Freeze all, train a head", "small head; cached features; augment as variants"),
    ("few", "far"): ("Freeze all, cut earlier", "a head on a middle block, which is more general"),
    ("many", "near"): ("Freeze, then fine-tune the top", "last block, a tenth of the learning rate or less"),
    ("many", "far"): ("Fine-tune all, or from scratch", "pre-trained weights as a start; compare both"),
}
"""By labels ("few", "many") and task ("near", "far"): what to try first, and how."""

_LEFT, _HEAD, _HIGH, _GAP = 1.25, 0.4, 1.0, 0.1  # inches
_COLOURS = {"few": (BLUE, "white"), "many": (ORANGE, INK)}


@styled
def when_to_use() -> Figure:
    """Four fields, by labels and by how near the task is; each says what to try first. Rules of thumb, no laws."""
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (only when something is drawn)

    wide = (WIDTH - _LEFT - _GAP) / 2
    drawn, plot = sheet(_HEAD + 2 * _HIGH + _GAP + 0.05)
    for column, task in enumerate(("near", "far")):
        middle = _LEFT + column * (wide + _GAP) + wide / 2
        words = "like what the features were learnt from" if task == "near" else "unlike it"
        plot.text(middle, _HEAD / 2, f"task {words}", ha="center", va="center", fontsize=11)
        for row, labels in enumerate(("few", "many")):
            left, top = _LEFT + column * (wide + _GAP), _HEAD + row * (_HIGH + _GAP)
            strong = task == "near"
            fill, ink = _COLOURS[labels] if strong else ({"few": SKY, "many": "#F5D58C"}[labels], INK)
            plot.add_patch(Rectangle((left, top), wide, _HIGH, facecolor=fill, edgecolor=PALE))
            first, how = ADVICE[labels, task]
            plot.text(left + wide / 2, top + 0.36, first, ha="center", va="center", fontsize=13, color=ink)
            plot.text(left + wide / 2, top + 0.70, how, ha="center", va="center", fontsize=9.5, color=ink)
            if column == 0:
                plot.text(0, top + _HIGH / 2, f"{labels} labels\n{_NUMBERS[labels]}", va="center", fontsize=11)
    told = "; ".join(
        f"{labels} labels, {task} task: {first.lower()} ({how})" for (labels, task), (first, how) in ADVICE.items()
    )
    return described(drawn, f"What to try first. {told[0].upper()}{told[1:]}.")


_NUMBERS = {"few": "(tens a class)", "many": "(thousands)"}
