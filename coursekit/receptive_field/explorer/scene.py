"""A network made ready to be looked at: its maps, their sizes, the unit that is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit.network import Network, Shape
from coursekit.receptive_field.analysis import Analysis
from coursekit.receptive_field.explorer.svg import png_address
from coursekit.receptive_field.field import Field
from coursekit.receptive_field.images import as_picture
from coursekit.receptive_field.maps import analysed, sliding

__all__ = ["Scene", "State", "over", "scene"]

_MOST_MAPS = 40


@dataclass(frozen=True)
class State:
    """Which unit is looked at.

    Attributes:
        layer: name of its layer.
        row: its row; 0 in a sequence, which has one row.
        col: its column, or its place in a sequence.
    """

    layer: str
    row: int = 0
    col: int = 0


@dataclass(frozen=True, eq=False)
class Scene:
    """A network made ready to be looked at.

    Attributes:
        analysis: what all its units see.
        picture: address of the image on the input; empty if there is none.
    """

    analysis: Analysis
    picture: str = ""

    @property
    def network(self) -> Network:
        """The network."""
        return self.analysis.network

    @property
    def flat(self) -> bool:
        """Whether the input is a sequence, without rows."""
        return len(self.analysis.sizes) == 1

    @cached_property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that can be chosen: all that see the input."""
        return tuple(node.name for node in self.network if node.name in self.analysis.seen)

    @cached_property
    def maps(self) -> tuple[str, ...]:
        """Names of the layers whose maps are drawn: the input and all that read more than their own place."""
        slides = [self.analysis.source, *sliding(self.analysis)]
        if len(slides) > _MOST_MAPS:
            slides = [slides[round(at)] for at in np.linspace(0, len(slides) - 1, _MOST_MAPS)]
        return tuple(slides)

    @cached_property
    def default(self) -> str:
        """Name of the last layer with a map whose units do not see the whole input."""
        seen = self.analysis.seen
        return [name for name in self.layers if not any(seen[name].whole) and not seen[name].place.scattered][-1]

    def middle(self, name: str) -> State:
        """The unit in the middle of a layer's map.

        Raises:
            KeyError: if there is no such layer.
            ValueError: if it does not see the input, or could not be analysed.
        """
        self.analysis[name]  # raises with the reason
        rows, columns = self.size(name)
        return State(name, rows // 2, columns // 2)

    def size(self, name: str) -> tuple[int, int]:
        """Rows and columns of a map; a sequence has one row."""
        sizes = [int(size or 1) for size in self.analysis.seen[name].place.sizes]
        return (1, sizes[0]) if len(sizes) == 1 else (sizes[0], sizes[1])

    def has(self, state: State) -> bool:
        """Whether there is such a unit."""
        if state.layer not in self.layers:
            return False
        rows, columns = self.size(state.layer)
        return 0 <= state.row < rows and 0 <= state.col < columns

    def field(self, name: str) -> Field:
        """The receptive field of a layer's units."""
        return Field(name, self.analysis.source, 0.0, (self.analysis,))


def scene(
    model: Any,
    image: npt.ArrayLike | None = None,
    input: str | None = None,  # noqa: A002 - the field's word
    input_shape: Shape | None = None,
) -> Scene:
    """Make a network ready to be looked at.

    Args:
        model: Keras model, layer list or `Network`.
        image: what lies on the input, (h, w), (h, w, 1) or (h, w, 3).
        input: name of the input, where there are several.
        input_shape: shape of the input without the batch, in place of the model's own.

    Raises:
        TypeError: if it is no network.
        ValueError: if its input has no fixed size, or no one or two spatial axes, or the image another size.
    """
    analysis = analysed(model, input, input_shape)
    sizes = tuple(int(size or 1) for size in analysis.sizes)
    if len(sizes) > 2:
        raise ValueError(f"The explorer shows sequences and images, but this input has {len(sizes)} spatial axes.")
    if image is None:
        return Scene(analysis)
    return Scene(analysis, png_address(as_picture(image, (1, *sizes)[-2:])))


def over(old: Scene, state: State, layer: str, new: Scene | None = None) -> State:
    """The unit of a layer at the same share of height and width as another unit.

    Args:
        old: the network of the other unit.
        state: the other unit.
        layer: name of the layer.
        new: the network of the layer; by default the same.

    Raises:
        KeyError: if there is no such layer.
        ValueError: if it does not see the input, or could not be analysed.
    """
    new = new or old
    new.analysis[layer]  # raises with the reason
    sizes = zip((state.row, state.col), old.size(state.layer), new.size(layer), strict=True)
    row, col = (min(count - 1, int((place + 0.5) * count / before)) for place, before, count in sizes)
    return State(layer, row, col)
