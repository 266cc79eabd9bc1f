"""`Augment`: the options, the drawing of parameters, and their use on images, points and masks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coursekit.augmentation.transforms import apply, gather
from coursekit.augmentation.transforms.geometry import homographies
from coursekit.augmentation.transforms.options import Options, number
from coursekit.augmentation.transforms.parameters import Parameters, from_uniform, uniform
from coursekit.augmentation.transforms.points import MovedPoints, move
from coursekit.network.validation import whole

if TYPE_CHECKING:
    from coursekit.augmentation.pipelines.flow import Flow

__all__ = ["Augment"]


class Augment:
    """Random transforms of images, by the names of Keras' old `ImageDataGenerator`.

    Geometry is one homography and one bilinear resampling: rotate, shift, shear, zoom, bend, flip, each about the
    middle. Then blur; then contrast, brightness, channel shift, exposure as one change of values; then noise. Values
    are float32 from 0 to 1, or uint8, and stay what they are. Numbers below that are no range leave their part out.

    Args:
        rotation_range: largest angle in degrees, to both sides.
        width_shift_range: largest shift to both sides: a part of the width if below 1, else pixels; a whole number n
            shifts by whole pixels below n; a list is chosen from, with both signs.
        height_shift_range: as `width_shift_range`, up and down.
        shear_range: largest angle in degrees.
        zoom_range: a number z for factors from 1 - z to 1 + z, or (lowest, highest), drawn for each axis; below 1 the
            picture comes closer.
        perspective: how far the corners move at most, as part of the sides, below 0.25.
        horizontal_flip: mirror every second image left to right, by chance.
        vertical_flip: the same upside down.
        fill_mode: what is seen outside: "constant", "nearest", "reflect" (d c b a | a b c d) or "wrap".
        cval: the value for "constant", from 0 (black) to 1.
        brightness_range: (lowest, highest) factor on the values.
        contrast_range: (lowest, highest) factor on the distance from the mean of the image's channel.
        channel_shift_range: largest change of each channel by itself, as part of the whole range of values.
        gamma_range: (lowest, highest) exponent: bad exposure.
        blur_range: (lowest, highest) standard deviation in pixels: out of focus.
        noise_range: (lowest, highest) standard deviation, as part of the whole range of values.
        rescale: factor on the result, for uint8 images alone (1/255), which become float32.
        preprocessing_function: called at the end (before `rescale`) with each image (height, width, channels); gives
            one of the same shape.

    Raises:
        TypeError: for an option of the wrong kind.
        ValueError: for one out of bounds, reversed or without effect.

    Example:
        >>> import numpy as np
        >>> augment = Augment(rotation_range=10, horizontal_flip=True)
        >>> augment(np.ones((2, 8, 8, 3), np.float32), seed=1).shape
        (2, 8, 8, 3)
    """

    def __init__(
        self,
        *,
        rotation_range: float = 0.0,
        width_shift_range: float | Sequence[float] = 0.0,
        height_shift_range: float | Sequence[float] = 0.0,
        shear_range: float = 0.0,
        zoom_range: float | tuple[float, float] = 0.0,
        perspective: float = 0.0,
        horizontal_flip: bool = False,
        vertical_flip: bool = False,
        fill_mode: str = "nearest",
        cval: float = 0.0,
        brightness_range: tuple[float, float] | None = None,
        contrast_range: tuple[float, float] | None = None,
        channel_shift_range: float = 0.0,
        gamma_range: tuple[float, float] | None = None,
        blur_range: tuple[float, float] | None = None,
        noise_range: tuple[float, float] | None = None,
        rescale: float | None = None,
        preprocessing_function: Callable[[npt.NDArray[Any]], Any] | None = None,
    ) -> None:
        given = {name: value for name, value in locals().items() if name != "self"}
        if preprocessing_function is not None and not callable(preprocessing_function):
            raise TypeError(f"preprocessing_function must be a function of an image, not {preprocessing_function!r}.")
        self.options = Options.checked(given)
        self._given = given
        self.preprocessing_function = preprocessing_function

    def __repr__(self) -> str:
        defaults = inspect.signature(Augment).parameters
        told = [f"{name}={value!r}" for name, value in self._given.items() if value != defaults[name].default]
        return f"Augment({', '.join(told)})"

    def draw(
        self,
        count: int,
        height: int,
        width: int,
        seed: int = 0,
        *,
        epoch: int = 0,
        indices: Any = None,
        channels: int = 3,
    ) -> Parameters:
        """Parameters for `count` images, each from the seed, the epoch and its own index alone.

        Args:
            count: how many images.
            height: of the images, in pixels.
            width: as height.
            seed: a whole number, 0 or above.
            epoch: which round: another one draws anew.
            indices: the index of each image in its dataset; 0, 1, 2, ... if None.
            channels: of the images.

        Raises:
            TypeError: if a number is not whole.
            ValueError: if one is too small, or the indices do not fit.
        """
        count, height, width = whole(count, "count"), whole(height, "height"), whole(width, "width")
        seed, epoch = whole(seed, "seed", 0), whole(epoch, "epoch", 0)
        places = np.arange(count) if indices is None else np.asarray(indices)
        if places.shape != (count,) or places.dtype.kind not in "iu" or places.min() < 0:
            raise ValueError(f"indices must be {count} whole numbers, 0 or above, one an image.")
        places = places.astype(np.int64)
        key = np.stack([np.full(count, seed), np.full(count, epoch), places], axis=-1).astype(np.int64)
        numbers = uniform(seed, epoch, places, whole(channels, "channels"))
        return from_uniform(np, numbers, self.options, height, width, key)

    def matrices(self, parameters: Parameters, height: int, width: int) -> npt.NDArray[np.float64]:
        """The homography of each image, forward, for points `(x, y, 1)` (see `geometry`): array (n, 3, 3)."""
        bent = bool(np.any(parameters.perspective))
        return np.asarray(homographies(np, parameters, height, width, perspective=bent), dtype=np.float64)

    def apply(self, images: Any, parameters: Parameters) -> npt.NDArray[Any]:
        """Images with these parameters.

        Args:
            images: shape (n, height, width, channels), floats from 0 to 1 or uint8.
            parameters: from `draw`, for n images.

        Returns:
            Images of the same shape: uint8 where uint8 came (float32 with `rescale`), else float32. What no parameter
            changes comes back bit for bit.

        Raises:
            TypeError: for images of other types.
            ValueError: if images and parameters do not fit, or the values are out of range.
        """
        batch = apply.checked_images(images)
        rescale = self.options.rescale
        if rescale is not None and batch.dtype != np.uint8:
            raise ValueError("rescale is for uint8 images, but these are floats from 0 to 1 already: leave it out.")
        if len(parameters.rotation) != len(batch) or parameters.channel_shift.shape[1] != batch.shape[3]:
            raise ValueError(
                f"the parameters are for {len(parameters.rotation)} images of {parameters.channel_shift.shape[1]} "
                f"channels, but the images have shape {batch.shape}: give draw their count and channels."
            )
        forward = self.matrices(parameters, *batch.shape[1:3])
        done = apply.transform(batch, parameters, forward, self.options.fill_mode, self.options.cval)
        if self.preprocessing_function is not None:
            processed = np.stack([np.asarray(self.preprocessing_function(image)) for image in done])
            if processed.shape != done.shape:
                raise ValueError(
                    f"preprocessing_function made shape {processed.shape[1:]} out of {done.shape[1:]}: it must keep it."
                )
            done = processed
        return done if rescale is None else done.astype(np.float32) * np.float32(rescale)

    def __call__(self, images: Any, *, seed: int = 0, epoch: int = 0, indices: Any = None) -> npt.NDArray[Any]:
        """`apply` with what `draw` gives for these images; the arguments are theirs."""
        batch = apply.checked_images(images)
        count, height, width, channels = batch.shape
        drawn = self.draw(count, height, width, seed, epoch=epoch, indices=indices, channels=channels)
        return self.apply(batch, drawn)

    def points(self, points: Sequence[Any], parameters: Parameters, height: int, width: int) -> list[MovedPoints]:
        """Points that follow their images.

        Args:
            points: for each image rows and columns, shape (k, 2), as in the annotations of `data.sealions`.
            parameters: what was applied to the images.
            height: of the images, in pixels.
            width: as height.

        Raises:
            ValueError: if there are not as many as images, or they are no pairs of finite numbers.
        """
        forward = self.matrices(parameters, height, width)
        if len(points) != len(forward):
            raise ValueError(f"points must be given for each of the {len(forward)} images, not for {len(points)}.")
        return [move(places, matrix, height, width) for places, matrix in zip(points, forward, strict=True)]

    def masks(self, masks: Any, parameters: Parameters, outside: int = 0) -> npt.NDArray[Any]:
        """Masks that follow their images; each pixel keeps a class that was there, none are blended.

        Args:
            masks: whole numbers or booleans, shape (n, height, width).
            parameters: what was applied to the images.
            outside: the class outside of the image, with `fill_mode="constant"`.

        Raises:
            TypeError: if the masks are not whole numbers.
            ValueError: if there are not as many as images.
        """
        array = np.asarray(masks)
        if array.dtype.kind not in "iub":
            raise TypeError(f"masks must be whole numbers or booleans, a class a pixel, not {array.dtype}.")
        if array.ndim != 3 or 0 in array.shape or len(array) != len(parameters.rotation):
            raise ValueError(
                f"masks must have shape (n, height, width) for {len(parameters.rotation)} images, not {array.shape}."
            )
        inverse = np.linalg.inv(self.matrices(parameters, *array.shape[1:]))
        moved = [
            gather.warp(np, mask[None, :, :, None], matrix[None], self.options.fill_mode, outside, nearest=True)
            for mask, matrix in zip(array, inverse, strict=True)
        ]
        return np.concatenate(moved)[..., 0]

    def flow(
        self,
        images: Any,
        labels: Any = None,
        *,
        batch_size: int = 32,
        seed: int = 0,
        shuffle: bool = True,
        balance: float = 0.0,
    ) -> Flow:
        """Batches for `model.fit`, augmented anew each epoch, on every backend of Keras.

        Args:
            images: shape (n, height, width, channels).
            labels: one an image, or None.
            batch_size: images a batch; it changes no image.
            seed: of the transforms and of the order.
            shuffle: whether each epoch has another order.
            balance: 1 draws every class equally often, 0 takes each image once (see `balanced`); the labels are then
                class ids.

        Raises:
            ValueError: if images and labels do not fit, or `balance` is outside of 0 to 1.
        """
        from coursekit.augmentation.pipelines.flow import Flow  # noqa: PLC0415 (imports Keras)

        return Flow(self, images, labels, batch_size, seed, shuffle, number(balance, "balance", 0, 1))

    def on_dataset(self, dataset: Any, *, seed: int = 0) -> Any:
        """A `tf.data.Dataset` of batches, augmented anew in each round, on every backend of Keras.

        For data that do not fit into memory, as from `keras.utils.image_dataset_from_directory`, whose values are 0 to
        255 in float32: `augment.on_dataset(dataset.map(lambda x, y: (x / 255, y)))`. Put it behind `batch` and
        `cache`. The same seed gives the same images again if the dataset is made anew in the same way.

        Args:
            dataset: of batches of images, or of tuples that begin with one; values from 0 to 1, or uint8.
            seed: of the transforms.

        Returns:
            A dataset of the same structure.

        Raises:
            ValueError: if what comes is no batch of images.
        """
        from coursekit.augmentation.pipelines.dataset import mapped  # noqa: PLC0415 (imports TensorFlow)

        return mapped(self, dataset, whole(seed, "seed", 0))

    def as_layer(self, seed: int | None = None, **keywords: Any) -> Any:
        """A `keras.layers.Layer` that augments while training and does nothing else; values from 0 to 1.

        Raises:
            ValueError: with `preprocessing_function` or `rescale`, which have layers of their own.
        """
        from coursekit.augmentation.pipelines.layer import AugmentLayer  # noqa: PLC0415 (imports Keras)

        return AugmentLayer(self.get_config(), seed=seed, **keywords)

    def get_config(self) -> dict[str, Any]:
        """The options, as JSON can keep them.

        Raises:
            ValueError: with `preprocessing_function`: a function is no JSON.
        """
        if self.preprocessing_function is not None:
            raise ValueError(
                "preprocessing_function cannot be written down: leave it out, and call it after augmenting."
            )
        config = {name: value for name, value in self._given.items() if name != "preprocessing_function"}
        return {
            name: list(value) if isinstance(value, Sequence) and name != "fill_mode" else value
            for name, value in config.items()
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Augment:
        """What `get_config` described."""
        return cls(**config)
