"""The stepper's picture in SVG: values in the upper row, gradients in the lower one, aligned below each other."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from coursekit.backprop.example import Example
from coursekit.backprop.stepper.numbers import Numbers, path
from coursekit.backprop.stepper.state import GRADIENT_STEP, PARTS, VALUE_STEP, Cell, State, size
from coursekit.backprop.stepper.words import TITLES, number
from coursekit.figures import BLUE, GREY, INK, ORANGE, VERMILION

__all__ = ["draw"]

_SIDE = 42  # pixels of a square
_LEFT, _TOP = 26, 34  # where the maps begin
_GAPS = {"input": 0, "kernel": 30, "convolution": 36, "relu": 36, "pooling": 36}  # before each part
_ROW = 4 * _SIDE  # height of a row of maps
_BETWEEN = 66  # from the upper row to the lower one
_WAY, _BACK = "#D3E8F5", "#FADFCB"  # fill of what is on the way, forward and back
_PALE, _LINE = "#8A8A8A", "#AAAAAA"


@dataclass(frozen=True)
class _Look:
    """How one square looks."""

    text: str
    fill: str = "white"
    edge: str = _LINE
    pale: bool = False
    small: str = ""
    hatched: bool = False
    framed: bool = False
    changed: bool = False
    selected: bool = False


def draw(state: State, numbers: Numbers, before: Numbers | None, told: str) -> str:
    """The picture.

    Args:
        state: what is shown.
        numbers: those of its example.
        before: those before the last change, to mark what it changed; None to mark nothing.
        told: the picture in words.
    """
    lefts, width = _lefts(state.example)
    height = _TOP + 2 * _ROW + _BETWEEN + 40
    parts: list[str] = []
    for lower in (False, True):
        looks = dict(_looks(state, numbers, before, lower))
        # A frame overlaps its neighbours: what has one is drawn after them.
        for cell, look in sorted(looks.items(), key=lambda item: (item[1].selected, item[1].framed)):
            x, y = _corner(state.example, cell, lefts, lower)
            parts.append(_square(cell, look, x, y))
    return (
        f"<svg role='img' aria-label='{html.escape(told)}' viewBox='0 0 {width} {height}' "
        f"style='display: block; width: 100%; max-width: {width}px; height: auto' font-family='system-ui, sans-serif' "
        f"text-anchor='middle' fill='{INK}'>{_captions(state, lefts)}{_loss(state, numbers, lefts)}"
        f"{_arrows(state, lefts)}{''.join(parts)}</svg>"
    )


def _lefts(example: Example) -> tuple[dict[str, int], int]:
    """The left edge of each part, and the width of all."""
    found, x = {}, _LEFT
    for part, gap in _GAPS.items():
        x += gap
        found[part] = x
        x += size(example, part)[1] * _SIDE
    found["bias"] = found["kernel"] + _SIDE
    # The last caption may be wider than its map.
    columns = size(example, "pooling")[1]
    return found, found["pooling"] + max(columns * _SIDE + 6, columns * _SIDE // 2 + 58)


def _top(lower: bool) -> int:
    return _TOP + (_ROW + _BETWEEN if lower else 0)


def _corner(example: Example, cell: Cell, lefts: dict[str, int], lower: bool) -> tuple[float, float]:
    rows, _ = size(example, cell.part)
    # The kernel begins at the top, to leave room for the bias; the maps are centred.
    begin = {"kernel": 0.0, "bias": 3 * _SIDE + 12}.get(cell.part, (_ROW - rows * _SIDE) / 2)
    return lefts[cell.part] + cell.col * _SIDE, _top(lower) + begin + cell.row * _SIDE


def _looks(state: State, numbers: Numbers, before: Numbers | None, lower: bool) -> Iterator[tuple[Cell, _Look]]:
    way = path(numbers, state.cell)
    on_way = way.gradients if lower else way.values
    steps = GRADIENT_STEP if lower else VALUE_STEP
    shown = numbers.gradients if lower else numbers.values
    earlier = None if before is None else before.gradients if lower else before.values
    factors = numbers.gradient_factors(state.cell) if lower else numbers.value_factors(state.cell)
    # What a sum is made of is told with the sum, not before.
    if state.step < (GRADIENT_STEP if lower else VALUE_STEP)[state.cell.part]:
        factors = {}
    run = numbers.run
    for part in PARTS:
        rows, columns = size(state.example, part)
        there, following = state.step >= steps[part], state.step + 1 == steps[part]
        for row in range(rows):
            for col in range(columns):
                cell, value = Cell(part, row, col), float(shown[part][row, col])
                # Where a gradient goes is not shown before it has been asked.
                bright = cell in on_way and (there or not lower)
                yield (
                    cell,
                    _Look(
                        text=number(value) if there else "?" if following else "",
                        fill=ORANGE if cell == state.cell else (_BACK if lower else _WAY) if bright else "white",
                        edge=(VERMILION if lower else BLUE) if bright else _LINE,
                        pale=not there or (lower and value == 0),
                        small=f"×{number(factors[cell])}" if cell in factors else "",
                        hatched=part == "convolution" and not run.active[row, col] and state.step >= 6,
                        framed=part == "relu" and bool(run.winners[row, col]) and state.step >= 5,
                        changed=there and earlier is not None and float(earlier[part][row, col]) != value,
                        selected=cell == state.cell,
                    ),
                )


def _square(cell: Cell, look: _Look, x: float, y: float) -> str:
    s = _SIDE
    parts = [f"<rect x='{x:g}' y='{y:g}' width='{s}' height='{s}' fill='{look.fill}' stroke='{look.edge}'/>"]
    if look.hatched:
        lines = "".join(
            f"M{x + max(0, d - s):g} {y + min(d, s):g}L{x + min(d, s):g} {y + max(0, d - s):g}"
            for d in range(10, 2 * s, 12)
        )  # fmt: skip
        parts.append(f"<path d='{lines}' stroke='{GREY}' stroke-width='0.8' opacity='0.55'/>")
    if look.framed:
        parts.append(
            f"<rect x='{x + 3:g}' y='{y + 3:g}' width='{s - 6}' height='{s - 6}' fill='none' stroke='{INK}' "
            "stroke-width='2.2'/>"
        )
    if look.selected:
        parts.append(
            f"<rect x='{x:g}' y='{y:g}' width='{s}' height='{s}' fill='none' stroke='{INK}' stroke-width='3'/>"
        )
    if look.text:
        points = min(18, _fitting(look.text, look.changed or look.framed))
        bold = " font-weight='700' text-decoration='underline'" if look.changed else ""
        colour = f" fill='{_PALE}'" if look.pale and not look.selected else ""
        lift = 5 if look.small else 0
        parts.append(
            f"<text x='{x + s / 2:g}' y='{y + s / 2 + points * 0.35 - lift:g}' font-size='{points}'{bold}{colour}>"
            f"{look.text}</text>"
        )
    if look.small:
        points = min(12.5, _fitting(look.small, tight=False))
        parts.append(
            f"<text x='{x + s - 2.5:g}' y='{y + s - 3.5:g}' font-size='{points}' text-anchor='end'>{look.small}</text>"
        )
    return f"<g data-cell='{cell.part},{cell.row},{cell.col}' style='cursor: pointer'>{''.join(parts)}</g>"


def _fitting(text: str, tight: bool) -> float:
    """The size of letters with which a number has room in a square, also a bold one, or one in a frame (`tight`)."""
    # A digit is a little more than half as wide as it is high.
    return round((1.3 if tight else 1.55) * _SIDE / len(text), 1)


def _captions(state: State, lefts: dict[str, int]) -> str:
    made = []
    for part, left in lefts.items():
        middle = left + size(state.example, part)[1] * _SIDE / 2
        if part != "bias":
            made.append(f"<text x='{middle:g}' y='22' font-size='16'>{TITLES[part]}</text>")
            continue
        for lower in (False, True):
            y = _top(lower) + 3 * _SIDE + 12 + _SIDE / 2 + 5
            made.append(f"<text x='{left - 6:g}' y='{y:g}' font-size='14' text-anchor='end'>bias</text>")
    for lower, text in ((False, "values"), (True, "gradients of the loss")):
        y = _top(lower) + _ROW / 2
        made.append(f"<text transform='translate(14 {y:g}) rotate(-90)' font-size='15'>{text}</text>")
    return "".join(made)


def _loss(state: State, numbers: Numbers, lefts: dict[str, int]) -> str:
    """Target and loss below the output, where the example has them."""
    target = state.example.target
    if target is None or numbers.run.loss is None:
        return ""
    rows, columns = size(state.example, "pooling")
    x, y = lefts["pooling"] + columns * _SIDE / 2, _top(False) + (_ROW + rows * _SIDE) / 2
    lines = [f"target {', '.join(number(value) for value in target.flat)}"]
    if state.step >= VALUE_STEP["pooling"]:
        lines.append(f"loss {number(numbers.run.loss)}")
    return "".join(
        f"<text x='{x:g}' y='{y + 19 + 18 * at:g}' font-size='14'>{line}</text>" for at, line in enumerate(lines)
    )


def _arrows(state: State, lefts: dict[str, int]) -> str:
    """Who is computed from whom; each arrow from the step on in which it has been gone."""
    ends = {part: left + size(state.example, part)[1] * _SIDE for part, left in lefts.items()}
    made = []
    for lower in (False, True):
        colour, dash = (VERMILION, " stroke-dasharray='5 3'") if lower else (BLUE, "")
        middle, foot = _top(lower) + _ROW / 2, _top(lower) + _ROW + 4
        for one, other in (("kernel", "convolution"), ("convolution", "relu"), ("relu", "pooling")):
            last = one if lower else other
            y = _top(lower) + 1.5 * _SIDE if one == "kernel" else middle
            x, tip = (lefts[other] - 7, ends[one] + 7) if lower else (ends[one] + 7, lefts[other] - 7)
            if state.step >= (GRADIENT_STEP if lower else VALUE_STEP)[last]:
                made.append(_arrow(f"M{x:g} {y:g}H{tip:g}", (tip, y), "left" if lower else "right", colour, dash))
        # Between input and convolution stands the kernel: this arrow goes below it.
        source, target = ((lefts[part] + ends[part]) / 2 for part in ("input", "convolution"))
        start, end = (target, source) if lower else (source, target)
        rows = size(state.example, "convolution")[0]
        lift = 0 if rows == 4 else (_ROW - rows * _SIDE) / 2
        begin, stop = (foot - lift, foot) if lower else (foot, foot - lift)
        if state.step >= (GRADIENT_STEP["input"] if lower else VALUE_STEP["convolution"]):
            line = f"M{start:g} {begin:g}V{foot + 32:g}H{end:g}V{stop:g}"
            made.append(_arrow(line, (end, stop), "up", colour, dash))
            label = "times the kernel, turned by half a turn" if lower else "times the kernel, plus the bias"
            made.append(
                f"<text x='{(start + end) / 2:g}' y='{foot + 27:g}' font-size='13' fill='{INK}'>{label}</text>"
            )  # fmt: skip
    return "".join(made)


def _arrow(line: str, tip: tuple[float, float], way: str, colour: str, dash: str) -> str:
    x, y = tip
    head = {
        "right": f"M{x:g} {y:g}l-9 -5v10z",
        "left": f"M{x:g} {y:g}l9 -5v10z",
        "up": f"M{x:g} {y:g}l-5 9h10z",
    }[way]
    return (
        f"<path d='{line}' fill='none' stroke='{colour}' stroke-width='1.8'{dash}/><path d='{head}' fill='{colour}'/>"
    )
