"""What there is to browse: a model, images, and what each layer gives for each of them."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from coursekit import receptive_field
from coursekit.architectures.forward import activations
from coursekit.network import Network, read

__all__ = ["PAGE", "Facts", "Scene", "State", "checked", "encoded"]

PAGE = 16
"""How many maps are shown at a time."""

_KEPT = 4  # images whose activations are kept: VGG16's are 61 MB each


@dataclass(frozen=True)
class State:
    """What is chosen.

    Attributes:
        layer: its name.
        image: number of the image.
        channel: number of the channel or unit.
        own_scale: whether each map is drawn to a scale of its own, not to that of the layer.
    """

    layer: str
    image: int = 0
    channel: int = 0
    own_scale: bool = False


@dataclass(frozen=True)
class Facts:
    """What there is to say of all that a layer gives for one image.

    Attributes:
        lowest: of the values that are finite.
        largest: of these.
        zero: which part of all values is 0.
        silent: how many channels are 0 everywhere.
        infinite: how many values are no finite numbers.
    """

    lowest: float
    largest: float
    zero: float
    silent: int
    infinite: int

    @property
    def magnitude(self) -> float:
        """What has the full colour."""
        return max(abs(self.lowest), abs(self.largest)) or 1.0


class Scene:
    """A model and images, with what every layer gives, computed when it is first asked for.

    Args:
        model: Sequential or functional Keras model with one input.
        images: as the model takes them, shape (n, height, width, channels).
        titles: what each image is called; their numbers if None.
        classes: names of the units of the last layer, if it has as many.
        pictures: the images as they are shown, values from 0 to 1; `images`, stretched to that range, if None.

    Attributes:
        network: the model as it was read.
        layers: by name the shapes of the layers that can be shown, in order.

    Raises:
        TypeError: if `model` is no Keras model.
        ValueError: if something does not fit.
    """

    def __init__(
        self,
        model: Any,
        images: npt.ArrayLike,
        titles: Sequence[Any] | None = None,
        classes: Sequence[str] = (),
        pictures: npt.ArrayLike | None = None,
    ) -> None:
        self.network: Network = read(model)
        if not hasattr(model, "weights"):
            raise TypeError("Only a Keras model has weights to compute with; a list of layers has none.")
        # No public name tells it: Keras would draw new random weights at each call.
        if any(getattr(variable, "_value", model) is None for variable in model.variables):
            raise ValueError(f"{self.network.name!r} was built for counting and has no weights. Build it outside.")
        if len(self.network.inputs) != 1:
            raise ValueError(f"{self.network.name!r} has {len(self.network.inputs)} inputs; one can be browsed.")
        self.images = _checked_images(images, self.network[self.network.inputs[0]].output_shape)
        self.titles = [str(number) for number in range(len(self.images))] if titles is None else list(map(str, titles))
        if len(self.titles) != len(self.images):
            raise ValueError(f"There are {len(self.images)} images, but {len(self.titles)} titles.")
        self.classes = tuple(classes)
        self.pictures = _stretched(self.images) if pictures is None else np.asarray(pictures, dtype=float)
        if self.pictures.ndim != 4 or len(self.pictures) != len(self.images):
            raise ValueError("pictures must have shape (n, height, width, channels), one for each image.")
        self.layers = {node.name: node.output_shape for node in self.network if len(node.output_shape) in {1, 3}}
        # Not @cache on the methods: that would keep every scene alive.
        self.of = functools.lru_cache(maxsize=_KEPT)(lambda image: activations(model, self.images[image]))
        self.source = functools.lru_cache(maxsize=_KEPT)(lambda image: _source(self.pictures[image]))
        self.facts = functools.lru_cache(maxsize=256)(lambda image, layer: _facts(self.of(image)[layer]))

    @property
    def first(self) -> str:
        """The layer to begin with: the first one that makes maps out of the image."""
        names = list(self.layers)
        return next((name for name in names[1:] if len(self.layers[name]) == 3), names[-1])

    @functools.cached_property
    def _analysed(self) -> receptive_field.Field | None:
        """What the last layer sees, whose analysis knows all layers before it; None where it cannot be analysed."""
        try:
            return receptive_field.of(self.network, self.network.outputs[0], input_shape=self.images.shape[1:])
        except ValueError:
            return None

    def _field(self, layer: str) -> receptive_field.Field:
        whole = self._analysed
        if whole is not None and all(layer in analysis.seen for analysis in whole.analyses):
            return replace(whole, layer=layer)
        return receptive_field.of(self.network, layer, input_shape=self.images.shape[1:])

    def seen(self, layer: str, row: int, column: int) -> tuple[int, int, int, int] | None:
        """What a unit sees of the image: (top, left, bottom, right), half-open; None if that is not known."""
        try:
            region = self._field(layer).region(row, column)
        except (KeyError, ValueError):
            return None  # a layer of somebody's own: the picture then has no frame, and says so
        return tuple(region)


def checked(scene: Scene, state: State) -> State:
    """The state, if there is such a layer, image and channel.

    Raises:
        ValueError: if not.
    """
    if state.layer not in scene.layers:
        raise ValueError(f"There is no layer {state.layer!r} to show; there are {', '.join(scene.layers)}.")
    _in_range("image", state.image, len(scene.images))
    _in_range("channel", state.channel, scene.of(state.image)[state.layer].shape[-1])
    return state


def encoded(image: Any) -> str:
    """An image of Pillow's for the page."""
    written = io.BytesIO()
    image.save(written, format="png", compress_level=1)  # a third of the time for a tenth more bytes
    return f"data:image/png;base64,{base64.b64encode(written.getvalue()).decode('ascii')}"


def _source(picture: npt.NDArray[Any]) -> str:
    """A picture for the page: colours as they are, one channel as ink on paper."""
    from PIL import Image  # noqa: PLC0415 - `import coursekit.architectures` stays light

    pixels = 1 - np.repeat(picture, 3, axis=2) if picture.shape[2] == 1 else picture
    return encoded(Image.fromarray(np.rint(255 * np.clip(pixels, 0, 1)).astype(np.uint8)))


def _facts(values: npt.NDArray[Any]) -> Facts:
    infinite = int(values.size - np.isfinite(values).sum())
    finite = np.nan_to_num(values, nan=0, posinf=0, neginf=0) if infinite else values
    flat = finite.reshape(-1, finite.shape[-1])
    lows, highs = flat.min(axis=0), flat.max(axis=0)
    silent = int(((lows == 0) & (highs == 0)).sum())
    return Facts(float(lows.min()), float(highs.max()), float(np.mean(values == 0)), silent, infinite)


def _in_range(what: str, value: Any, count: int) -> None:
    if value not in range(count):
        raise ValueError(f"{what} must be from 0 to {count - 1}, not {value!r}.")


def _checked_images(images: Any, shape: tuple[int | None, ...]) -> npt.NDArray[np.float32]:
    found = np.asarray(images, dtype=np.float32)
    fits = found.ndim == 1 + len(shape) and all(
        wanted in (None, length) for wanted, length in zip(shape, found.shape[1:], strict=True)
    )
    if not fits or len(shape) != 3 or shape[2] not in {1, 3, None} or not len(found):
        raise ValueError(
            f"images must be one or more of shape {shape}, as the model takes them, with one channel or three: "
            f"(n, height, width, channels), not {found.shape}. A single image is images[None]."
        )
    return found


def _stretched(images: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """From the darkest value of all to the brightest; images within 0 and 1 stay as they are."""
    low, high = min(0.0, float(images.min())), max(1.0, float(images.max()))
    return (images.astype(np.float64) - low) / (high - low)
