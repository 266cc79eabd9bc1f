"""The receptive field of a layer's units: `of` and `Field`."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import inf, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coursekit.network import Network, Shape, read, with_input_shape
from coursekit.receptive_field.analysis import Analysis, Seen, analyse, axis_names, chosen_input
from coursekit.receptive_field.axis import Periodic, Sight
from coursekit.receptive_field.sizes import DependsOnInput, analyses, combined
from coursekit.receptive_field.trace import Patch, trace

__all__ = ["CONVENTIONS", "Field", "of", "prepared"]

CONVENTIONS = "pixels from 0, middle of the first at {origin}; padding at the top and left, as Keras pads"
"""How places are counted and what is padded, with a gap for the pixel origin."""

_MOST_REASONS = 4  # in the short form; `.reasons` has them all


def of(
    model: Any,
    layer: str | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    pixel_origin: float = 0,
    input_shape: Shape | None = None,
) -> Field:
    """The receptive field of the units of one layer.

    Args:
        model: a Keras model, a list of layers of `coursekit.network`, or a `Network`.
        layer: name of the layer; by default the one that gives the network's result.
        input: name of the input that is looked at, where there are several.
        pixel_origin: where the middle of the first pixel lies: 0 (pixels are points 0, 1, ...) or 0.5 (pixels are
            squares, the first from 0 to 1). Only centres depend on it.
        input_shape: shape of the input without the batch, in place of the model's own.

    Returns:
        The field; its numbers are given per axis, height before width.

    Raises:
        KeyError: if there is no such layer.
        TypeError: if `model` is no network.
        ValueError: if the layer, or one before it, cannot be analysed; the message names it.

    Example:
        >>> from coursekit.network import Conv, Input, MaxPool
        >>> field = of([Input(shape=(32, 32, 1)), Conv(6, 3), MaxPool(2), Conv(16, 3)])
        >>> field.size, field.stride, field.region(0, 0)
        ((8, 8), (2, 2), (0, 0, 8, 8))
    """
    network, source, found = prepared(model, layer, input, input_shape)
    if layer is None:
        if len(network.outputs) > 1:
            raise ValueError(
                f"The network {network.name!r} has several outputs. Name a layer: layer={network.outputs[0]!r}, say."
            )
        layer = network.outputs[0]
    name = network[layer].name
    for analysis in found:
        analysis[name]  # raises if it could not be analysed
    return Field(name, source, pixel_origin, found)


def prepared(
    model: Any, layer: str | None, source: str | None, input_shape: Shape | None
) -> tuple[Network, str, tuple[Analysis, ...]]:
    """Read a model, choose its input, and analyse it as far as a layer (None: all of it).

    Raises:
        KeyError, TypeError, ValueError: as in `of`, but for layers that cannot be analysed.
    """
    network = read(model)
    chosen = chosen_input(network, source)
    if input_shape is not None:
        network = with_input_shape(network, {chosen: _checked_shape(input_shape, network[chosen].output_shape)})
    target = None if layer is None else network[layer].name
    return network, chosen, analyses(network, chosen, target)


@dataclass(frozen=True, repr=False)
class Field:
    """What the units of a layer see of the input: sizes, steps and places in pixels, one number for each axis.

    Conventions: pixels count from 0; boxes are half-open, as slices are; `padding` is how far the first unit's box
    reaches over the top left corner of the image, with Keras' own padding of each layer ("same" puts the odd zero at
    the end). Other libraries pad otherwise, and then start elsewhere. Everything is as at inference.

    Attributes:
        layer: name of the layer.
        input: name of the input that is seen.
        pixel_origin: where the middle of the first pixel lies, 0 or 0.5.
        analyses: of the network; several if padding depends on an input size that is not fixed.
        only_local: whether branches that see the whole input are left out.
    """

    layer: str
    input: str
    pixel_origin: float
    analyses: tuple[Analysis, ...]
    only_local: bool = False

    def __post_init__(self) -> None:
        if self.pixel_origin not in (0, 0.5):
            raise ValueError(
                f"pixel_origin is 0 (pixels are points) or 0.5 (pixels are squares), not {self.pixel_origin!r}."
            )

    @property
    def size(self) -> tuple[Any, ...]:
        """Pixels from the first to the last that an inner unit sees, holes included; `inf` where it sees all.

        After up-sampling units may differ; this is the largest. 0 if nothing is seen.
        """
        return self._each(lambda sight: sight.size if sight else 0, whole=inf)

    @property
    def stride(self) -> tuple[Any, ...]:
        """Effective stride (jump): pixels from one unit's field to the next one's.

        A `Fraction` below 1 after up-sampling; None where there is no common step, or the whole input is seen.
        """
        return self._each(lambda sight: _number(sight.jump) if isinstance(sight, Periodic) else None, whole=None)

    @property
    def padding(self) -> tuple[Any, ...]:
        """Effective padding: pixels by which the box of unit 0 reaches over the top (left) border of the image.

        Negative if it begins inside; `DependsOnInput` where the input size decides; None where all is seen.
        """
        return self._each(lambda sight: _negative(sight.start) if sight else None, whole=None)

    @property
    def start(self) -> tuple[Any, ...]:
        """First pixel of the box of unit 0, not clipped: the effective padding with its sign turned."""
        return self._each(lambda sight: sight.start if sight else None, whole=None)

    @property
    def first_centre(self) -> tuple[Any, ...]:
        """The middle of what unit 0 sees, not clipped, in pixels from `pixel_origin`; nan where there is none."""
        sizes = self.analyses[0].sizes if len(self.analyses) == 1 else (None,) * len(self.whole)
        found = self._each(lambda sight: _middle(sight.at(0) if sight else None) + self.pixel_origin, whole=nan)
        return tuple(
            _middle((0, size - 1)) + self.pixel_origin if whole and size is not None else first
            for first, whole, size in zip(found, self.whole, sizes, strict=True)
        )

    @property
    def phases(self) -> tuple[Any, ...]:
        """How many kinds of units there are along each axis: 1, or more after up-sampling; None without a rule."""
        return self._each(lambda sight: sight.period if isinstance(sight, Periodic) else None, whole=1)

    @property
    def whole(self) -> tuple[bool, ...]:
        """Whether units read a whole axis of a map, and by it the whole input.

        What cropping and long steps leave out before that is not seen all the same: `region` and `mask` tell.
        """
        return tuple(any(each) for each in zip(*(seen.whole for seen in self._seen), strict=True))

    @property
    def aligned(self) -> bool | None:
        """Whether branches that meet have the same centres everywhere before; None if the input size decides."""
        answers = {self.layer not in analysis.unaligned for analysis in self.analyses}
        return answers.pop() if len(answers) == 1 else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """In words: where branches are not aligned and by how much, and which layers read their whole input."""
        found: dict[str, None] = {}
        for analysis in self.analyses:
            for name in analysis.before(self.layer):
                found.update(dict.fromkeys(analysis.seen[name].reasons))
        return tuple(found)

    @property
    def own_reasons(self) -> tuple[str, ...]:
        """Those of `reasons` that begin at this very layer."""
        return tuple(dict.fromkeys(reason for seen in self._seen for reason in seen.reasons))

    @cached_property
    def local(self) -> Field | None:
        """The field without branches that read a whole axis, such as squeeze-and-excitation; None if none is left."""
        if not any(self.whole):
            return self
        found = tuple(analyse(each.network, each.source, self.layer, local=True) for each in self.analyses)
        return replace(self, analyses=found, only_local=True) if self.layer in found[0].seen else None

    def centre(self, *unit: int) -> tuple[float, ...]:
        """The middle of what a unit sees, not clipped, by default of unit (0, 0); in pixels from `pixel_origin`.

        Where the whole input is seen it is the middle of the input, nan if that has no fixed size.

        Raises:
            IndexError: if there is no such unit.
            ValueError: if it depends on the size of the input.
        """
        boxes = self._boxes(self._unit(unit or (0,) * len(self.whole)))
        middles = zip(boxes, self.first_centre, strict=True)
        return tuple(first if box == (-inf, inf) else _middle(box) + self.pixel_origin for box, first in middles)

    def region(self, *unit: int, clip: bool = True) -> tuple[Any, ...]:
        """The box of one unit in the image, half-open as a slice is.

        Args:
            unit: row and column of the unit. After `Flatten` these are still those before it.
            clip: True for the pixels of the image that are really seen: the box is cut off at the borders of every
                map on the way, not only of the image. False for the box as if the image went on for ever.

        Returns:
            (top, left, bottom, right). An empty box (all zero) if nothing is seen; infinite where the whole input is
            seen and nothing is clipped.

        Raises:
            IndexError: if there is no such unit.
            ValueError: if it depends on the size of the input, which is not fixed.
        """
        place = self._unit(unit)
        if clip:
            patch = self._patches(place, clip=True).get(self.input)
            return patch.box if patch else (0,) * (2 * len(place))
        boxes = self._boxes(place)
        if None in boxes:
            return (0,) * (2 * len(place))
        seen = [box for box in boxes if box is not None]
        return (*(box[0] for box in seen), *(box[1] + 1 for box in seen))

    def mask(self, *unit: int, clip: bool = True) -> NDArray[np.bool_]:
        """Which pixels of `region(...)` a unit really sees: dilation and strides leave holes, branches cut corners.

        Args:
            unit: row and column of the unit.
            clip: as in `region`.

        Raises:
            IndexError: if there is no such unit.
            ValueError: if the box is infinite, or depends on the size of the input, which is not fixed.
        """
        patch = self._patches(self._unit(unit), clip).get(self.input)
        return patch.mask if patch else np.zeros((0,) * len(unit), dtype=bool)

    @cached_property
    def coverage(self) -> Any:
        """Share of the box of an inner unit that is really seen, from 0 to 1; exact, by going back through all maps.

        With several kinds of units (after up-sampling) it is that of one with the largest box. Where the whole input
        is seen, or there is no common step, it is that of the unit in the middle of the map. `DependsOnInput` where
        branches meet differently from one input size to the next.

        Raises:
            ValueError: if the whole input is seen and has no fixed size.
        """
        if any(self.whole) or not all(isinstance(sight, Periodic) for sight in self._seen[0].local):
            middle = tuple(size // 2 for size in self._sizes())
            return _share(self._patches(middle, clip=True).get(self.input))
        shares = []
        for analysis in self.analyses:
            sights = analysis.seen[self.layer].local
            largest = tuple(_largest_phase(sight) for sight in sights if isinstance(sight, Periodic))
            shares.append(_share(trace(analysis, self.layer, largest, clip=False).get(self.input)))
        return combined(shares)

    def pyramid(self, *unit: int) -> dict[str, tuple[int, ...]]:
        """For every layer on the way, the input included, the box of its map that a unit sees.

        Returns:
            By name, in the network's order: (top, left, bottom, right) in places of that layer's map, clipped to it.

        Raises:
            IndexError, ValueError: as in `region`.
        """
        patches = self._patches(self._unit(unit), clip=True)
        order = self.analyses[0].order
        return {name: patches[name].box for name in sorted(patches, key=order.__getitem__)}

    def __repr__(self) -> str:
        titles = axis_names(len(self.whole))
        same = (
            len({(str(a), str(b), str(c)) for a, b, c in zip(self.size, self.stride, self.padding, strict=True)}) == 1
        )
        rows = [
            f"Receptive field of {self.layer!r} in {self.input!r}{' (local branches only)' if self.only_local else ''}"
        ]
        for title, size, stride, padding in zip(titles, self.size, self.stride, self.padding, strict=True):
            extent = "the whole input" if size == inf else f"size {size}, stride {stride}, padding {padding}"
            rows.append(f"  {' and '.join(titles) if same else title}: {extent}")
            if same:
                break
        if self.aligned is not True:
            rows.append(
                "  branches not aligned" if self.aligned is False else "  branches aligned or not, by input size"
            )
        rows += [f"  {reason}" for reason in self.reasons[:_MOST_REASONS]]
        if len(self.reasons) > _MOST_REASONS:
            rows.append(f"  and {len(self.reasons) - _MOST_REASONS} more in .reasons")
        rows.append(f"  ({CONVENTIONS.format(origin=f'{self.pixel_origin:g}')})")
        return "\n".join(rows)

    @property
    def _seen(self) -> list[Seen]:
        return [analysis.seen[self.layer] for analysis in self.analyses]

    def _each(self, value: Any, whole: Any) -> tuple[Any, ...]:
        """A value for each axis; what it depends on, where the analyses differ."""
        covered = self.whole
        return tuple(
            whole if covered[axis] else combined([value(seen.local[axis]) for seen in self._seen])
            for axis in range(len(covered))
        )

    def _unit(self, unit: tuple[int, ...]) -> tuple[int, ...]:
        sizes = self._seen[0].place.sizes
        if len(unit) != len(sizes):
            names = ", ".join(axis_names(len(sizes)))
            raise TypeError(f"A unit of {self.layer!r} has {len(sizes)} numbers ({names}), not {len(unit)}.")
        for number, size, title in zip(unit, sizes, axis_names(len(sizes)), strict=True):
            known = size if len(self.analyses) == 1 else None
            if number < 0 or (known is not None and number >= known):
                there = "from 0" if known is None else f"from 0 to {known - 1}"
                raise IndexError(
                    f"The map of {self.layer!r} has units {there} along its {title}, and none at {number}."
                )
        return tuple(operator.index(number) for number in unit)

    def _boxes(self, unit: tuple[int, ...]) -> list[tuple[float, float] | None]:
        """For each axis the first and the last pixel of a unit's box, not clipped; None if it sees nothing."""
        boxes = [
            combined(list(along)) for along in zip(*(self._box(each, unit) for each in self.analyses), strict=True)
        ]
        if any(isinstance(box, DependsOnInput) for box in boxes):
            raise ValueError(self._said_to_depend())
        return boxes

    def _said_to_depend(self) -> str:
        return (
            f"What the units of {self.layer!r} see depends on the size of the input, which is not fixed. "
            "Say it: of(model, layer, input_shape=(height, width, channels))."
        )

    def _box(self, analysis: Analysis, unit: tuple[int, ...]) -> list[tuple[float, float] | None]:
        seen, whole = analysis.seen[self.layer], self.whole
        alone = seen.separable and all(isinstance(sight, Periodic) for sight in seen.local)
        if alone or any(whole):
            pairs = zip(seen.local, unit, whole, strict=True)
            return [(-inf, inf) if covered else sight.at(at) if sight else None for sight, at, covered in pairs]
        patch = trace(analysis, self.layer, unit, clip=False).get(self.input)
        if patch is None:
            return [None] * len(unit)
        return [(first, last - 1) for first, last in zip(patch.box[: len(unit)], patch.box[len(unit) :], strict=True)]

    def _sizes(self) -> tuple[int, ...]:
        sizes = self._seen[0].place.sizes
        if len(self.analyses) > 1 or None in sizes:
            raise ValueError(
                f"The input {self.input!r} has no fixed size, so borders cannot be found. Say the size, as in "
                "of(model, layer, input_shape=(224, 224, 3)), or leave them out: clip=False."
            )
        return tuple(size for size in sizes if size is not None)

    def _patches(self, unit: tuple[int, ...], clip: bool) -> dict[str, Patch]:
        if clip:
            self._sizes()
        first, *others = [trace(analysis, self.layer, unit, clip) for analysis in self.analyses]
        if any(first.get(self.input) != other.get(self.input) for other in others):
            raise ValueError(self._said_to_depend())
        return first


def _checked_shape(given: Shape, have: Shape) -> Shape:
    shape = tuple(given)
    if len(shape) != len(have):
        raise ValueError(f"input_shape={shape} must have {len(have)} numbers, as the model's own {have} has.")
    return shape


def _middle(box: tuple[float, float] | None) -> float:
    return nan if box is None else (box[0] + box[1]) / 2


def _number(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def _negative(start: int | None) -> int | None:
    return None if start is None else -start


def _share(patch: Patch | None) -> float:
    return float(patch.mask.mean()) if patch else 0.0


def _largest_phase(sight: Periodic) -> int:
    return max(range(sight.period), key=lambda phase: _length(sight, phase))


def _length(sight: Sight, phase: int) -> int:
    box = sight.at(phase)
    return box[1] - box[0] + 1 if box else 0
