"""A classifier of patches becomes a network for images of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from coursekit import receptive_field
from coursekit.counting.copies import Copies
from coursekit.counting.head import Vector, begins_head, collapse, convert, refuse
from coursekit.network import read, with_input_shape
from coursekit.network.keras_reader import graph_of, is_keras_model, ordered
from coursekit.network.validation import whole

if TYPE_CHECKING:
    import keras

__all__ = ["fully_convolutional", "patch_shape"]

# They give maps of one size whatever comes in, or tear neighbours apart: right for a patch, wrong for an image.
_FIXED_SIZE = ("Reshape", "Resizing", "CenterCrop", "RandomCrop", "Permute")


def fully_convolutional(model: keras.Model, patch: tuple[int, int] | None = None) -> keras.Model:
    """Turn a classifier of patches into a network that classifies every patch of an image in one go.

    Dense layers become convolutions with the same numbers: the first one behind `Flatten` has a kernel as large as the
    map of a patch, the others 1x1. Global pooling becomes pooling of windows as large as that map, moved by 1.
    Unit (r, c) of the result answers for the patch whose top left pixel is (r * stride, c * stride), where stride is
    the product of all strides before, `receptive_field.of(result).stride`. (J. Long, E. Shelhamer, T. Darrell: Fully
    convolutional networks for semantic segmentation, CVPR 2015; P. Sermanet et al.: OverFeat, ICLR 2014.)

    Where pooling drops the last rows of a patch, a unit more may come out for a patch that reaches over the border by
    these rows, which it does not see anyway.

    On an image of the size of a patch the numbers are those of the classifier, up to rounding. On a larger image they
    are those of each patch by itself if nothing is padded. With `padding="same"` they are not: around a patch the
    classifier sees zeros where the network sees the image that is there. Only at the border of the image are there
    still zeros. Neither is wrong, but a classifier that has learnt to look at the zeros notices.

    Weights are copied: `model` stays as it is, and training either leaves the other alone. Layers keep their names,
    with the exception of those that would occur twice. A batch normalisation between `Flatten` and a dense layer is
    taken into the weights of the latter as it is at inference.

    Args:
        model: Sequential or functional, from images (height, width, channels) to a vector for each. Before the flatten
            or global pooling there may be branches; behind it layers follow one another.
        patch: height and width of a patch, for models whose input leaves them open.

    Returns:
        A model from images (n, height, width, channels) of at least the patch's size to maps
        (n, rows, columns, classes); not compiled.

    Raises:
        ValueError: if it cannot be done; the message says by which layer, and why.
        TypeError: if `model` is no Keras model.

    Example:
        >>> network = fully_convolutional(architectures.lenet5("modern"))  # patches of 32x32
        >>> network(np.zeros((1, 40, 60, 1))).shape  # stride 4
        TensorShape([1, 3, 8, 10])
    """
    height, width, channels = patch_shape(model, patch)
    graph = graph_of(model)
    conversion = _Conversion(model, (height, width, channels))
    (result,) = conversion.run(graph, [conversion.image])
    if not isinstance(result, Vector):
        raise ValueError(
            f"The model {model.name!r} is fully convolutional already: it gives maps of shape {tuple(result.shape)}. "
            "Use it as it is."
        )
    if result.window != (1, 1):
        raise ValueError(
            f"The model {model.name!r} ends with a flattened map, not with classes. Put a Dense layer behind it."
        )
    twin = conversion.finish(result.map)
    _compare(model, twin, (height, width, channels))
    return twin


def patch_shape(model: Any, patch: tuple[int, int] | None = None) -> tuple[int, int, int]:
    """Height, width and channels of the patches that a classifier takes, checked.

    Raises:
        ValueError: if the model has no such input, or leaves the size open and `patch` does not tell it.
        TypeError: if `model` is no Keras model.
    """
    if not is_keras_model(model):
        raise TypeError(f"model must be a Keras model, not {type(model).__name__}.")
    network = read(model)  # raises for models without a graph, and says what to do
    if len(network.inputs) != 1 or len(model.outputs) != 1:
        raise ValueError(
            f"The model {model.name!r} has {len(network.inputs)} inputs and {len(model.outputs)} outputs. "
            "It must have one of each: images and classes."
        )
    shape = network[network.inputs[0]].output_shape
    if len(shape) != 3 or shape[2] is None:
        raise ValueError(
            f"The model {model.name!r} takes inputs of shape {shape}, not images (height, width, channels)."
        )
    given: tuple[int | None, ...] = (None, None)
    if patch is not None:
        if not isinstance(patch, tuple) or len(patch) != 2:
            raise ValueError(f"patch must be (height, width), not {patch!r}.")
        given = tuple(whole(size, "each number in patch") for size in patch)
    sizes = []
    for own, wanted in zip(shape[:2], given, strict=True):
        if own is None and wanted is None:
            raise ValueError(
                f"The model {model.name!r} takes images of any size, {shape}: how large is a patch? "
                "Pass patch=(height, width), as it was trained."
            )
        if own is not None and wanted is not None and own != wanted:
            raise ValueError(f"patch={patch} contradicts the model's own input {shape}. Leave it out.")
        sizes.append(int(own if own is not None else wanted))  # type: ignore[arg-type] # one of them is a number
    return sizes[0], sizes[1], int(shape[2])


class _Conversion:
    """Copies a model call by call, until vectors begin; from there on keeps the maps."""

    def __init__(self, model: Any, patch: tuple[int, int, int]) -> None:
        import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who converts a model pays for it

        self._keras, self._model, self._patch = keras, model, patch
        self.image = keras.Input((None, None, patch[2]), name="image", dtype=model.inputs[0].dtype)
        self._copies = Copies()

    def run(self, graph: Any, feeds: list[Any]) -> list[Any]:
        """Run the calls of a graph on other tensors, nested models unfolded."""
        made: dict[int, Any] = {id(tensor): feed for tensor, feed in zip(graph.inputs, feeds, strict=True)}
        for node in ordered(graph):
            if node.is_input:
                continue
            sources = [made[id(tensor)] for tensor in node.input_tensors]
            inner = graph_of(node.operation)
            if inner is not None and len(inner.inputs) == len(sources):
                results = self.run(inner, sources)
            else:
                results = self._keras.tree.flatten(self._call(node, sources, made))
            made.update((id(tensor), result) for tensor, result in zip(node.outputs, results, strict=True))
        return [made[id(tensor)] for tensor in graph.outputs]

    def finish(self, maps: Any) -> Any:
        """The model, with the weights of the layers that were copied."""
        twin = self._keras.Model(self.image, maps, name=f"{self._model.name}_fully_convolutional")
        self._copies.set_weights()
        return twin

    def _call(self, node: Any, sources: list[Any], made: dict[int, Any]) -> Any:
        layer, rank = node.operation, len(node.input_tensors[0].shape)
        if getattr(layer, "data_format", None) == "channels_first":
            raise refuse(layer, 'has its channels first. Build the model with data_format="channels_last".')
        if any(isinstance(source, Vector) for source in sources):
            if len(sources) > 1:
                raise refuse(layer, "joins branches behind the last map. Layers must follow one another there.")
            return convert(layer, sources[0], rank, self._copies)
        if begins_head(layer, rank):
            return collapse(layer, sources[0], self._window(layer, sources[0]), self._copies)
        if type(layer).__name__ in _FIXED_SIZE:
            raise refuse(layer, "gives maps that do not follow the size of the image. Put it before the model.")
        args, kwargs = node.arguments.fill_in(made)
        operation = self._copies.of(layer) if isinstance(layer, self._keras.Layer) else layer
        try:
            return operation(*args, **kwargs)
        except (TypeError, ValueError) as error:
            raise refuse(layer, f"does not take maps of any size: {error}") from error

    def _window(self, layer: Any, maps: Any) -> tuple[int, int]:
        """Height and width of the map of one patch, after a look at how the map follows the image."""
        if maps is self.image:
            return self._patch[:2]
        body = self._keras.Model(self.image, maps)
        try:
            field = receptive_field.of(body, input_shape=self._patch)
        except ValueError as error:
            raise refuse(layer, f"reads maps of which it is not known what they see. {error}") from error
        if any(field.whole):
            raise ValueError(
                f"The model cannot become fully convolutional: {'; '.join(field.reasons)}. In an image that is not "
                "the patch any more."
            )
        if not all(isinstance(step, int) and step >= 1 for step in field.stride):
            raise refuse(layer, f"reads maps with steps of {field.stride} pixels, not of whole pixels.")
        window = self._size(body, self._patch)
        steps = field.stride
        further = (self._patch[0] + steps[0], self._patch[1] + steps[1], self._patch[2])
        if self._size(body, further) != (window[0] + 1, window[1] + 1):
            raise refuse(layer, "reads maps that do not grow with the image. Is there a layer with a fixed size?")
        return window

    def _size(self, body: Any, shape: tuple[int, int, int]) -> tuple[int, int]:
        network = read(body)
        found = with_input_shape(network, {network.inputs[0]: shape})[network.outputs[0]].output_shape
        return int(found[0] or 0), int(found[1] or 0)


def _compare(model: Any, twin: Any, patch: tuple[int, int, int]) -> None:
    """Ask both about one patch: a layer of somebody's own may do what its name and shape do not tell.

    Raises:
        ValueError: if they disagree.
    """
    import keras  # noqa: PLC0415 - as above

    noise = np.random.default_rng(0).random((1, *patch), dtype=np.float32)
    expected = keras.ops.convert_to_numpy(model(noise, training=False)).astype(np.float64)
    found = keras.ops.convert_to_numpy(twin(noise, training=False)).astype(np.float64)
    same = found.reshape(-1).shape == expected.reshape(-1).shape
    # In 16 bits sums differ by their order: the check is for other numbers, not for other rounding.
    tolerance = 1e-3 if str(model.compute_dtype) == "float32" else 0.1
    scale = max(1.0, float(np.abs(expected).max()))
    if not same or not np.allclose(found.reshape(-1), expected.reshape(-1), atol=tolerance * scale, equal_nan=True):
        raise ValueError(
            f"The model {model.name!r} cannot become fully convolutional: on a patch the result gives "
            f"{np.round(found.reshape(-1)[:4], 4)}, the model {np.round(expected.reshape(-1)[:4], 4)} (first values). "
            "Some layer does not do the same in an image as in a patch; layers of your own come first to mind."
        )
